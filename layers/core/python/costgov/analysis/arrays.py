"""Robust statistics on matrices with gaps: rows are series, columns time steps, NaN is missing.

numpy's `nan*` functions warn on rows without a value and are slow; these return NaN for them.
"""

import numpy as np
import numpy.typing as npt

type Floats = npt.NDArray[np.float64]
type Ints = npt.NDArray[np.intp]
type Bools = npt.NDArray[np.bool_]

NORMAL_SPREAD = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""


def quantile(values: Floats, share: float) -> Floats:
    """The linearly interpolated quantile along the last axis; NaN where nothing is present."""
    ordered = np.sort(values, axis=-1)  # NaN sorts last
    count = np.sum(~np.isnan(ordered), axis=-1)
    position = share * np.maximum(count - 1, 0)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    low = np.take_along_axis(ordered, below[..., None], -1)[..., 0]
    high = np.take_along_axis(ordered, above[..., None], -1)[..., 0]
    result: Floats = low + (position - below) * (high - low)
    return result


def median(values: Floats) -> Floats:
    """The median along the last axis; NaN where nothing is present."""
    return quantile(values, 0.5)


def mean(values: Floats) -> Floats:
    """The mean along the last axis; NaN where nothing is present."""
    present = ~np.isnan(values)
    return divide(np.where(present, values, 0.0).sum(-1), present.sum(-1))


def divide(top: npt.ArrayLike, bottom: npt.ArrayLike) -> Floats:
    """`top / bottom`, NaN where the bottom is zero or the quotient overflows."""
    with np.errstate(all="ignore"):
        quotient = np.divide(np.asarray(top, float), np.asarray(bottom, float))
    return np.where(np.isfinite(quotient), quotient, np.nan)


def shifted(values: Floats, steps: int) -> Floats:
    """Each column replaced by the one `steps` earlier; NaN where there is none."""
    result = np.full_like(values, np.nan)
    if steps < values.shape[1]:
        result[:, steps:] = values[:, : values.shape[1] - steps]
    return result


def trailing(values: Floats, width: int) -> Floats:
    """A view (rows, columns, width) of the `width` columns that end at each column."""
    padded = np.concatenate([np.full((values.shape[0], width - 1), np.nan), values], axis=1)
    return np.lib.stride_tricks.sliding_window_view(padded, width, axis=1)


def trailing_mean(values: Floats, width: int, fewest: float = 1.0) -> Floats:
    """Mean of the `width` columns that end at each column; NaN where fewer than `fewest` are."""
    present = ~np.isnan(values)
    total = _trailing_sum(np.where(present, values, 0.0), width)
    count = _trailing_sum(present.astype(float), width)
    return np.where(count >= fewest, divide(total, count), np.nan)


def windows_at(values: Floats, columns: Ints, width: int) -> Floats:
    """A copy (rows, len(columns), width) of the windows that end at the given columns."""
    index = columns[:, None] - np.arange(width - 1, -1, -1)
    picked = values[:, np.maximum(index, 0)]
    picked[:, index < 0] = np.nan
    return picked


def _trailing_sum(values: Floats, width: int) -> Floats:
    # The window is summed as such: a difference of cumulative sums would leave the traces of
    # huge values long after they have left the window.
    padded = np.concatenate([np.zeros((values.shape[0], width - 1)), values], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, width, axis=1)
    total: Floats = windows.sum(-1)
    return total
