"""A bank of exponential smoothers with bounded innovations, run once over all series.

Simple smoothing in error-correction form (Gardner 2006; Hyndman et al. 2008) with innovations
bounded as in robust Holt-Winters (Gelper, Fried and Croux 2010): a spike moves the level by no
more than a few usual errors. A run of bounded errors on one side is a level shift and is taken
over at once. State at column t depends on columns up to t only, so each column can serve as a
forecast origin. There is no trend among the states: the drift of the ensemble is a robuster one.
"""

from dataclasses import dataclass

import numpy as np

from costgov.analysis.arrays import Bools, Floats, Ints

ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
"""The smoothing constants the best is picked from."""
SHIFT_TELLER = 4
"""The smoother (alpha 0.3) whose level shifts count: slow enough to be surprised."""
BOUND = 3.0
"""Innovations are bounded at so many mean absolute errors."""
SMALLEST_SCALE = 0.005
"""The mean absolute error is never taken for less than this share of the level."""
SHIFT = 45.0
"""Bounded errors in a row on one side are a new level once they add up to so many usual ones …"""
SURPRISE = 15.0
"""… where one error counts for no more than this: a shift shows in three values at the earliest,
and the plainer it is the sooner."""
TINY = 1e-12
MEMORY = 0.97


@dataclass(frozen=True, slots=True)
class Smoothed:
    """(series, origins): level of the smoother with the least absolute error so far, and the age
    of that level: steps since it last shifted."""

    level: Floats
    age: Floats


def smooth(values: Floats, bounded: Bools, origins: Ints) -> Smoothed:
    """Run all smoothers over (series, steps) and keep their states at the origins.

    `bounded` (series) says whose innovations are bounded; intermittent series are not, for
    their spikes are what they cost.
    """
    order = np.argsort(np.argsort(origins))
    level, loss, age = _run(values, bounded, origins)[:, order].swapaxes(1, 2)
    best = np.argmin(loss, axis=-1)[..., None]
    return Smoothed(np.take_along_axis(level, best, -1)[..., 0], age[..., SHIFT_TELLER])


def _run(values: Floats, bounded: Bools, origins: Ints) -> Floats:
    """(3, origins in order of time, series, smoothers): level, summed error, age.

    The loop runs once per time step over all series and smoothers, so its body is kept to a
    few array operations: what is missing has error zero and leaves the state alone.
    """
    alpha = np.array(ALPHAS)
    shape = (len(values), len(alpha))
    seen = ~np.isnan(values)
    first = np.argmax(seen, axis=1)
    level = np.broadcast_to(values[np.arange(len(values)), first, None], shape)
    seen[np.arange(len(values)), first] = False  # it has nothing to differ from
    scale = np.full(shape, np.nan)
    loss, run, days, age = (np.zeros(shape) for _ in range(4))
    unbounded = np.where(bounded, 0.0, np.inf)[:, None]
    keep = np.isin(np.arange(values.shape[1]), origins)
    kept = []
    for value, told, store in zip(values.T[..., None], seen.T[..., None], keep, strict=True):
        error = np.where(told, value - level, 0.0)
        size = np.abs(error)
        loss = loss + size
        usual = np.where(np.isnan(scale), size, scale)
        usual = np.maximum(usual, SMALLEST_SCALE * np.abs(level)) + TINY
        limit = BOUND * usual + unbounded
        surprise = np.sign(error) * np.minimum(size / usual, SURPRISE) * (size > limit)
        lasting = (surprise * run > 0) | ~told
        run = lasting * run + surprise
        days = lasting * days + (surprise != 0)
        shift = np.abs(run) >= SHIFT
        move = alpha * np.minimum(np.maximum(error, -limit), limit)
        level = level + np.where(shift, error, move)
        age = np.where(shift, days, age + 1)
        run = np.where(shift, 0.0, run)
        scale = np.where(told, MEMORY * usual + (1 - MEMORY) * np.minimum(size, limit), scale)
        if store:
            kept.append(np.stack([level, loss, age]))
    return np.stack(kept, axis=1)
