"""How much of its size a resource used over some days: all a sizing needs, in about a kilobyte."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import accumulate, groupby, pairwise
from math import exp, log
from operator import itemgetter
from statistics import fmean
from typing import Final, NamedTuple

from costgov.domain.runs import Frozen
from costgov.domain.use_runs import is_regular, longest_runs

LEVELS: Final = (
    *(0.05, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9),
    *(0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 1.0),
)
"""The shares of the time whose load `CapacityUse.quantiles` tells."""
RUN_LEVELS: Final = (12.5, 25.0, 50.0, 75.0, 90.0)
"""Percent of the size above which `CapacityUse.longest_runs` counts minutes."""
LIMIT_PERCENT: Final = 95.0
"""From here a resource counts as being at its limit: what it wants beyond that is not seen."""
HOURS_OF_WEEK: Final = 168

_HOUR: Final = 3_600
_DAY: Final = 86_400
_FIVE_MINUTES: Final = 300
# Periods up to here are short enough for their average to stand for all of it.
_QUARTER_HOUR: Final = 900
_P95: Final = 0.95
# How far from mean to maximum a 95th percentile is taken to lie that was not told: so far that such
# hours are sized no riskier than others (docs/rightsizing.md).
_TO_MAXIMUM: Final = 0.35
# A period is parted into twenty units of time: (where in its load sorted up to the 95th percentile,
# units); the last unit is above that.
_PARTS: Final = ((0.25 / _P95, 10), (0.65 / _P95, 6), (0.875 / _P95, 3), (1.0, 1))
_UNITS: Final = 20
# Loads are sorted as whole numbers of a thousandth of a percent, with their time in five bits.
_FINE: Final = 1_000
_BITS: Final = 5
_TIME: Final = (1 << _BITS) - 1
_WEEK: Final = range(HOURS_OF_WEEK)
_TWICE: Final = 2


class UsePoint(NamedTuple):
    """One period from its start `at` (an instant with its zone), in percent of the size.

    Its average, 95th percentile and maximum; what is not known of the last two is None.
    """

    at: datetime
    average: float
    high: float | None = None
    maximum: float | None = None


class CapacityUse(Frozen):
    """A resource's use of its size in percent; about 1.1 KB as JSON.

    `quantiles` are of the five-minute averages, at LEVELS. Days are 24 hours counted back from
    `until`, oldest first, None where less than a quarter was measured: the levels they exceed for
    six hours (`day_usual`) and for a quarter of an hour (`day_highs`), and their highest samples.
    `recurring` is the highest hourly load that came at the same hour of two weeks, `at_limit` the
    share of the time at LIMIT_PERCENT or above, `longest_runs` the minutes in a row above each of
    RUN_LEVELS, `week` the mean of each hour of the week (UTC) from Monday 00:00.
    """

    until: datetime
    period_seconds: int
    points: int
    mean: float
    quantiles: tuple[float, ...]
    day_usual: tuple[float | None, ...]
    day_highs: tuple[float | None, ...]
    day_peaks: tuple[float | None, ...]
    recurring: float | None
    at_limit: float
    longest_runs: tuple[int, ...]
    week: tuple[int | None, ...]

    @property
    def hours(self) -> float:
        """For how many hours there are measurements."""
        return self.points * self.period_seconds / _HOUR

    def level(self, share: float) -> float:
        """The load that this share of the time stays at or below, by the next of LEVELS."""
        return self.quantiles[bisect_left(LEVELS, share)]

    def share_above(self, percent: float) -> float:
        """The share of the time with more than this load.

        Between two levels the share falls by the same factor for each point of load, as the
        tail of most loads does.
        """
        place = bisect_right(self.quantiles, percent)
        if place == len(LEVELS):
            return 0.0
        above = 1 - (LEVELS[place - 1] if place else 0.0)
        below = max(1 - LEVELS[place], 1 / (2 * self.points))
        low, high = (self.quantiles[place - 1] if place else 0.0), self.quantiles[place]
        return above * exp(log(below / above) * max(percent - low, 0) / (high - low))


class UseColumns(NamedTuple):
    """Points of a metric in the order of time, a column each; periods start at `starts` (epoch).

    Unknown 95th percentiles are None. A peak is the highest sample, never below the average, which
    stands for it where no maximum was told.
    """

    starts: Sequence[int]
    averages: Sequence[float]
    highs: Sequence[float | None]
    peaks: Sequence[float]

    @classmethod
    def of(
        cls,
        starts: Sequence[int],
        averages: Sequence[float],
        highs: Sequence[float | None],
        maxima: Iterable[float | None],
    ) -> "UseColumns":
        """The columns with their peaks."""
        known = zip(averages, maxima, strict=True)
        peaks = [one if top is None or top < one else top for one, top in known]
        return cls(starts, averages, highs, peaks)

    def between(self, first: int, after: int) -> "UseColumns":
        """The points of these numbers."""
        starts, averages, highs, peaks = self
        return UseColumns(
            starts[first:after], averages[first:after], highs[first:after], peaks[first:after]
        )


def capacity_use(points: Iterable[UsePoint], period_seconds: int) -> CapacityUse | None:
    """Sum up the points of one metric; None where there are none. See `summed_up`."""
    ordered = sorted(points, key=itemgetter(0))
    if not ordered:
        return None
    instants, averages, highs, maxima = zip(*ordered, strict=True)
    starts = [int(at.timestamp()) for at in instants]
    return summed_up(UseColumns.of(starts, averages, highs, maxima), period_seconds)


def summed_up(points: UseColumns, period_seconds: int) -> CapacityUse:
    """Sum up the points of one metric, at least one.

    Periods of less than five minutes are averaged to five minutes. The spread within those longer
    than a quarter of an hour is taken from their average and 95th percentile (see `_parts`): an
    hour's average alone would hide every peak in it.
    """
    if period_seconds < _FIVE_MINUTES:
        points, period_seconds = _five_minutes(points), _FIVE_MINUTES
    starts, averages = points.starts, points.averages
    end = starts[-1] + period_seconds
    days = _days(points, period_seconds)
    parts = sorted([part for day in days for part in day.parts])
    times = list(accumulate([part & _TIME for part in parts]))
    by_hour = _hours_of_week(starts, averages, period_seconds)
    return CapacityUse(
        until=datetime.fromtimestamp(end, UTC),
        period_seconds=period_seconds,
        points=len(starts),
        mean=_kept(sum(averages) / len(averages)),
        quantiles=tuple([_load(parts[bisect_left(times, x * times[-1])]) for x in LEVELS]),
        day_usual=tuple([day.usual for day in days]),
        day_highs=tuple([day.high for day in days]),
        day_peaks=tuple([day.peak for day in days]),
        recurring=_recurring(by_hour),
        at_limit=_at_limit(parts, times),
        longest_runs=longest_runs(starts, averages, period_seconds, RUN_LEVELS),
        week=tuple([round(sum(own) / len(own)) if own else None for own in by_hour]),
    )


class _Day(NamedTuple):
    """The load of a day in sorted parts; figures only where a quarter of it was measured."""

    parts: Sequence[int]
    usual: float | None = None
    high: float | None = None
    peak: float | None = None


def _kept(percent: float) -> float:
    return round(percent, 3)


def _five_minutes(points: UseColumns) -> UseColumns:
    """The averages and the highest samples of each five minutes."""
    begun = [start - start % _FIVE_MINUTES for start in points.starts]
    edges = [
        *[n for n, start in enumerate(begun) if not n or start != begun[n - 1]],
        len(begun),
    ]
    spans = list(pairwise(edges))
    return UseColumns(
        [begun[first] for first, _ in spans],
        [fmean(points.averages[first:after]) for first, after in spans],
        [None] * len(spans),
        [max(points.peaks[first:after]) for first, after in spans],
    )


def _days(points: UseColumns, period_seconds: int) -> list[_Day]:
    """The points by 24 hours counted back from their end, the oldest first."""
    starts = points.starts
    end = starts[-1] + period_seconds
    edges = [bisect_left(starts, edge) for edge in range(end, starts[0] - 1, -_DAY)]
    if edges[-1]:
        edges.append(0)
    return [
        _day(points.between(first, after), period_seconds)
        for after, first in reversed([*pairwise(edges)])
    ]


def _day(points: UseColumns, period_seconds: int) -> _Day:
    parts = _parts(points, period_seconds)
    parts.sort()
    count = len(points.starts)
    if count * period_seconds * 4 < _DAY:
        return _Day(parts)
    usual = _exceeded(parts, _UNITS * count / 4)
    high = _exceeded(parts, _QUARTER_HOUR * _UNITS / period_seconds)
    return _Day(parts, usual, high, _kept(max(points.peaks)))


def _exceeded(parts: Sequence[int], units: float) -> float:
    """The load that sorted parts are at or above for so many units of time."""
    part = parts[0]
    for part in reversed(parts):
        units -= part & _TIME
        if units <= 0:
            break
    return (part >> _BITS) / _FINE


def _parts(points: UseColumns, period_seconds: int) -> list[int]:
    """The load with its time, each pair in one number that sorts by the load.

    Within a long period the load sorted by height is taken to rise as a power of the time, up to
    the 95th percentile, with the power that gives back the average: flat where both are equal,
    a short peak where they are far apart.
    """
    if period_seconds <= _QUARTER_HOUR:
        return [round(_FINE * average) << _BITS | _UNITS for average in points.averages]
    parts: list[int] = []
    add, more = parts.append, parts.extend
    (low, for_low), (middle, for_middle), (upper, for_upper), (_, for_top) = _PARTS
    rest = 1 - _P95
    for average, high, peak in zip(points.averages, points.highs, points.peaks, strict=True):
        top = average + _TO_MAXIMUM * (peak - average) if high is None else high
        below = (average - rest * top) / _P95
        if top > average and below > 0:
            # Unrolled: this is most of the time that a sizing takes.
            power, fine = top / below - 1, _FINE * top
            more(
                (
                    int(fine * low**power) << _BITS | for_low,
                    int(fine * middle**power) << _BITS | for_middle,
                    int(fine * upper**power) << _BITS | for_upper,
                    int(fine) << _BITS | for_top,
                )
            )
        else:
            add(round(_FINE * average) << _BITS | _UNITS)
    return parts


def _load(part: int) -> float:
    return (part >> _BITS) / _FINE


def _at_limit(parts: Sequence[int], times: Sequence[int]) -> float:
    """The share of the time at the limit or above, of sorted parts and their times added up."""
    place = bisect_left(parts, round(_FINE * LIMIT_PERCENT) << _BITS)
    return round(1 - times[place - 1] / times[-1], 4) if place else 1.0


def _hours_of_week(
    starts: Sequence[int], averages: Sequence[float], period_seconds: int
) -> list[Sequence[float]]:
    """The means of clock hours by their hour of the week; 1970 began on a Thursday."""
    if period_seconds > _HOUR:
        return [()] * HOURS_OF_WEEK
    if period_seconds < _HOUR:
        starts, averages = _clock_hours(starts, averages)
    if is_regular(starts, _HOUR):
        first = starts[0] // _HOUR + 72
        return [averages[(hour - first) % HOURS_OF_WEEK :: HOURS_OF_WEEK] for hour in _WEEK]
    found: list[list[float]] = [[] for _ in _WEEK]
    for start, average in zip(starts, averages, strict=True):
        found[(start // _HOUR + 72) % HOURS_OF_WEEK].append(average)
    return [*found]


def _clock_hours(
    starts: Sequence[int], averages: Sequence[float]
) -> tuple[Sequence[int], Sequence[float]]:
    """The clock hours' starts and means."""
    hours = [
        (hour * _HOUR, fmean(average for _, average in own))
        for hour, own in groupby(zip(starts, averages, strict=True), lambda one: one[0] // _HOUR)
    ]
    return [start for start, _ in hours], [mean for _, mean in hours]


def _recurring(by_hour: Sequence[Sequence[float]]) -> float | None:
    again = [min(own) if len(own) == _TWICE else sorted(own)[-2] for own in by_hour if len(own) > 1]
    return _kept(max(again)) if again else None
