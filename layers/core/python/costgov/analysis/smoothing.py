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
SURPRISE = 15.0
"""One error counts for no more usual ones than this towards a shift: the plainer that is, the
sooner it is taken over, but never before a few values show it."""
TINY = 1e-12
MEMORY = 0.97


@dataclass(frozen=True, slots=True)
class Smoothed:
    """(series, origins): level of the smoother with the least absolute error so far, and the age
    of that level: steps since it last shifted."""

    level: Floats
    age: Floats


def smooth(values: Floats, bounded: Bools, origins: Ints, shift: float) -> Smoothed:
    """Run all smoothers over (series, steps) and keep their states at the origins.

    `bounded` (series) says whose innovations are bounded; intermittent series are not, for
    their spikes are what they cost. Bounded errors in a row on one side are a new level once they
    add up to `shift` usual ones.
    """
    order = np.argsort(np.argsort(origins))
    level, loss, age = _run(values, bounded, origins, shift)[:, order].swapaxes(1, 2)
    best = np.argmin(loss, axis=-1)[..., None]
    return Smoothed(np.take_along_axis(level, best, -1)[..., 0], age[..., SHIFT_TELLER])


def _run(values: Floats, bounded: Bools, origins: Ints, enough: float) -> Floats:
    """(3, origins in order of time, series, smoothers): level, summed error, age.

    The loop runs once per time step over all series and smoothers, so its body is kept to a
    few array operations: what is missing has error zero and leaves the state alone, and nobody
    looks for a shift while no error is surprising.
    """
    alpha = np.array(ALPHAS)
    level, scale, seen = _started(values, len(alpha))
    loss, run, days, age = (np.zeros_like(scale) for _ in range(4))
    bound = np.where(bounded, BOUND, np.inf)[:, None]
    keep = np.zeros(values.shape[1], bool)
    keep[origins] = True
    kept, watched = [], False
    steps = zip(values.T[..., None], seen.T[..., None], seen.all(0), keep, strict=True)
    for value, told, whole, store in steps:
        error = value - level
        if not whole:
            error = np.where(told, error, 0.0)
        size = np.abs(error)
        loss += size
        usual = np.maximum(scale, SMALLEST_SCALE * np.abs(level)) + TINY
        limit = bound * usual
        odd = size > limit
        age += 1
        if watched or odd.any():
            kept_size = np.minimum(size, limit)
            surprise = np.sign(error) * np.minimum(size / usual, SURPRISE) * odd
            lasting = (surprise * run > 0) | ~told
            run = lasting * run + surprise
            days = lasting * days + odd
            shift = np.abs(run) >= enough
            level = level + np.where(shift, error, alpha * np.sign(error) * kept_size)
            age = np.where(shift, days, age)
            run[shift] = 0.0
            watched = bool(run.any())
        else:
            kept_size = size
            level = level + alpha * error
        usual = MEMORY * usual + (1 - MEMORY) * kept_size
        scale = usual if whole else np.where(told, usual, scale)
        if store:
            kept.append(np.stack([level, loss, age]))
    return np.stack(kept, axis=1)


def _started(values: Floats, smoothers: int) -> tuple[Floats, Floats, Bools]:
    """Level and usual error to start from, and which values then have something to tell: the
    level is each series' first value, and the usual error its first difference from it."""
    seen = ~np.isnan(values)
    rows = np.arange(len(values))
    first = np.argmax(seen, axis=1)
    seen[rows, first] = False
    start = values[rows, first]
    second = np.argmax(seen, axis=1)
    change = np.where(seen.any(1), np.abs(values[rows, second] - start), 0.0)
    level, scale = (np.repeat(one[:, None], smoothers, axis=1) for one in (start, change))
    return level, scale, seen
