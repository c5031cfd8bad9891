"""The expected range of a daily value, learned day by day from earlier days only.

A day is out of range when it is unusual among the last five weeks and its weekday does not
explain that, or when it is extreme for its weekday: the first catches what matters on noisy
series, the second a busy Sunday on regular ones. So is a day on which the last seven together
have left the level of the weeks before them by more than such weeks use to differ, which finds
small steps and slow rises that no day betrays; what weeks use to differ by is measured, not
derived from single days, because real costs wander (a cumulative sum with a bound from the
theory of independent days raises three false alarms for one).

Values out of range enter the memory at the bound, so a spike does not hide the next one; after
seven days out on one side the memory moves to the new level at once. A drop has to be twice as
clear as a rise: it is not urgent and holidays are full of them. To fall back to what it cost
before a rise that was told is no news.
"""

from dataclasses import dataclass

import numpy as np

from costgov.analysis.arrays import Bools, Floats, mean, median, shifted, trailing
from costgov.analysis.fees import Fees
from costgov.analysis.frequency import Instants
from costgov.analysis.openings import opening
from costgov.analysis.ranges import Ranges
from costgov.analysis.season import Season

MEMORY = 35
FEWEST = 14
OVERALL, EXPLAINED, EXTREME = 3.2, 2.0, 7.0
"""Standard deviations: of all days, of the weekday's, and of the weekday's alone."""
WEEKLY = 3.5
"""Standard deviations of a week's mean from the level of the four weeks before it …"""
WEEKS_SEEN, WEEKS_FEWEST = 56, 30
"""… as measured on so many days before."""
SMALLEST_CHANGE = 0.12
"""A change below this share of the level is never out of range."""
SMALLEST_WEEKLY = 0.07
"""Nor is a week below this share the reason for a verdict."""
DROP = 2.0
LEARN_AFTER = 7
BACK_WITHIN = 60
"""For so many days after a rise was learned, falling back below it is no news."""
WEEK, CYCLES = 7, 12
BEFORE_WEEK = 28
FEE_TOLERANCE = 0.25


def daily_ranges(values: Floats, instants: Instants, sensitivity: float = 1.0) -> Ranges:
    """The range of each day from the days before it, for (series, days) with NaN for gaps.

    A fee or a busy opening of a month that stays away is no anomaly.
    With `sensitivity` 2 the ranges are half as wide; what is learned does not depend on it.
    """
    fees = Fees.of(values, instants).within
    plain = values - fees
    offset = _weekday_offset(plain)
    level = shifted(median(trailing(plain - offset, 4 * WEEK)), 1)
    busy = opening(plain, level + offset, instants)
    expected, low, high = _walk(plain, offset + busy, sensitivity)
    late, more = np.abs(np.minimum(fees, 0)), np.abs(np.maximum(fees, 0))
    slack = FEE_TOLERANCE * np.abs(fees)
    return Ranges.around(
        values,
        expected + fees,
        low + fees - np.maximum(slack, more) - np.maximum(busy, 0),
        high + fees + np.maximum(slack, late) - np.minimum(busy, 0),
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


def _walk(values: Floats, offset: Floats, sensitivity: float) -> tuple[Floats, Floats, Floats]:
    """Expected value and told bounds of each day, learning from one day after the other."""
    rows, days = values.shape
    memory = _Memory.empty(rows, days)
    before_rise = _BeforeRise(np.full(rows, np.inf), np.full(rows, -np.inf))
    run = np.zeros(rows)
    result = np.full((3, rows, days), np.nan)
    for day in range(days):
        value, part = values[:, day], offset[:, day]
        middle, below, above = memory.range(day, part)
        low = np.minimum(middle - DROP * below / sensitivity, before_rise.low(day) + part)
        result[:, :, day] = middle, low, middle + above / sensitivity
        known = ~np.isnan(middle)
        kept = np.where(known, np.clip(value, middle - below, middle + above), value)
        memory.take(day, kept, part)
        seen = ~np.isnan(value)
        side = np.where(seen, np.sign(np.nan_to_num(value - kept)), 0.0)
        run = np.where(seen, np.where(side * run > 0, run + side, side), run)
        learned = np.abs(run) >= LEARN_AFTER
        if learned.any():
            recent = slice(day - LEARN_AFTER + 1, day + 1)
            change = memory.move(learned, recent, values[learned, recent], offset[learned, recent])
            before_rise.note(learned, day, (middle - part - DROP * below)[learned], change)
            run[learned] = 0.0
    return result[0], result[1], result[2]


@dataclass(frozen=True, slots=True)
class _BeforeRise:
    """(series): the lowest value that was no news before the last rise, and the day of it."""

    bound: Floats
    since: Floats

    def low(self, day: int) -> Floats:
        """The bound for as long as it holds; +∞ after that."""
        return np.where(day - self.since <= BACK_WITHIN, self.bound, np.inf)

    def note(self, rows: Bools, day: int, bound: Floats, change: Floats) -> None:
        """The level of some series has moved by a change."""
        self.bound[rows] = np.where(change > 0, bound, np.inf)
        self.since[rows] = day


@dataclass(frozen=True, slots=True)
class _Memory:
    """(2, series, `MEMORY` + days): values as remembered, plain and with the weekday's part out;
    (series, `WEEKS_SEEN` + days): how far each week was from the level before it."""

    kept: Floats
    weeks: Floats

    @classmethod
    def empty(cls, rows: int, days: int) -> "_Memory":
        """Nothing remembered."""
        return cls(
            np.full((2, rows, MEMORY + days), np.nan), np.full((rows, WEEKS_SEEN + days), np.nan)
        )

    def range(self, day: int, part: Floats) -> tuple[Floats, Floats, Floats]:
        """Expected value of a day whose weekday adds `part`, and the room below and above it."""
        past = self.kept[:, :, day : day + MEMORY]
        (usual, level), (overall, weekday) = _mean_and_deviation(past)
        expected = level + part
        enough = (~np.isnan(past[0])).sum(1) >= FEWEST
        least = SMALLEST_CHANGE * np.abs(usual)
        rooms = []
        for sign, weekly in zip((-1, 1), self._weekly_room(day, level, usual), strict=True):
            unusual = sign * (usual - expected) + OVERALL * overall
            single = np.minimum(np.maximum(unusual, EXPLAINED * weekday), EXTREME * weekday)
            together = np.fmin(single, np.maximum(weekly, weekday))
            rooms.append(np.maximum(together, least))
        return np.where(enough, expected, np.nan), rooms[0], rooms[1]

    def take(self, day: int, value: Floats, part: Floats) -> None:
        """Remember a day."""
        self.kept[:, :, day + MEMORY] = value, value - part
        week, before = self._week(day)
        self.weeks[:, day + WEEKS_SEEN] = week.mean(1) - before

    def move(self, rows: Bools, days: slice, values: Floats, parts: Floats) -> Floats:
        """Shift what is remembered to the level of the last days, and those as they were.

        Returns:
            By how much the level of these rows has moved.
        """
        recent = slice(days.start + MEMORY, days.stop + MEMORY)
        before = slice(days.stop - 1, recent.start)
        change: Floats = median(values - parts) - mean(self.kept[1, rows, before])
        self.kept[:, rows, before] += change[:, None]
        self.kept[:, rows, recent] = values, values - parts
        return change

    def _weekly_room(self, day: int, level: Floats, usual: Floats) -> tuple[Floats, Floats]:
        """How far below and above the level a day must be for its week to be out of range.

        NaN where a day of the week is missing or too few weeks are known.
        """
        past = self.weeks[:, day : day + WEEKS_SEEN]
        known = (~np.isnan(past)).sum(1) >= WEEKS_FEWEST
        usually = np.where(known, np.sqrt(mean(past**2)), np.nan)
        limit = WEEK * np.maximum(WEEKLY * usually, SMALLEST_WEEKLY * np.abs(usual))
        week, before = self._week(day)
        so_far = (week[:, :-1] - before[:, None]).sum(1)
        shift = level - before
        return limit + so_far + shift, limit - so_far - shift

    def _week(self, day: int) -> tuple[Floats, Floats]:
        """The seven days that end with a day, and the level of the weeks before them."""
        end = day + 1 + MEMORY
        week = self.kept[1, :, end - WEEK : end]
        return week, mean(self.kept[1, :, end - WEEK - BEFORE_WEEK : end - WEEK])


def _mean_and_deviation(values: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation along the last axis; NaN where nothing is present."""
    middle = mean(values)
    return middle, np.sqrt(mean((values - middle[..., None]) ** 2))
