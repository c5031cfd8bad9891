"""The expected range of hourly and 5-minute values: what the last days have already shown.

A value is out of range when it leaves everything seen in the memory by a share of its spread;
the same is asked of the running median of the last steps, which finds plateaus that no single
value betrays, and, where days resemble each other, of what is left of it when the same time of
the last days is taken out, which finds the busy night and the day that did not begin. A record
is rare by nature, needs no assumption on the distribution (metrics that jump between idle and
full have none) and is learned the moment it happened.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.ranges import Ranges

INSIDE = 0.99
"""The distance given to what belongs to a cause already reported."""
SAME_TIME, SAME_TIME_FEWEST = 4, 3
"""The days whose median at the same time is the pattern of the day."""
RESEMBLE = 0.5
"""Days resemble each other where their pattern taken out leaves so much of the spread at most."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How many steps a day has, how far back records go, how many values come before the first
    verdict, how long the running median is, for how long one cause is not reported again (all in
    steps), and by what share of the spread a record must be broken."""

    day: int
    records: int
    fewest: int
    median: int
    quiet: int
    margin: float


MEMORIES = {
    "5min": Memory(day=288, records=2016, fewest=288, median=12, quiet=72, margin=0.08),
    "h": Memory(day=24, records=504, fewest=48, median=4, quiet=12, margin=0.20),
}


def frequent_ranges(values: Floats, memory: Memory, sensitivity: float = 1.0) -> Ranges:
    """The range of each value of one series (steps, NaN for gaps) from the values before it.

    With `sensitivity` 2 a record must be broken by half the share.
    """
    margin = memory.margin / sensitivity
    series = pd.Series(values)
    lasting = _running_median(series, memory).where(series.notna())
    single, plateau = (_records(each, memory, margin) for each in (series, lasting))
    unusual = np.fmax(plateau.distance, _out_of_pattern(lasting, memory, margin))
    distance = _once(np.fmax(single.distance, unusual), memory.quiet)
    return Ranges(single.expected, single.low, single.high, distance)


def _records(series: pd.Series, memory: Memory, margin: float) -> Ranges:
    low, high = _past_extremes(series, memory)
    room = margin * (high - low)
    usual = _running_median(series, memory).shift(1).where(low.notna())
    bounds = usual, low - room, high + room
    return Ranges.around(series.to_numpy(), *(bound.to_numpy() for bound in bounds))


def _out_of_pattern(lasting: pd.Series, memory: Memory, margin: float) -> Floats:
    """Distances of what the pattern of the day does not explain; NaN where there is none."""
    days = [lasting.shift(day * memory.day) for day in range(1, SAME_TIME + 1)]
    same_time = pd.concat(days, axis=1)
    pattern = same_time.median(axis=1).where(same_time.notna().sum(axis=1) >= SAME_TIME_FEWEST)
    low, high = _past_extremes(lasting - pattern, memory)
    least, most = _past_extremes(lasting.where(pattern.notna()), memory)
    room = margin * (most - least)
    bounds = (low + high) / 2, low - room, high + room
    unexplained = Ranges.around(
        (lasting - pattern).to_numpy(), *(bound.to_numpy() for bound in bounds)
    )
    resemble = (high - low <= RESEMBLE * (most - least)).to_numpy()
    return np.where(resemble, unexplained.distance, np.nan)


def _past_extremes(series: pd.Series, memory: Memory) -> tuple[pd.Series, pd.Series]:
    past = series.rolling(memory.records, min_periods=memory.fewest)
    return past.min().shift(1), past.max().shift(1)


def _running_median(series: pd.Series, memory: Memory) -> pd.Series:
    return series.rolling(memory.median, min_periods=(memory.median + 1) // 2).median()


def _once(distance: Floats, quiet: int) -> Floats:
    """Distances where those that follow a report within the quiet time are just inside."""
    result, last = distance.copy(), -quiet - 1
    for step in np.flatnonzero(distance > 1.0):
        if step - last <= quiet:
            result[step] = INSIDE
        else:
            last = int(step)
    return result
