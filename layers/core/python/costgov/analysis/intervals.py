"""How far off a forecast may be: quantiles of its own past errors, and what short horizons tell.

Split conformal prediction over past origins (Vovk et al. 2005), with errors relative to the
level at their origin so that a grown series gets grown intervals; errors of long ago, and of
origins with little history, count less. Overlapping windows are not independent evidence, so
errors are weighted by the number of windows that do not overlap, and that number is small at long
horizons. Beside them stands, with the weight of two windows, a distribution whose mean size comes
from the errors at two short horizons, of which there are many, drawn out as noise plus a random
walk. It has the heavy tails of Student's t, for levels shift; where even short errors are few, a
guess takes their place, so that one observation still gets an honest interval.
"""

import numpy as np

from costgov.analysis.arrays import Floats, Ints, divide
from costgov.analysis.frequency import Frequency

HALF_LIFE_MONTHS = 2.5
"""Errors of so many months ago count half."""
LEARNED_MONTHS = 4.5
"""Errors of origins with less history than this count less: the forecast has learned since."""
PRIOR_WINDOWS = 2.0
GUESS_WINDOWS = 0.1
GUESS_NOISE, GUESS_DRIFT = 0.04, 0.065
"""Guessed mean error relative to the level: of one day, and what a month adds as a random walk."""
GUESS_DOUBT = 4.0
"""With n observations the guess is 1 + this / n times as wide."""
_SHARES = np.linspace(0.05, 0.95, 10)
_HEAVY_TAILED = _SHARES / np.sqrt(1 - _SHARES**2)
"""Quantiles of the size of a Student's t of two degrees of freedom over its mean."""


def half_widths(
    errors: Floats,
    short: Floats,
    steps: Ints,
    known: Ints,
    *,
    levels: tuple[int, ...],
    frequency: Frequency,
) -> Floats:
    """(series, horizons, levels): half width of the interval relative to the level.

    Args:
        errors: (series, origins, horizons) relative to the level, the latest origin first, NaN
            where not known; origins are `frequency.spacing` steps apart.
        short: (series, origins, 2) the same at the two horizons `frequency.short`.
        steps: (horizons) the number of steps each horizon reaches, or its sum covers.
        known: (series, origins) number of observations up to each origin.
        levels: coverage in percent.
    """
    size = np.abs(errors).swapaxes(1, 2)
    each = _evidence(size, steps, known, frequency)
    prior = _extrapolated(short, steps, known, frequency)[:, :, None] * _HEAVY_TAILED
    values = np.concatenate([size, prior], axis=2)
    prior_weight = np.full_like(prior, PRIOR_WINDOWS / len(_SHARES))
    weights = np.concatenate([each, prior_weight], axis=2)
    return _weighted_quantiles(values, weights, np.asarray(levels) / 100)


def _evidence(size: Floats, steps: Ints, known: Ints, frequency: Frequency) -> Floats:
    """(series, horizons, origins): weight of each error, in windows that do not overlap."""
    age = np.arange(size.shape[2]) * frequency.spacing / (HALF_LIFE_MONTHS * frequency.month)
    each = 0.5**age * np.minimum(1.0, frequency.spacing / steps)[:, None]
    learned = np.minimum(known / (LEARNED_MONTHS * frequency.month), 1.0) ** 2
    return np.where(np.isnan(size), 0.0, each * learned[:, None])


def _extrapolated(short: Floats, steps: Ints, known: Ints, frequency: Frequency) -> Floats:
    """(series, horizons): mean size expected of the errors, from those at two short horizons.

    Noise stays and the variance of a random walk grows in proportion to the horizon, so the
    square of the size is a line through those of the short horizons.
    """
    ends = np.array(frequency.short)
    size = np.abs(short).swapaxes(1, 2)
    weight = _evidence(size, ends, known, frequency)
    total = weight.sum(2)
    own = np.nan_to_num(divide((weight * np.nan_to_num(size)).sum(2), total))
    guess = _guess(ends, known[:, 0], frequency)
    square = (total * own**2 + GUESS_WINDOWS * guess**2) / (total + GUESS_WINDOWS)
    near, far = square[:, :1], square[:, 1:]
    slope = np.maximum(far - near, 0.0) / (ends[1] - ends[0])
    start = np.where(steps > ends[1], np.maximum(near, far), near)
    first = np.where(steps > ends[1], ends[1], ends[0])
    drawn_out: Floats = np.sqrt(start + slope * np.maximum(steps - first, 0))
    return drawn_out


def _guess(steps: Ints, observed: Ints, frequency: Frequency) -> Floats:
    """(series, horizons): the mean error assumed of a series nothing is known of."""
    usual = np.hypot(GUESS_NOISE, GUESS_DRIFT * np.sqrt(steps / frequency.month))
    doubt = 1 + GUESS_DOUBT / np.maximum(observed, 1)
    guess: Floats = doubt[:, None] * usual
    return guess


def _weighted_quantiles(values: Floats, weights: Floats, shares: Floats) -> Floats:
    """(…, shares): quantiles of weighted values, linear between the middles of their weights."""
    order = np.argsort(values, axis=-1)
    values, weights = (np.take_along_axis(part, order, -1) for part in (values, weights))
    middle = (np.cumsum(weights, axis=-1) - weights / 2) / weights.sum(-1, keepdims=True)
    index = np.stack([(middle < share).sum(-1) for share in shares], axis=-1)
    last = (~np.isnan(values)).sum(-1, keepdims=True) - 1
    above, below = np.minimum(index, last), np.clip(index - 1, 0, last)
    start, end = (np.take_along_axis(middle, at, -1) for at in (below, above))
    low, high = (np.take_along_axis(values, at, -1) for at in (below, above))
    step = np.clip(np.nan_to_num(divide(shares - start, end - start)), 0.0, 1.0)
    picked: Floats = low + step * (high - low)
    return picked
