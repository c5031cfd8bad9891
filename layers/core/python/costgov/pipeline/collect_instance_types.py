"""Keeps the instance types of every region in which there are instances, about once a week."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from costgov.clock import Clock
from costgov.domain.period import ONE_DAY
from costgov.domain.resources import INSTANCE
from costgov.domain.runs import COLLECT_RATES, Gap, StepEvent
from costgov.errors import OutOfTime, SourceError
from costgov.gateways.ports import DocumentStore
from costgov.gateways.rate_ports import InstanceTypes
from costgov.pipeline.collect_prices import WEEK
from costgov.pipeline.findings import Findings
from costgov.pipeline.inventoried import kinds_by_region
from costgov.pipeline.rate_records import put_types, type_sheets

_KINDS: Final = frozenset({INSTANCE, "AWS::AutoScaling::AutoScalingGroup"})


@dataclass(frozen=True, slots=True)
class CollectInstanceTypes:
    """The part of `collect_rates` that keeps the ladder of sizes."""

    described: InstanceTypes
    results: DocumentStore
    clock: Clock

    def __call__(self, event: StepEvent, deadline: datetime) -> Findings:
        """Read every region that is due; one that refuses keeps its types and is a gap.

        Raises:
            StoreError: types could not be stored.
        """
        due = [region for region in self._regions() if self._is_due(region, event.as_of)]
        failed: defaultdict[str, list[str]] = defaultdict(list)
        details: dict[str, str] = {}
        got = 0
        for region in due:
            try:
                if self.clock() >= deadline:
                    raise OutOfTime("no time was left")
                types = self.described.instance_types(region)
            except SourceError as error:
                failed[error.reason].append(region)
                details.setdefault(error.reason, str(error))
                continue
            put_types(self.results, region, types, event.as_of)
            got += 1
        gaps = tuple(
            Gap(
                step=COLLECT_RATES,
                target="instance types",
                reason=reason,
                detail=f"{', '.join(regions)}: {details[reason]}",
                retry_after=event.as_of + ONE_DAY,
            )
            for reason, regions in sorted(failed.items())
        )
        notes = (f"the instance types of {got} regions were read",) if got else ()
        return Findings(len(due), got, gaps, notes)

    def _regions(self) -> list[str]:
        """The regions in which an instance runs or may be started by a group."""
        inventoried = kinds_by_region(self.results)
        return sorted(region for region, kinds in inventoried.items() if kinds & _KINDS)

    def _is_due(self, region: str, as_of: date) -> bool:
        stored = type_sheets(self.results).all(region)
        return not stored or as_of - min(one.as_of for one in stored) >= WEEK
