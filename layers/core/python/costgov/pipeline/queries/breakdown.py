"""Where the money goes: a window's exact total per value of a dimension."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from costgov.domain.costs import ChargeCategory, Metric
from costgov.domain.money import exact_sum
from costgov.domain.runs import Frozen
from costgov.pipeline.queries.cuts import MAX_TOTAL_DAYS, CutQuestion, read_cut, share_of
from costgov.pipeline.queries.exchange import Dimension
from costgov.pipeline.queries.pages import PagedAnswer, slice_of
from costgov.pipeline.queries.stores import ReadStores

type ValueTotal = tuple[str | None, Decimal]


class BreakdownQuestion(CutQuestion):
    """A window of the bill by one dimension; `limit` gives the top values."""

    dimension: Annotated[
        Dimension, Field(description="`service`, `account`, `region`, …, or `tag:<key>`.")
    ]
    sort: Annotated[
        Literal["-amount", "amount", "value"],
        Field(description="The largest or smallest amount first, or by name."),
    ] = "-amount"

    def ordered(self, totals: Iterable[ValueTotal]) -> list[ValueTotal]:
        """The values in the order that was asked for, of which the largest first is given."""
        if self.sort == "value":
            return sorted(totals, key=lambda one: (one[0] is None, one[0] or ""))
        return list(totals) if self.sort == "-amount" else list(totals)[::-1]


class ValueCost(Frozen):
    """One value's exact cost; `share` is its part of the total, to six digits.

    Where credits make the total smaller than its parts, shares add up to 1 but may exceed it.
    """

    value: str | None
    amount: Decimal
    share: Decimal | None


class RestCost(Frozen):
    """The values that come after this page, together."""

    values: int
    amount: Decimal
    share: Decimal | None


class CostBreakdown(PagedAnswer):
    """Values, by default the largest amount first; `total` is that of all values on all pages.

    The window runs from `start` up to but not including `end`. On the first page the amounts and
    that of `rest` add up to the total.
    """

    listed: ClassVar[str] = "values"

    scope: str
    dimension: str
    metric: Metric
    charge_category: tuple[ChargeCategory, ...] | None
    start: date
    end: date
    as_of: datetime | None
    total: Decimal | None
    values: tuple[ValueCost, ...]
    rest: RestCost | None


def cost_breakdown(stores: ReadStores, question: BreakdownQuestion) -> CostBreakdown:
    """Where the money goes: exact totals per value of a dimension.

    Raises:
        InvalidInput, NotFound, Forbidden: see `read_cut` and `slice_of`.
    """
    cut = read_cut(stores, question, question.dimension, MAX_TOTAL_DAYS)
    total, totals = cut.total, question.ordered(cut.totals.items())

    def build(part: slice) -> list[ValueCost]:
        return [
            ValueCost(value=value, amount=amount, share=share_of(amount, total))
            for value, amount in totals[part]
        ]

    values, end, next_page = slice_of(question, cut.version, len(totals), build)
    basis = cut.ledger.basis("cost facts")
    return CostBreakdown(
        data_as_of=basis.as_of,
        sources=cut.sources,
        currency=cut.ledger.currency,
        next_page=next_page,
        scope=question.scope_text(stores.sight),
        dimension=question.dimension,
        metric=question.metric,
        charge_category=question.charge_category,
        start=cut.window.start,
        end=cut.window.end,
        as_of=question.as_of,
        total=total,
        values=tuple(values),
        rest=_rest([amount for _, amount in totals[end:]], total),
    )


def _rest(amounts: list[Decimal], total: Decimal | None) -> RestCost | None:
    if not amounts:
        return None
    amount = exact_sum(amounts)
    return RestCost(values=len(amounts), amount=amount, share=share_of(amount, total))
