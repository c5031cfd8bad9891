"""The daily run's part of mirroring: AWS's copies of the plans, equal again."""

from datetime import date
from typing import Final, NamedTuple

from costgov.domain.period import ONE_DAY
from costgov.domain.runs import ALERT, Gap
from costgov.errors import SourceError
from costgov.gateways.budget_ports import BudgetService
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.budget_mirror import mirror, mirroring
from costgov.pipeline.records import budget_statuses, budgets

TARGET: Final = "aws-budgets"
REFUSED: Final = "refused"


class Copied(NamedTuple):
    """What could not be copied, and what AWS cannot express."""

    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()


def copy_budgets(
    service: BudgetService, control: DocumentStore, results: DocumentStore, as_of: date
) -> Copied:
    """Make AWS's copies those of the plans and the limits of their present periods.

    A refusal of AWS is a gap and nothing of the product depends on it.

    Raises:
        StoreError: a store refused.
    """
    statuses = {status.plan.id: status for status in budget_statuses(results).all()}
    try:
        found = mirroring(budgets(control).all(), statuses, service.described())
    except SourceError as error:
        return Copied((_gap(error.reason, str(error), as_of),))
    notes = (f"budget {name} has no copy in AWS: {why}" for name, why in found.left_out.items())
    gaps = (_gap(REFUSED, sentence, as_of) for sentence in mirror(service, found))
    return Copied(tuple(gaps), tuple(notes))


def _gap(reason: str, detail: str, as_of: date) -> Gap:
    return Gap(step=ALERT, target=TARGET, reason=reason, detail=detail, retry_after=as_of + ONE_DAY)
