"""The expected range of hourly and 5-minute values: what the last days have already shown.

A value is out of range when it leaves everything seen in the memory by a share of its spread;
the same is asked of the running median of the last steps, which finds plateaus that no single
value betrays. A record is rare by nature, needs no assumption on the distribution (metrics that
jump between idle and full have none) and is learned the moment it happened.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.ranges import Ranges

INSIDE = 0.99
"""The distance given to what belongs to a cause already reported."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How far back records go, how many values come before the first verdict, how long the
    running median is, for how long one cause is not reported again (all in steps), and by what
    share of the spread a record must be broken."""

    records: int
    fewest: int
    median: int
    quiet: int
    margin: float


MEMORIES = {
    "5min": Memory(records=1440, fewest=288, median=12, quiet=72, margin=0.10),
    "h": Memory(records=504, fewest=48, median=4, quiet=12, margin=0.20),
}


def frequent_ranges(values: Floats, memory: Memory) -> Ranges:
    """The range of each value of one series (steps, NaN for gaps) from the values before it."""
    series = pd.Series(values)
    lasting = _running_median(series, memory).where(series.notna())
    single, plateau = _records(series, memory), _records(lasting, memory)
    distance = _once(np.fmax(single.distance, plateau.distance), memory.quiet)
    return Ranges(single.expected, single.low, single.high, distance)


def _records(series: pd.Series, memory: Memory) -> Ranges:
    past = series.rolling(memory.records, min_periods=memory.fewest)
    low, high = past.min().shift(1), past.max().shift(1)
    margin = memory.margin * (high - low)
    usual = _running_median(series, memory).shift(1).where(low.notna())
    bounds = usual, low - margin, high + margin
    return Ranges.around(series.to_numpy(), *(bound.to_numpy() for bound in bounds))


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
