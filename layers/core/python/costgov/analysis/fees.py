"""Charges that come back on the same day of each month: support, reservations, subscriptions.

A fee is a one-day jump away from its surroundings that the month before had on the same day at
a similar size; on the 1st, where most monthly charges are booked, one jump is enough. A fee is
recognised four days after it at the earliest and expected until a month goes by without it.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from costgov.analysis.arrays import NORMAL_SPREAD, Bools, Floats, Ints, median, shifted, trailing
from costgov.analysis.frequency import Instants

BEFORE, AFTER = 7, 3
KNOWN_AFTER = AFTER + 1
SPREAD_DAYS = 28
JUMP = 4.0
"""A jump exceeds so many robust standard deviations of the days around it …"""
JUMP_SHARE = 0.1
"""… and this share of their level."""
MONTH = 31
LAST_DAY_OF_ALL = 28
"""Later days are not in every month."""


@dataclass(frozen=True, slots=True)
class Fees:
    """`within` (series, days) is the fee expected of each day from what was seen before it;
    `recognised` the fee seen on each day, `days` its calendar day."""

    within: Floats
    recognised: Floats
    days: Instants

    @classmethod
    def of(cls, values: Floats, instants: Instants) -> Self:
        """Find the monthly fees of daily series (series, days)."""
        days = instants.astype("datetime64[D]")
        jumps = _jumps(values)
        day = _day_of_month(days)
        before = _same_day_last_month(days)
        last = _take(jumps, before)
        again = (np.sign(last) == np.sign(jumps)) & (np.abs(np.log2(_ratio(jumps, last))) <= 1.0)
        first_of_month = (day == 1) & (jumps != 0)
        amount = np.where(again, (jumps + last) / 2, np.where(first_of_month, jumps, 0.0))
        recognised = np.where(day <= LAST_DAY_OF_ALL, amount, 0.0)
        return cls(_take(recognised, before), recognised, days)

    @property
    def felt(self) -> Bools:
        """(series): whether a fee was recognised within the last two months."""
        felt: Bools = (self.recognised[:, -2 * MONTH :] != 0).any(1)
        return felt

    def ahead(self, columns: Ints, horizons: Ints) -> Floats:
        """(series, origins, horizons): the fees expected of the days after each origin."""
        known = self.days[:, columns] - np.timedelta64(KNOWN_AFTER, "D")
        target = self.days[:, columns, None] + horizons * np.timedelta64(1, "D")
        day = _day_of_month(target)
        month = known.astype("datetime64[M]")[:, :, None] - (
            day > _day_of_month(known)[:, :, None]
        ).astype("timedelta64[M]")
        seen = month.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
        index = columns[None, :, None] - (self.days[:, columns, None] - seen).astype(np.intp)
        rows = np.arange(len(self.days))[:, None, None]
        fee = self.recognised[rows, np.maximum(index, 0)]
        return np.where((index >= 0) & (day <= LAST_DAY_OF_ALL), fee, 0.0)


def _jumps(values: Floats) -> Floats:
    """Signed size of one-day jumps, zero elsewhere."""
    earlier = shifted(values, 1)
    after = np.full((*values.shape, AFTER), np.nan)
    after[:, :-AFTER] = trailing(values, AFTER)[:, AFTER:]
    around = np.concatenate([trailing(earlier, BEFORE), after], axis=2)
    base = median(around)
    excess = np.nan_to_num(values - base)
    spread = NORMAL_SPREAD * median(np.abs(trailing(shifted(values - base, 1), SPREAD_DAYS)))
    size = np.abs(excess)
    least = np.fmax(JUMP * spread, JUMP_SHARE * np.abs(base))
    large = size > np.nan_to_num(least)
    alone = np.ones_like(large)
    alone[:, 1:] &= size[:, :-1] < size[:, 1:] / 2
    alone[:, :-1] &= size[:, 1:] < size[:, :-1] / 2
    return np.where(large & alone & ~np.isnan(base), excess, 0.0)


def _day_of_month(days: Instants) -> npt.NDArray[np.int64]:
    first = days.astype("datetime64[M]").astype("datetime64[D]")
    number: npt.NDArray[np.int64] = (days - first).astype(np.int64) + 1
    return number


def _same_day_last_month(days: Instants) -> Ints:
    """(series, days): the column of the same day one month earlier, negative when before all."""
    month = days.astype("datetime64[M]")
    first = (month - np.timedelta64(1, "M")).astype("datetime64[D]")
    seen = first + (_day_of_month(days) - 1).astype("timedelta64[D]")
    columns: Ints = np.arange(days.shape[1]) - (days - seen).astype(np.intp)
    return columns


def _take(values: Floats, columns: Ints) -> Floats:
    picked = np.take_along_axis(values, np.maximum(columns, 0), axis=1)
    return np.where(columns >= 0, picked, 0.0)


def _ratio(value: Floats, other: Floats) -> Floats:
    usable = (value != 0) & (other != 0)
    return np.where(usable, np.abs(value) / np.where(usable, np.abs(other), 1.0), np.inf)
