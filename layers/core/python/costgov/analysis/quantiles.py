"""A forecast's distribution as quantiles, and the chance of a value at or above a threshold."""

from typing import Final

import numpy as np

from costgov.analysis.arrays import Floats

LEVELS: Final = (20, 40, 60, 80, 90, 95, 98)
"""Interval levels whose bounds, in order and around the mean, are the quantiles below."""
COLUMNS: Final = (
    *(f"lo-{level}" for level in reversed(LEVELS)),
    "mean",
    *(f"hi-{level}" for level in LEVELS),
)
# The probability of a value at or above each column's, falling from 0.99 to 0.01.
_ABOVE: Final = np.array(
    [
        *(0.5 + level / 200 for level in reversed(LEVELS)),
        0.5,
        *(0.5 - level / 200 for level in LEVELS),
    ]
)


def chance_above(quantiles: Floats, threshold: float) -> Floats:
    """The probability of a value at or above the threshold, per row of quantiles.

    Between quantiles it is read off a straight line; beyond the outermost it is 0.99 or 0.01,
    which stand for at least and at most that.

    Args:
        quantiles: (rows, COLUMNS).
    """
    ordered = np.maximum.accumulate(quantiles, axis=1)
    chances: Floats = np.array([np.interp(threshold, row, _ABOVE) for row in ordered])
    return chances
