"""Samples to datapoints: periods, statistics, and what CloudWatch still keeps."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from cli.local.standin.errors import AwsError, unsupported
from cli.local.synthetic.metrics import Metric

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

_RETENTION = (
    (3600, timedelta(days=455)),
    (300, timedelta(days=63)),
    (60, timedelta(days=15)),
    (1, timedelta(hours=3)),
)
"""How long datapoints of at least this period are kept."""

_SIMPLE: Mapping[str, Callable[[Floats], Floats]] = {
    "Average": lambda rows: rows.mean(axis=1),
    "Maximum": lambda rows: rows.max(axis=1),
    "Minimum": lambda rows: rows.min(axis=1),
    "Sum": lambda rows: rows.sum(axis=1),
    "SampleCount": lambda rows: np.full(len(rows), float(rows.shape[1])),
}
_PERCENTILE = re.compile(r"^p(\d{1,2}(?:\.\d{1,10})?|100)$")
_OTHER_STATISTIC = re.compile(r"^(?:tm|tc|ts|wm)\d|^(?:TM|TC|TS|WM|PR)\(|^IQM$")


@dataclass(frozen=True, slots=True)
class Span:
    """What a request asks of every series: a half-open stretch of time, and the present."""

    start: datetime
    end: datetime
    now: datetime


type Samples = tuple[Ints, Floats]


@dataclass(slots=True)
class Sampler:
    """Makes the samples of a request's metrics, each once however many statistics are asked."""

    span: Span
    _made: dict[tuple[int, int], Samples] = field(default_factory=dict)

    def samples(self, metric: Metric, start: int, end: int) -> Samples:
        """Samples stored in [start, end)."""
        key = id(metric), start
        if key not in self._made:
            times, values = metric.samples(start, end, self.span.now)
            inside = times >= start
            self._made[key] = times[inside], values[inside]
        return self._made[key]


def datapoints(
    metric: Metric, period: int, statistic: str, sampler: Sampler
) -> list[tuple[int, float]]:
    """(epoch second, value) of each period with samples, oldest first.

    A period's time is counted from the start of the request, rounded down as CloudWatch does;
    periods older than their length is kept are left out without a word.

    Raises:
        AwsError: there is no such statistic.
    """
    span = sampler.span
    start = _rounded_start(span)
    kept = max(start, int((span.now - _retention(period)).timestamp()))
    kept += -(kept - start) % period
    end = int(span.end.timestamp())
    times, values = sampler.samples(metric, kept, end)
    buckets = (times - start) // period
    reduce = _reducer(statistic)
    points: list[tuple[int, float]] = []
    for numbers, rows in _by_size(buckets, values):
        results = np.round(reduce(rows), 10)
        at = start + numbers * period
        points += zip(at.tolist(), results.tolist(), strict=True)
    return sorted(points)


def check_statistic(statistic: str) -> None:
    """Refuse a statistic before anything is computed.

    Raises:
        AwsError: there is no such statistic.
    """
    _reducer(statistic)


def _reducer(statistic: str) -> Callable[[Floats], Floats]:
    if statistic in _SIMPLE:
        return _SIMPLE[statistic]
    if percentile := _PERCENTILE.match(statistic):
        rank = float(percentile[1])

        def reduce(rows: Floats) -> Floats:
            result: Floats = np.percentile(rows, rank, axis=1)
            return result

        return reduce
    if _OTHER_STATISTIC.match(statistic):
        raise unsupported(f"the statistic {statistic}")
    raise AwsError("ValidationError", f"The value {statistic} for parameter Stat is not supported.")


def _by_size(buckets: Ints, values: Floats) -> list[tuple[Ints, Floats]]:
    """Buckets (in order, as they come) as matrices of equal row length."""
    numbers, begins, counts = np.unique(buckets, return_index=True, return_counts=True)
    found: list[tuple[Ints, Floats]] = []
    for count in np.unique(counts):
        chosen = counts == count
        rows = values[begins[chosen][:, None] + np.arange(count)]
        found.append((numbers[chosen], rows))
    return found


def _retention(period: int) -> timedelta:
    return next(kept for least, kept in _RETENTION if period >= least)


def _rounded_start(span: Span) -> int:
    """Down to a minute, to five minutes after 15 days, to an hour after 63."""
    age = span.now - span.start
    step = 60 if age < timedelta(days=15) else 300 if age <= timedelta(days=63) else 3600
    second = int(span.start.timestamp())
    return second - second % step


def instant(second: int) -> datetime:
    """An epoch second as UTC."""
    return datetime.fromtimestamp(second, UTC)
