"""How far off a forecast may be: quantiles of its own past errors, with a prior for short pasts.

Split conformal prediction over past origins (Vovk et al. 2005), with errors relative to the
level at their origin so that a grown series gets grown intervals, and older errors counting
less. Overlapping windows are not independent evidence: errors are weighted by the number of
windows that do not overlap, and one window's worth of prior stands beside them (a rule of
succession), so that one observation, or a series that never moved, still gets an honest
interval.
"""

import numpy as np

from costgov.analysis.arrays import Floats, Ints
from costgov.analysis.frequency import Frequency

HALF_LIFE_MONTHS = 3.0
"""Errors of so many months ago count half."""
PRIOR_WINDOWS = 1.0
PRIOR_NOISE, PRIOR_DRIFT = 0.05, 0.08
"""Prior error relative to the level: of one day, and what a month adds as a random walk."""
PRIOR_UNKNOWN = 4.0
"""With n observations the prior is 1 + this / n times as wide."""
# Half-normal quantiles of the middles of ten equal parts.
_HALF_NORMAL = np.array([0.063, 0.189, 0.319, 0.454, 0.598, 0.755, 0.935, 1.150, 1.440, 1.960])


def half_widths(
    errors: Floats, steps: Ints, observed: Ints, levels: tuple[int, ...], frequency: Frequency
) -> Floats:
    """(series, horizons, levels): half width of the interval relative to the level.

    Args:
        errors: (series, origins, horizons) relative to the level, the latest origin first, NaN
            where not known; origins are `frequency.spacing` steps apart.
        steps: (horizons) the number of steps each horizon reaches, or its sum covers.
        observed: (series) number of observations.
        levels: coverage in percent.
    """
    size = np.abs(errors).swapaxes(1, 2)
    age = np.arange(size.shape[2]) * frequency.spacing / (HALF_LIFE_MONTHS * frequency.month)
    each = 0.5**age * np.minimum(1.0, frequency.spacing / steps)[:, None]
    usual = np.hypot(PRIOR_NOISE, PRIOR_DRIFT * np.sqrt(steps / frequency.month))
    doubt = 1 + PRIOR_UNKNOWN / np.maximum(observed, 1)
    prior = (doubt[:, None] * usual)[:, :, None] * _HALF_NORMAL
    values = np.concatenate([size, prior], axis=2)
    prior_weight = np.full_like(prior, PRIOR_WINDOWS / len(_HALF_NORMAL))
    weights = np.concatenate([np.where(np.isnan(size), 0.0, each), prior_weight], axis=2)
    return _weighted_quantiles(values, weights, np.asarray(levels) / 100)


def _weighted_quantiles(values: Floats, weights: Floats, shares: Floats) -> Floats:
    """(…, shares): the smallest value at or below which each share of the weight lies."""
    order = np.argsort(values, axis=-1)
    values, weights = (np.take_along_axis(part, order, -1) for part in (values, weights))
    reached = np.cumsum(weights, axis=-1) / weights.sum(-1, keepdims=True)
    index = np.stack([(reached < share).sum(-1) for share in shares], axis=-1)
    last = (~np.isnan(values)).sum(-1, keepdims=True) - 1
    picked: Floats = np.take_along_axis(values, np.minimum(index, last), -1)
    return picked
