"""Reads what AWS Cost Anomaly Detection has found and keeps it."""

from dataclasses import dataclass
from datetime import date

from costgov.clock import instant_text
from costgov.collectors.aws_findings import NAME, REACH, findings
from costgov.collectors.cost_explorer_pages import PageReader
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import COLLECT_COSTS, Gap
from costgov.errors import SourceError
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records


@dataclass(frozen=True, slots=True)
class FindingsRead:
    """How many findings there are, or why it is not known."""

    number: int = 0
    gap: Gap | None = None


def collect_findings(control: DocumentStore, reader: PageReader, as_of: date) -> FindingsRead:
    """Read and store the findings of the last weeks; a refusal becomes a gap.

    Raises:
        StoreError: evidence or findings could not be written.
    """
    window = Window(as_of - REACH, as_of + ONE_DAY)
    try:
        found = [
            finding
            for read in reader.pages(NAME, window)
            for finding in findings(read.page.body, instant_text(read.requested_at))
        ]
    except SourceError as error:
        detail = f"AWS's own findings: {error}"
        gap = Gap(
            step=COLLECT_COSTS,
            target=NAME,
            reason=error.reason,
            detail=detail,
            retry_after=as_of + ONE_DAY,
        )
        return FindingsRead(gap=gap)
    table = records.aws_findings(control)
    for finding in found:
        table.put(finding, finding.id)
    return FindingsRead(len(found))
