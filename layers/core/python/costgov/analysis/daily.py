"""The expected range of a daily value, learned day by day from earlier days only.

A day is out of range when it is unusual among the last five weeks (three standard deviations)
and its weekday does not explain that (two), or when it is extreme for its weekday (seven): the
first catches what matters on noisy series, the second a busy Sunday on regular ones. Values out
of range enter the memory at the bound, so a spike does not hide the next one; after seven days
out on one side the memory moves to the new level at once.
"""

from dataclasses import dataclass

import numpy as np

from costgov.analysis.arrays import Bools, Floats, mean, median, shifted, trailing
from costgov.analysis.fees import Fees
from costgov.analysis.frequency import Instants
from costgov.analysis.ranges import Ranges
from costgov.analysis.season import Season

MEMORY = 35
FEWEST = 14
OVERALL, EXPLAINED, EXTREME = 3.0, 2.0, 7.0
"""Standard deviations: of all days, of the weekday's, and of the weekday's alone."""
SMALLEST_CHANGE = 0.12
"""A change below this share of the level is never out of range."""
LEARN_AFTER = 7
WEEK, CYCLES = 7, 12
FEE_TOLERANCE = 0.25


def daily_ranges(values: Floats, instants: Instants) -> Ranges:
    """The range of each day from the days before it, for (series, days) with NaN for gaps."""
    fees = Fees.of(values, instants).within
    plain = values - fees
    offset = _weekday_offset(plain)
    expected, low, high = _walk(plain, offset)
    late, more = np.abs(np.minimum(fees, 0)), np.abs(np.maximum(fees, 0))
    slack = FEE_TOLERANCE * np.abs(fees)
    return Ranges.around(
        values,
        expected + fees,
        low + fees - np.maximum(slack, more),
        high + fees + np.maximum(slack, late),
    )


def _weekday_offset(values: Floats) -> Floats:
    """What the weekday adds to the level, as known the day before."""
    level = shifted(median(trailing(values, 4 * WEEK)), 1)
    factors, offsets = (
        Season.of(values, (WEEK,), (CYCLES,), np.full(len(values), kind)).within
        for kind in (True, False)
    )
    return np.nan_to_num(np.where(_positive_so_far(values), (factors - 1) * level, offsets))


def _positive_so_far(values: Floats) -> Bools:
    """True while a series has been positive, outages aside, up to the day before."""
    seen = np.cumsum(~np.isnan(values), axis=1)
    above = np.cumsum(np.nan_to_num(values) > 0, axis=1)
    below = np.cumsum(np.nan_to_num(values) < 0, axis=1)
    so_far = np.zeros(values.shape, bool)
    so_far[:, 1:] = ((below == 0) & (above >= 0.9 * seen))[:, :-1]
    return so_far


def _walk(values: Floats, offset: Floats) -> tuple[Floats, Floats, Floats]:
    """Expected value and bounds of each day, learning from one day after the other."""
    rows, days = values.shape
    memory = _Memory(*(np.full((rows, MEMORY + days), np.nan) for _ in range(2)))
    run = np.zeros(rows)
    result = np.full((3, rows, days), np.nan)
    for day in range(days):
        value, part = values[:, day], offset[:, day]
        middle, low, high = memory.range(day, part)
        result[:, :, day] = middle, low, high
        kept = np.where(np.isnan(middle), value, np.clip(value, low, high))
        memory.take(day, kept, part)
        seen = ~np.isnan(value)
        side = np.where(seen, np.sign(np.nan_to_num(value - kept)), 0.0)
        run = np.where(seen, np.where(side * run > 0, run + side, side), run)
        learned = np.abs(run) >= LEARN_AFTER
        if learned.any():
            recent = slice(day - LEARN_AFTER + 1, day + 1)
            memory.move(learned, recent, values[learned, recent], offset[learned, recent])
            run[learned] = 0.0
    return result[0], result[1], result[2]


@dataclass(frozen=True, slots=True)
class _Memory:
    """(series, `MEMORY` + days): values as remembered, plain and with the weekday's part out."""

    plain: Floats
    aside: Floats

    def range(self, day: int, part: Floats) -> Floats:
        """(3, series): expected value and bounds of a day whose weekday adds `part`."""
        plain, aside = (kind[:, day : day + MEMORY] for kind in (self.plain, self.aside))
        usual, level = mean(plain), mean(aside)
        overall, weekday = _deviation(plain, usual), _deviation(aside, level)
        expected = level + part
        least = SMALLEST_CHANGE * np.abs(usual)
        unusual = usual + OVERALL * overall, usual - OVERALL * overall
        beyond = EXPLAINED * weekday
        high = np.minimum(np.maximum(unusual[0], expected + beyond), expected + EXTREME * weekday)
        low = np.maximum(np.minimum(unusual[1], expected - beyond), expected - EXTREME * weekday)
        found = np.stack(
            [expected, np.minimum(low, expected - least), np.maximum(high, expected + least)]
        )
        enough = (~np.isnan(plain)).sum(1) >= FEWEST
        return np.where(enough, found, np.nan)

    def take(self, day: int, value: Floats, part: Floats) -> None:
        """Remember a day."""
        self.plain[:, day + MEMORY], self.aside[:, day + MEMORY] = value, value - part

    def move(self, rows: Bools, days: slice, values: Floats, parts: Floats) -> None:
        """Shift what is remembered to the level of the last days, and those as they were."""
        recent = slice(days.start + MEMORY, days.stop + MEMORY)
        before = slice(days.stop - 1, recent.start)
        change = median(values - parts) - mean(self.aside[rows, before])
        for kind, latest in ((self.plain, values), (self.aside, values - parts)):
            kind[rows, before] += change[:, None]
            kind[rows, recent] = latest


def _deviation(memory: Floats, middle: Floats) -> Floats:
    return np.sqrt(mean((memory - middle[:, None]) ** 2))
