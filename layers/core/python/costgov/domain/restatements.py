"""Restated months: until when a month may still change, and the record of what changed in it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from costgov.domain.costs import Metric, MonthCost
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Month
from costgov.domain.runs import Frozen

CLOSING_DAY: Final = 15

type MonthTotals = Mapping[Metric, Decimal]


class CostMonth(Frozen):
    """How a source stood on a month when it was last read; `month` is YYYY-MM.

    `estimated` says that the source marked a day of it as an estimate.
    """

    source: str
    month: str
    read_at: datetime
    estimated: bool
    closed: bool


class MetricChange(Frozen):
    """A month's total in one metric; `after` is None when the source no longer has any."""

    metric: Metric
    before: Decimal
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """How much more (or less) it is now."""
        return EXACT.subtract(self.after or Decimal(0), self.before)


class Correction(Frozen):
    """A month that was over was restated: the event that an audit asks for after its close."""

    source: str
    currency: str
    month: str
    changes: tuple[MetricChange, ...]
    noted_at: datetime
    after_close: bool


def closing_day(month: Month) -> date:
    """From when on a reading of the month may be its last one: the 15th of the next month.

    AWS names no day on which a bill is final. A month's invoice, its refunds and support fees
    come in the first days of the next month, so the 15th leaves more than a week for them. What
    is restated later still is a correction of a closed month.
    """
    return month.shift(1).first.replace(day=CLOSING_DAY)


def is_closed(month: Month, read_on: date, *, estimated: bool) -> bool:
    """Whether a reading closes the month: on its closing day or later, with nothing estimated.

    `estimated` is Cost Explorer's own word (ResultByTime.Estimated). That a day is not estimated
    is no promise either, which is why the closing day counts as well.
    """
    return read_on >= closing_day(month) and not estimated


def totals_by_month(facts: Iterable[MonthCost]) -> dict[tuple[str, Month], MonthTotals]:
    """Exact sums by (currency, month) and metric; a metric without an amount is not there."""
    found: dict[tuple[str, Month], dict[Metric, list[Decimal]]] = {}
    for fact in facts:
        place = found.setdefault((fact.key.currency, fact.month), {})
        for (_, metric), by_day in fact.amounts.items():
            place.setdefault(metric, []).extend(by_day.values())
    return {
        place: {metric: exact_sum(amounts) for metric, amounts in metrics.items()}
        for place, metrics in found.items()
    }


def corrections(
    source: str,
    before: Iterable[MonthCost],
    after: Iterable[MonthCost],
    *,
    closed: Collection[Month],
    noted_at: datetime,
) -> list[Correction]:
    """What a new reading of whole months changes in totals that are stored.

    `before` and `after` are the facts of a total, of months that were over when `before` was
    read. A month or a metric that was not stored before is no correction but news.
    """
    now = totals_by_month(after)
    found: list[Correction] = []
    for (currency, month), stored in sorted(totals_by_month(before).items()):
        read = now.get((currency, month), {})
        changes = tuple(
            MetricChange(metric=metric, before=amount, after=read.get(metric))
            for metric, amount in sorted(stored.items())
            if read.get(metric) != amount
        )
        if changes:
            found.append(
                Correction(
                    source=source,
                    currency=currency,
                    month=str(month),
                    changes=changes,
                    noted_at=noted_at,
                    after_close=month in closed,
                )
            )
    return found
