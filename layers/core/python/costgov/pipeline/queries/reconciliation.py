"""Whether the bill adds up: every grouping, and each month by all who tell of it."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from costgov.domain.reconciliation import GroupingCheck, MonthReconciliation
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import CurrencyCode
from costgov.pipeline.queries.pages import Paged, PagedAnswer, fitting
from costgov.pipeline.queries.stores import ReadStores


class ReconciliationQuestion(Paged):
    """One currency's months, the newest first, and its groupings at the last run."""

    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None


class CostReconciliation(PagedAnswer):
    """`ok`: every grouping adds up and Cost Explorer and the files differ in no month.

    `checks` are those of the run on `as_of`, over the days it read again. `months` set what every
    other answer counts (`ours`) beside Cost Explorer, the billing files and their invoices.
    """

    listed: ClassVar[str] = "checks"

    as_of: date
    ok: bool
    checks: tuple[GroupingCheck, ...]
    months: tuple[MonthReconciliation, ...]


def cost_reconciliation(stores: ReadStores, question: ReconciliationQuestion) -> CostReconciliation:
    """Whether the bill adds up, and what each of its sources says of every month.

    Raises:
        InvalidInput: the currency is not clear, or the page token is bad.
        NotFound: no such currency, or the analysis has not run on it yet.
    """
    ledger = ledger_of(stores.costs, question.currency)
    found = records.reconciliations(stores.results).newest(ledger.currency)
    if found is None:
        raise NotFound("no reconciliation is stored yet: the analysis has not run")
    everything = records.month_reconciliations(stores.results).all(ledger.currency)
    position = question.position(1)
    months = [
        month for month in reversed(everything) if position is None or month.month < position[0]
    ]
    kept = fitting(months[: question.limit], taken=len(found.model_dump_json()))
    basis = ledger.basis("reconciliation")
    return CostReconciliation(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=ledger.currency,
        next_page=question.token(kept[-1].month) if len(kept) < len(months) else None,
        as_of=found.as_of,
        ok=all(check.ok is not False for check in found.checks)
        and all(month.ok is not False for month in everything),
        checks=found.checks,
        months=tuple(kept),
    )
