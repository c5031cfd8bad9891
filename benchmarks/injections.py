"""Anomalies of known place put into real series: spikes, bursts, steps and ramps."""

from dataclasses import dataclass

import numpy as np

SIZES = (0.2, 0.35, 0.5, 1.0, 2.0)
SPIKE, BURST, RAMP, STAY = 1, 3, 7, 28
FIRST, EVERY, JITTER, LAST = 120, 70, 10, 35
FOUND_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Injected:
    """A series with events (first day, day by which it must be found) and the days of and
    shortly after them, where an alarm is not false."""

    values: np.ndarray
    events: tuple[tuple[int, int], ...]
    excused: np.ndarray


@dataclass(frozen=True, slots=True)
class Quality:
    """What of the events was found, and what was raised beside them.

    Real, unlabelled events of the series count as false alarms, so precision is a lower bound.
    """

    events: int
    recall: float
    precision: float
    f1: float
    false_per_30_days: float


def inject(values: np.ndarray, random: np.random.Generator, *, of_level: bool = False) -> Injected:
    """Raise the series by an event of random kind and size about every ten weeks.

    Sizes are shares of the day's own value, or `of_level` of the series' median: what is added
    to a quiet Sunday is then as much as to a Monday.
    """
    base = np.full(len(values), np.median(values)) if of_level else values
    changed, excused, events = values.copy(), np.zeros(len(values), bool), []
    day = FIRST + int(random.integers(0, EVERY // 2))
    while day < len(values) - LAST:
        shape = _shape(int(random.integers(4)))
        size = SIZES[int(random.integers(len(SIZES)))]
        changed[day : day + len(shape)] += base[day : day + len(shape)] * size * shape
        events.append((day, min(day + FOUND_WITHIN, day + len(shape))))
        excused[day : day + len(shape) + FOUND_WITHIN] = True
        day += EVERY + int(random.integers(-JITTER, JITTER + 1))
    return Injected(changed, tuple(events), excused)


def judge(flags: list[np.ndarray], series: list[Injected]) -> Quality:
    """Count events with a flag in time, and runs of flags (two days apart or more) beside them."""
    found = count = false = days = 0
    for raised, one in zip(flags, series, strict=True):
        count += len(one.events)
        found += sum(bool(raised[start:end].any()) for start, end in one.events)
        beside = np.flatnonzero(raised & ~one.excused)
        beside = beside[beside >= FIRST]
        false += int(len(beside) > 0) + int((np.diff(beside) > 2).sum())
        days += int((~one.excused[FIRST:]).sum())
    recall, precision = found / count, found / max(found + false, 1)
    f1 = 2 * recall * precision / max(recall + precision, 1e-9)
    return Quality(count, recall, precision, f1, 30 * false / days)


def _shape(kind: int) -> np.ndarray:
    shapes = (
        np.ones(SPIKE),
        np.ones(BURST),
        np.ones(STAY),
        np.minimum(np.arange(1, STAY + 1) / RAMP, 1.0),
    )
    return shapes[kind]
