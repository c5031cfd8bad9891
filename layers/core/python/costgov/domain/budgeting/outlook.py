"""What a forecast's intervals tell of a budget: how likely it ends above, and on which day.

The method in words is in docs/budgets.md. Nothing here goes beyond what the intervals say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import pairwise
from statistics import NormalDist
from typing import Final, Self

from costgov.domain.budgeting.figures import Chance, Expected
from costgov.domain.insights import ForecastResult, Interval, MonthEnd, PeriodEnd
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY, Window

LEVEL: Final = 80
"""The interval that is shown, in percent."""

_CONTEXT: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)
_PLACES: Final = Decimal("0.0001")
_LEAST, _MOST = Decimal(3), Decimal(97)


def breach_probability(limit: Decimal, mean: Decimal, intervals: Sequence[Interval]) -> Chance:
    """The probability that a sum reaches a limit, from the quantiles that its intervals are.

    Each bound of an interval at level L is the quantile (100 ∓ L) / 2 %, the mean stands for the
    median. Between two of them the amount's normal score is interpolated linearly: a normal
    distribution of its own on each stretch, so that both sides may differ (Wallis 2014, "The two-
    piece normal"). Beyond the outermost bounds nothing is told but that.
    """
    points = _scores(mean, intervals)
    low, high = points[0], points[-1]
    if limit <= low[0]:
        return Chance(percent=_MOST, bound="at_least")
    if limit > high[0]:
        return Chance(percent=_LEAST, bound="at_most")
    score = next(
        _between(limit, before, after)
        for before, after in pairwise(points)
        if before[0] < limit <= after[0]
    )
    percent = Decimal(round(100 * (1 - NormalDist().cdf(score))))
    return Chance(percent=min(max(percent, _LEAST), _MOST))


def _scores(mean: Decimal, intervals: Sequence[Interval]) -> list[tuple[Decimal, float]]:
    """(amount, normal score) of each quantile, both ascending."""
    ordered = sorted(intervals, key=lambda one: one.level)
    scores = [NormalDist().inv_cdf(0.5 + one.level / 200) for one in ordered]
    lows = [(one.low, -score) for one, score in zip(ordered, scores, strict=True)]
    highs = [(one.high, score) for one, score in zip(ordered, scores, strict=True)]
    points = [*reversed(lows), (mean, 0.0), *highs]
    # A mean outside its own interval, or bounds that cross, must not make it fall again.
    rising = points[:1]
    for amount, score in points[1:]:
        rising.append((max(amount, rising[-1][0]), score))
    return rising


def _between(amount: Decimal, before: tuple[Decimal, float], after: tuple[Decimal, float]) -> float:
    part = float((amount - before[0]) / (after[0] - before[0]))
    return before[1] + part * (after[1] - before[1])


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast of one period's end and of the days until then."""

    end: MonthEnd | PeriodEnd
    result: ForecastResult
    period: Window

    @classmethod
    def of(cls, result: ForecastResult | None, period: Window) -> Self | None:
        """The forecast of this very period's end, if there is one."""
        if result is None or result.state != "ok":
            return None
        for longer in result.period_ends:
            if (longer.start, longer.end) == (period.start, period.end):
                return cls(longer, result, period)
        month = result.month_end
        if month and month.month == f"{period.start:%Y-%m}" and _is_month(period):
            return cls(month, result, period)
        return None

    @property
    def interval(self) -> Interval | None:
        """The 80 % interval of the sum."""
        return next((one for one in self.end.intervals if one.level == LEVEL), None)

    def curve(self, days: Mapping[date, Decimal], as_of: date) -> list[Expected]:
        """The cumulated cost expected at the end of each day after `as_of`.

        The last is the forecast of the period's end itself: days are taken off it backwards by
        their own forecasts; those beyond the stored ones share evenly what is left. The band of
        the sum over k of n coming days is √(k/n) of the whole sum's.
        """
        coming = list(Window(max(self.result.history_end + ONE_DAY, self.period.start),
                             self.period.end).days())  # fmt: skip
        rest, shown = self._daily(coming, days, as_of), []
        left = self.end.mean
        interval = self.interval
        for position, day in reversed(list(enumerate(coming, 1))):
            if day <= as_of:
                break
            width = _CONTEXT.divide(Decimal(position), Decimal(len(coming))).sqrt(_CONTEXT)
            below = interval.low - self.end.mean if interval else Decimal(0)
            above = interval.high - self.end.mean if interval else Decimal(0)
            shown.append(
                Expected(day, left, _shifted(left, below, width), _shifted(left, above, width))
            )
            left = EXACT.subtract(left, rest[day])
        return shown[::-1]

    def _daily(
        self, coming: Sequence[date], days: Mapping[date, Decimal], as_of: date
    ) -> dict[date, Decimal]:
        """The expected cost of each coming day; days that no forecast is stored of share alike."""
        told = {one.day: one.mean for one in self.result.days if one.day in self.period}
        unsettled = [day for day in coming if day <= as_of and day in told]
        spent = exact_sum(days.get(day, Decimal(0)) for day in unsettled)
        excess = max(Decimal(0), EXACT.subtract(spent, exact_sum(told[d] for d in unsettled)))
        known = exact_sum((self.end.actual, excess, *told.values()))
        untold = [day for day in coming if day not in told]
        if not untold:
            return told
        share = _CONTEXT.divide(EXACT.subtract(self.end.mean, known), Decimal(len(untold)))
        return told | dict.fromkeys(untold, share.quantize(_PLACES, context=_CONTEXT))


def reached_on(curve: Sequence[Expected], limit: Decimal) -> tuple[date | None, date | None]:
    """The days on which the expected cost and its upper bound reach a limit, None for never."""
    expected = next((one.day for one in curve if one.mean >= limit), None)
    earliest = next((one.day for one in curve if one.high >= limit), None)
    return expected, earliest


def _shifted(mean: Decimal, bound: Decimal, width: Decimal) -> Decimal:
    return _CONTEXT.add(mean, _CONTEXT.multiply(bound, width)).quantize(_PLACES, context=_CONTEXT)


def _is_month(period: Window) -> bool:
    return len(list(period.months())) == 1 and period.start.day == period.end.day == 1
