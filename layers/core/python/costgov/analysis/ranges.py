"""Expected ranges, and how far out of them a value is."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from costgov.analysis.arrays import Floats


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is expected of each value and its range; NaN before there is enough history.

    `distance` is how far the value is from the expected one, in units of the distance of the
    bound on its side: above 1 it is out of range, infinite where the range has no width.
    """

    expected: Floats
    low: Floats
    high: Floats
    distance: Floats

    @classmethod
    def around(cls, values: Floats, expected: Floats, low: Floats, high: Floats) -> Self:
        """Ranges with the distances of the values from them."""
        away = np.abs(values - expected)
        room = np.where(values > expected, high - expected, expected - low)
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = np.where(away == 0, 0.0, away / room)
        return cls(expected, low, high, distance)
