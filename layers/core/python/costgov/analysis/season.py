"""Typical profiles of the cycles in a series (weekday, hour of day), known causally at each step.

The profile of a phase is the median, over the last cycles, of the value relative to its centred
cycle mean: one odd week (a holiday, an outage) does not move it. It is shrunk towards flat by
the share of its variance that sampling noise explains (James and Stein's idea), so that a
series without a season is given none. Positive series have factors, others offsets.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from costgov.analysis.arrays import (
    NORMAL_SPREAD,
    Bools,
    Floats,
    Ints,
    divide,
    median,
    shifted,
    trailing_mean,
)

SMALLEST_FACTOR = 0.05
FEWEST_CYCLES = 2
FULL_ENOUGH = 0.7
_MEDIAN_VARIANCE = np.pi / 2
"""Variance of a median of normal values over the variance of their mean."""


@dataclass(frozen=True, slots=True)
class Season:
    """The seasonal part of a panel.

    `proportional` (series) tells factors from offsets; `within` (series, steps) is the part
    expected of each column from earlier columns; `profiles` holds per cycle its length and the
    matrix the part of later steps is read from.
    """

    proportional: Bools
    within: Floats
    profiles: tuple[tuple[int, Floats], ...]

    @classmethod
    def of(
        cls,
        values: Floats,
        seasons: tuple[int, ...],
        cycles: tuple[int, ...],
        proportional: Bools | None = None,
    ) -> Self:
        """Learn the cycles of the given lengths, short ones first, from (series, steps)."""
        if proportional is None:
            proportional = _proportional(values)
        neutral = np.where(proportional, 1.0, 0.0)[:, None]
        within = np.broadcast_to(neutral, values.shape)
        rest, profiles = values, []
        for length, count in zip(seasons, cycles, strict=True):
            profile = neutral + _deviations(rest, proportional, length, count)
            part = _expected(profile, length, neutral)
            rest = _without(rest, part, proportional)
            within = np.where(proportional[:, None], within * part, within + part)
            profiles.append((length, profile))
        return cls(proportional, within, tuple(profiles))

    @property
    def felt(self) -> Bools:
        """(series): whether the newest profile of any cycle is other than flat."""
        neutral = np.where(self.proportional, 1.0, 0.0)[:, None]
        felt = [(profile[:, -length:] != neutral).any(1) for length, profile in self.profiles]
        return np.any(felt, axis=0)

    def remove(self, values: Floats) -> Floats:
        """The values without their expected seasonal part."""
        return _without(values, self.within, self.proportional)

    def ahead(self, columns: Ints, horizons: Ints) -> Floats:
        """(series, origins, horizons): the part of the steps after each origin column."""
        shape = (len(self.proportional), len(columns), len(horizons))
        total = np.broadcast_to(np.where(self.proportional, 1.0, 0.0)[:, None, None], shape)
        for length, profile in self.profiles:
            part = _ahead(profile, length, columns, horizons)
            total = np.where(self.proportional[:, None, None], total * part, total + part)
        return total

    def restore(self, levels: Floats, parts: Floats) -> Floats:
        """Levels with the seasonal part put back; the first axis of both is the series."""
        shape = (-1, *(1,) * (parts.ndim - 1))
        return np.where(self.proportional.reshape(shape), levels * parts, levels + parts)


def _proportional(values: Floats) -> Bools:
    """Factors suit a series that is positive but for a few outages and never negative."""
    present = ~np.isnan(values)
    positive = (present & (np.where(present, values, 0.0) > 0)).sum(1)
    never_negative = ~(present & (np.where(present, values, 0.0) < 0)).any(1)
    result: Bools = never_negative & (positive >= 0.9 * present.sum(1))
    return result


def _without(values: Floats, part: Floats, proportional: Bools) -> Floats:
    factor = np.maximum(part, SMALLEST_FACTOR)
    return np.where(proportional[:, None], values / factor, values - part)


def _deviations(values: Floats, proportional: Bools, length: int, count: int) -> Floats:
    """(series, steps): each column's phase deviation, as known half a cycle after it."""
    half = length // 2
    centred = np.full_like(values, np.nan)
    if values.shape[1] > half:
        usual = trailing_mean(values, length, fewest=FULL_ENOUGH * length)
        centred[:, :-half] = usual[:, half:]
    ratio = np.where(proportional[:, None], divide(values, centred) - 1.0, values - centred)
    past = np.stack([shifted(ratio, cycle * length) for cycle in range(count)], axis=2)
    seen = (~np.isnan(past)).sum(2)
    typical = median(past)
    spread = NORMAL_SPREAD * median(np.abs(past - typical[:, :, None]))
    known = seen >= FEWEST_CYCLES
    typical = np.where(known, typical, 0.0)
    noise = np.where(known, _MEDIAN_VARIANCE * spread**2 / np.maximum(seen, 1), np.inf)
    return _shrunk(typical, noise, length)


def _shrunk(typical: Floats, noise: Floats, length: int) -> Floats:
    """Centre each cycle that ends at a column on zero and shrink it by its noise."""
    centred = typical - np.nan_to_num(trailing_mean(typical, length))
    between = np.nan_to_num(trailing_mean(typical**2, length))
    between = between - (typical - centred) ** 2
    noisy = _mean_with_infinities(noise, length)
    share = np.nan_to_num(divide(between - noisy, between))
    return centred * np.clip(share, 0.0, 1.0)


def _mean_with_infinities(noise: Floats, length: int) -> Floats:
    unknown = np.isinf(noise)
    mean = np.nan_to_num(trailing_mean(np.where(unknown, 0.0, noise), length))
    return np.where(np.nan_to_num(trailing_mean(unknown.astype(float), length)) > 0, np.inf, mean)


def _expected(profile: Floats, length: int, neutral: Floats) -> Floats:
    """The part of each column, read from the same phase one cycle earlier."""
    part = shifted(profile, length)
    return np.where(np.isnan(part), neutral, part)


def _ahead(profile: Floats, length: int, columns: Ints, horizons: Ints) -> Floats:
    half = length // 2
    back = -(-(horizons + half) // length) * length
    index = columns[:, None] + (horizons - back)[None, :]
    neutral = profile[:, :1, None]
    return np.where(index < 0, neutral, profile[:, np.maximum(index, 0)])
