"""The configured views, and how much of the bill each allocates."""

from decimal import Decimal
from typing import ClassVar

from costgov.domain.allocation.plan import AllocationView
from costgov.domain.allocation.result import AllocationMonth, of_metric
from costgov.domain.costs import Metric
from costgov.domain.runs import Frozen
from costgov.pipeline import records
from costgov.pipeline.ledger import currency_ledgers
from costgov.pipeline.queries.exchange import Answer, Question, distinct, oldest
from costgov.pipeline.queries.stores import ReadStores


class AllocationsQuestion(Question):
    """All views."""

    metric: Metric = Metric.EFFECTIVE


class ViewMonth(Frozen):
    """The newest allocated month of one currency."""

    currency: str
    month: str
    bill: Decimal
    allocated: Decimal
    unallocated: Decimal
    units: int


class ViewState(Frozen):
    """A view and the newest month of each currency; none before the first analysis with it."""

    view: str
    rules: int
    shared: int
    newest: tuple[ViewMonth, ...]


class AllocationViews(Answer):
    """The configured views by name; each month names its own currency."""

    listed: ClassVar[str] = "views"

    metric: Metric
    views: tuple[ViewState, ...]


def list_allocations(stores: ReadStores, question: AllocationsQuestion) -> AllocationViews:
    """The configured views, and how much of the newest month each allocates."""
    ledgers = currency_ledgers(stores.costs)
    table = records.allocations(stores.results)
    found = [
        (view, [table.newest(ledger.currency, view.name) for ledger in ledgers])
        for view in records.allocation_views(stores.control).all()
    ]
    months = [month for _, newest in found for month in newest if month is not None]
    return AllocationViews(
        data_as_of=oldest(month.basis.as_of for month in months),
        sources=distinct(name for month in months for name in month.basis.sources),
        metric=question.metric,
        views=tuple(_state(view, newest, question.metric) for view, newest in found),
    )


def _state(view: AllocationView, newest: list[AllocationMonth | None], metric: Metric) -> ViewState:
    return ViewState(
        view=view.name,
        rules=len(view.view.rules),
        shared=len(view.view.shared),
        newest=tuple(
            ViewMonth(
                currency=month.currency,
                month=month.month,
                bill=of_metric(month.bill, metric),
                allocated=month.allocated_cost(metric),
                unallocated=month.unallocated_cost(metric),
                units=month.units,
            )
            for month in newest
            if month is not None
        ),
    )
