"""Cost over time: one series per value of a dimension, exact."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from costgov.domain.costs import TOTAL, ChargeCategory, Metric
from costgov.domain.money import EXACT
from costgov.domain.runs import Frozen
from costgov.pipeline.ledger import Daily
from costgov.pipeline.queries.cuts import MAX_DAYS, MAX_TOTAL_DAYS, CutQuestion, read_cut
from costgov.pipeline.queries.exchange import Dimension
from costgov.pipeline.queries.pages import PagedAnswer, slice_of
from costgov.pipeline.queries.stores import ReadStores

type Granularity = Literal["daily", "monthly"]


class HistoryQuestion(CutQuestion):
    """A cut of the bill over time."""

    group_by: Annotated[
        Dimension, Field(description="`total`, `service`, `account`, …, or `tag:<key>`.")
    ] = TOTAL
    granularity: Annotated[
        Granularity, Field(description=f"`daily` takes {MAX_DAYS} days, `monthly` five years.")
    ] = "daily"


class CostPoint(Frozen):
    """The cost of a day, or of the days of a month that lie in the window."""

    start: date
    amount: Decimal


class CostSeries(Frozen):
    """One value over time; `value` is null where the bill gives none (untagged, no region).

    A day without a figure is not among `points`: it is unknown, not zero. `total` is their sum.
    """

    value: str | None
    total: Decimal
    points: tuple[CostPoint, ...]


class CostHistory(PagedAnswer):
    """Series by total, largest first; `total` is that of all series on all pages.

    The window runs from `start` up to but not including `end`.
    """

    scope: str
    group_by: str
    metric: Metric
    charge_category: tuple[ChargeCategory, ...] | None
    granularity: Granularity
    start: date
    end: date
    as_of: datetime | None
    total: Decimal | None
    series: tuple[CostSeries, ...]


def cost_history(stores: ReadStores, question: HistoryQuestion) -> CostHistory:
    """Cost over time: one exact series per value of a dimension.

    Raises:
        InvalidInput, NotFound: see `read_cut` and `slice_of`.
    """
    monthly = question.granularity == "monthly"
    max_days = MAX_TOTAL_DAYS if monthly else MAX_DAYS
    cut = read_cut(stores.costs, question, question.group_by, max_days)
    totals = list(cut.totals.items())

    def build(part: slice) -> list[CostSeries]:
        return [
            CostSeries(value=value, total=total, points=_points(cut.daily[value], monthly=monthly))
            for value, total in totals[part]
        ]

    series, _, next_page = slice_of(question, cut.version, len(totals), build)
    basis = cut.ledger.basis("cost facts")
    return CostHistory(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=cut.ledger.currency,
        next_page=next_page,
        scope=question.scope,
        group_by=question.group_by,
        metric=question.metric,
        charge_category=question.charge_category,
        granularity=question.granularity,
        start=cut.window.start,
        end=cut.window.end,
        as_of=question.as_of,
        total=cut.total,
        series=tuple(series),
    )


def _points(days: Daily, *, monthly: bool) -> tuple[CostPoint, ...]:
    amounts = _by_month(days) if monthly else days
    return tuple(CostPoint(start=day, amount=amount) for day, amount in amounts.items())


def _by_month(days: Daily) -> Mapping[date, Decimal]:
    months: dict[date, Decimal] = defaultdict(Decimal)
    for day, amount in days.items():
        first = day.replace(day=1)
        months[first] = EXACT.add(months[first], amount)
    return months
