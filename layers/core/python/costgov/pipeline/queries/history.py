"""Cost over time: one series per value of a dimension, exact."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, ClassVar, Final, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, with_config

from costgov.domain.costs import TOTAL, ChargeCategory, Metric
from costgov.domain.money import EXACT, amount_text
from costgov.domain.period import ONE_DAY, Month
from costgov.domain.runs import Frozen
from costgov.pipeline.ledger import Daily
from costgov.pipeline.queries.cuts import (
    MAX_DAYS,
    MAX_TOTAL_DAYS,
    CutAnswer,
    CutQuestion,
    read_cut,
)
from costgov.pipeline.queries.exchange import AmountText, DayText, Dimension
from costgov.pipeline.queries.pages import PagedAnswer, slice_of
from costgov.pipeline.queries.stores import ReadStores

# `{"start":"2026-10-20","amount":""},`
_POINT_CHARS: Final = 35

type Granularity = Literal["daily", "monthly"]


class HistoryQuestion(CutQuestion):
    """A cut of the bill over time."""

    group_by: Annotated[
        Dimension, Field(description="`total`, `service`, `account`, …, or `tag:<key>`.")
    ] = TOTAL
    granularity: Annotated[
        Granularity, Field(description=f"`daily` takes {MAX_DAYS} days, `monthly` five years.")
    ] = "daily"


# As it is written: an answer has tens of thousands of them.
@with_config(ConfigDict(extra="forbid"))
class CostPoint(TypedDict):
    """The cost of a day, or of the days of a month that lie in the window."""

    start: DayText
    amount: AmountText


class CostSeries(Frozen):
    """One value over time; `value` is null where the bill gives none (untagged, no region).

    A day without a figure is not among `points`: it is unknown, not zero. `total` is their sum.
    """

    value: str | None
    total: Decimal
    points: tuple[CostPoint, ...]


class HistoryRow(Frozen):
    """A point of a series, by itself."""

    value: str | None
    start: DayText
    amount: Decimal


class CostHistory(PagedAnswer):
    """Series by total, largest first; `total` is that of all series on all pages.

    The window runs from `start` up to but not including `end`. `incomplete` names the starts of
    points that are not whole: days that were still filling up when they were read, and months of
    which a day is such, outside the window or before the first day of the data.
    """

    listed: ClassVar[str] = "series"
    row: ClassVar[type[BaseModel]] = HistoryRow

    scope: str
    group_by: str
    metric: Metric
    charge_category: tuple[ChargeCategory, ...] | None
    granularity: Granularity
    start: date
    end: date
    as_of: datetime | None
    total: Decimal | None
    incomplete: tuple[date, ...]
    series: tuple[CostSeries, ...]

    def rows(self) -> Iterator[HistoryRow]:
        """The points of all series, one after the other."""
        return (
            HistoryRow.model_construct(
                value=one.value, start=point["start"], amount=Decimal(point["amount"])
            )
            for one in self.series
            for point in one.points
        )


def cost_history(stores: ReadStores, question: HistoryQuestion) -> CostHistory:
    """Cost over time: one exact series per value of a dimension.

    Raises:
        InvalidInput, NotFound, Forbidden: see `read_cut` and `slice_of`.
    """
    monthly = question.granularity == "monthly"
    max_days = MAX_TOTAL_DAYS if monthly else MAX_DAYS
    cut = read_cut(stores, question, question.group_by, max_days)
    totals = list(cut.totals.items())

    def build(part: slice) -> Iterator[CostSeries]:
        # Made of our own figures, so not validated again; as many as fit a page.
        return (
            CostSeries.model_construct(
                value=value, total=total, points=_points(cut.daily[value], monthly=monthly)
            )
            for value, total in totals[part]
        )

    series, _, next_page = slice_of(question, cut.version, len(totals), build, _size)
    basis = cut.ledger.basis("cost facts")
    return CostHistory(
        data_as_of=basis.as_of,
        sources=cut.sources,
        currency=cut.ledger.currency,
        next_page=next_page,
        scope=question.scope_text(stores.sight),
        group_by=question.group_by,
        metric=question.metric,
        charge_category=question.charge_category,
        granularity=question.granularity,
        start=cut.window.start,
        end=cut.window.end,
        as_of=question.as_of,
        total=cut.total,
        incomplete=_incomplete(cut, monthly=monthly),
        series=tuple(series),
    )


def _incomplete(cut: CutAnswer, *, monthly: bool) -> tuple[date, ...]:
    """Starts of points of the window that are not whole."""
    settled = cut.ledger.settled_until
    days = sorted({day for amounts in cut.daily.values() for day in amounts})
    if not monthly:
        return tuple(day for day in days if day > settled)
    start = max(cut.window.start, cut.ledger.first_day)
    end = min(cut.window.end, settled + ONE_DAY)
    months = [month.window for month in sorted({Month.of(day) for day in days})]
    return tuple(one.start for one in months if one.start < start or one.end > end)


def _points(days: Daily, *, monthly: bool) -> tuple[CostPoint, ...]:
    amounts = _by_month(days) if monthly else days
    texts = zip(map(day_text, amounts), map(amount_text, amounts.values()), strict=True)
    points: list[CostPoint] = [{"start": start, "amount": amount} for start, amount in texts]
    return tuple(points)


def _size(series: CostSeries) -> int:
    """About its length as JSON, without making it."""
    amounts = sum(len(point["amount"]) for point in series.points)
    name = len((series.value or "").encode())
    return name + amounts + _POINT_CHARS * (len(series.points) + 2)


day_text = lru_cache(maxsize=MAX_TOTAL_DAYS)(date.isoformat)


def _by_month(days: Daily) -> Mapping[date, Decimal]:
    months: dict[date, Decimal] = defaultdict(Decimal)
    for day, amount in days.items():
        first = day.replace(day=1)
        months[first] = EXACT.add(months[first], amount)
    return months
