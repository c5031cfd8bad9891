"""From a metric's points to its digest: how a resource was used, and how much of that was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from math import fsum
from typing import Final

from costgov.domain.capacity_use import UseColumns, summed_up
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest, Resource

PERCENT: Final = "Percent"

_STEP: Final = Decimal("0.0001")
_WEEK: Final = 7

type Points = Mapping[datetime, Decimal | float]
"""Values by the start of their period: floats where the source sends doubles."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Points of one metric by the start of their period: its average, p95, extremes and sum."""

    average: Points = field(default_factory=dict)
    p95: Points = field(default_factory=dict)
    maximum: Points = field(default_factory=dict)
    minimum: Points = field(default_factory=dict)
    total: Points = field(default_factory=dict)


def instants(window: Window) -> tuple[datetime, datetime]:
    """The half-open window of UTC days as instants."""
    start, end = (datetime.combine(day, time(), UTC) for day in (window.start, window.end))
    return start, end


def expected_points(window: Window, period_seconds: int, launched_at: datetime | None) -> int:
    """How many periods of the window the resource was there for, the one of its launch included."""
    start, end = instants(window)
    first = start if launched_at is None else min(max(start, launched_at), end)
    skipped = int((first - start).total_seconds()) // period_seconds
    return int((end - start).total_seconds()) // period_seconds - skipped


def digest(
    metric: str,
    unit: str,
    window: Window,
    samples: Samples,
    *,
    period_seconds: int,
    expected: int,
) -> MetricDigest:
    """The digest of a metric; "no data" where nothing was measured, which is not 0.

    `avg` is the mean of the periods' averages, `p95` the 95th percentile (nearest rank) of the
    periods' own 95th percentiles, `max` the highest single sample. The second says: in 95 % of
    the periods the metric stayed at or below this for 95 % of the time; a percentile of averages
    would hide every peak shorter than a period.

    A stopped and started instance reports a later launch than its first points, so what was
    measured is never more than what is expected.
    """
    at, starts = _measured(samples.average, window, period_seconds)
    average = [float(samples.average[one]) for one in at]
    p95, maximum, minimum = (
        _column(points, at) for points in (samples.p95, samples.maximum, samples.minimum)
    )
    highs, tops, lows = (
        [one for one in column if one is not None] for column in (p95, maximum, minimum)
    )
    return MetricDigest(
        metric=metric,
        unit=unit,
        start=window.start,
        end=window.end,
        period_seconds=period_seconds,
        points=len(average),
        expected_points=max(expected, len(average)),
        state="measured" if average else "no data",
        avg=_stored(fsum(average) / len(average)) if average else None,
        p95=_stored(percentile(highs, 95)) if highs else None,
        max=_stored(max(tops)) if tops else None,
        min=_stored(min(lows)) if lows else None,
        use=summed_up(UseColumns.of(starts, average, p95, maximum), period_seconds)
        if unit == PERCENT and highs
        else None,
    )


def _measured(
    average: Points, window: Window, period_seconds: int
) -> tuple[Sequence[datetime], Sequence[int]]:
    """When the periods of the window that have an average start, and that in seconds since 1970."""
    every, starts, names = _periods(window, period_seconds)
    if average.keys() == names:
        return every, starts
    start, end = instants(window)
    at = sorted([one for one in average if start <= one < end])
    return at, [int(one.timestamp()) for one in at]


@lru_cache(maxsize=8)
def _periods(
    window: Window, period_seconds: int
) -> tuple[Sequence[datetime], Sequence[int], frozenset[datetime]]:
    """Every period of a window, most of which most metrics have."""
    first, end = (int(one.timestamp()) for one in instants(window))
    starts = range(first, end, period_seconds)
    every = [datetime.fromtimestamp(one, UTC) for one in starts]
    return every, starts, frozenset(every)


def _column(points: Points, at: Sequence[datetime]) -> list[float | None]:
    """What was measured in each period; None where the statistic is not known."""
    if not points:
        return [None] * len(at)
    return [None if one is None else float(one) for one in map(points.get, at)]


def percentile[N: (Decimal, float)](values: Sequence[N], percent: int) -> N:
    """The nearest-rank percentile: the smallest value that `percent` % of all are at or below.

    >>> percentile([Decimal(n) for n in range(1, 21)], 95)
    Decimal('19')
    """
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(rank, 1) - 1]


def _stored(value: float) -> Decimal:
    return exact(value).quantize(_STEP)


def exact(value: Decimal | float) -> Decimal:
    """A measured value as the decimal it was written as.

    >>> exact(0.1), exact(Decimal("0.10"))
    (Decimal('0.1'), Decimal('0.10'))
    """
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def is_due(resource: Resource, known: Sequence[MetricDigest], as_of: date) -> bool:
    """Whether a resource's metrics are asked for on a day: about once a week.

    CloudWatch bills every metric asked for, and a window of two weeks read each week misses
    nothing. Each resource has a day of the week of its own, by its name, so that the requests of
    an estate spread over the week; one that was never measured, or was not running then, is due
    at once, and one whose day was missed the day after.
    """
    if resource.state != "running" or not any(digest.expected_points for digest in known):
        return True
    age = (as_of - min(digest.end for digest in known)).days
    return age >= _WEEK or (age > 0 and is_own_day(resource.id, as_of))


def is_own_day(name: str, day: date) -> bool:
    """Whether a day is the day of the week that a name has for its own."""
    own_day = int(sha256(name.encode()).hexdigest(), 16) % _WEEK
    return day.toordinal() % _WEEK == own_day
