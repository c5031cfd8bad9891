"""What the members of the ensemble say of a series without its seasons: levels and one drift."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from costgov.analysis.arrays import (
    NORMAL_SPREAD,
    Bools,
    Floats,
    Ints,
    divide,
    mean,
    median,
    shifted,
    windows_at,
)
from costgov.analysis.frequency import Frequency
from costgov.analysis.smoothing import smooth

DRIFT_CYCLES = 12
DRIFT_DOUBT = 1.5


@dataclass(frozen=True, slots=True)
class States:
    """`drift` (series, origins) per step, and per member the `levels` (series, origins)."""

    drift: Floats
    levels: tuple[Floats, ...]

    @classmethod
    def of(cls, rest: Floats, intermittent: Bools, origins: Ints, frequency: Frequency) -> Self:
        """The states of (series, steps) at the origins, each from the columns up to it."""
        drift = _drift(rest, origins, frequency.seasons[0])
        smoothed = smooth(rest, ~intermittent, origins, frequency.shift)
        typical = [
            _typical(windows_at(rest, origins, width), smoothed.age, drift, intermittent)
            for width in frequency.levels
        ]
        return cls(drift, (smoothed.level, *typical))

    def where(self, chosen: Bools, other: Self) -> Self:
        """The states of another set at the (series, origins) chosen.

        `other` has a row for each series that has an origin chosen, and no more.
        """

        def merged(own: Floats, others: Floats) -> Floats:
            result = own.copy()
            result[chosen] = others[chosen[chosen.any(1)]]
            return result

        pairs = zip(self.levels, other.levels, strict=True)
        levels = tuple(merged(own, others) for own, others in pairs)
        return replace(self, drift=merged(self.drift, other.drift), levels=levels)


def _drift(rest: Floats, origins: Ints, cycle: int) -> Floats:
    """(series, origins): median change per step over a cycle, shrunk by its noise.

    A median of differences does not notice a level shift, which a fitted line would.
    """
    change = (rest - shifted(rest, cycle)) / cycle
    window = windows_at(change, origins, DRIFT_CYCLES * cycle)
    typical = median(window)
    spread = NORMAL_SPREAD * median(np.abs(window - typical[:, :, None]))
    seen = (~np.isnan(window)).sum(2)
    error = np.sqrt(np.pi / 2) * spread / np.sqrt(np.maximum(seen / cycle, 1.0))
    share = 1.0 - (DRIFT_DOUBT * divide(error, np.abs(typical))) ** 2
    sure = np.where(seen >= 3 * cycle, np.clip(np.nan_to_num(share), 0.0, 1.0), 0.0)
    return np.nan_to_num(typical) * sure


def _typical(window: Floats, age: Floats, drift: Floats, intermittent: Bools) -> Floats:
    """(series, origins): the running median, the mean if intermittent, of (…, width) values.

    Only values since the last level shift count, brought up to date by the drift.
    """
    back = np.arange(window.shape[2] - 1, -1, -1)
    window = np.where(back < age[:, :, None], window, np.nan)
    present = ~np.isnan(window)
    middle = divide((present * back).sum(2), present.sum(2))
    typical = np.where(intermittent[:, None], mean(window), median(window))
    return typical + drift * np.nan_to_num(middle)
