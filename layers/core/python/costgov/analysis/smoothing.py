"""A bank of exponential smoothers with bounded innovations, run once over all series.

Simple and damped-trend smoothing in error-correction form (Gardner and McKenzie 1985; Hyndman
et al. 2008) with innovations bounded as in robust Holt-Winters (Gelper, Fried and Croux 2010):
a spike moves the level by no more than a few usual errors. A run of bounded errors on one side
is a level shift and is taken over at once. State at column t depends on columns up to t only,
so each column can serve as a forecast origin.
"""

from dataclasses import dataclass

import numpy as np

from costgov.analysis.arrays import Bools, Floats, Ints

SIMPLE = tuple((alpha, 0.0, 0.9) for alpha in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9))
DAMPED = tuple(
    (alpha, beta, phi) for alpha in (0.1, 0.3, 0.6) for beta in (0.05, 0.2) for phi in (0.9, 0.97)
)
"""(alpha, beta, phi) of the smoothers the best is picked from, of each kind."""
SHIFT_TELLER = 4
"""The simple smoother (alpha 0.3) whose level shifts count: slow enough to be surprised."""
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
    """(series, origins): state of the smoother with the least absolute error so far."""

    level: Floats
    slope: Floats
    damping: Floats


@dataclass(frozen=True, slots=True)
class Bank:
    """The best simple and damped smoother, and the age of the level: steps since it shifted."""

    simple: Smoothed
    damped: Smoothed
    age: Floats


def smooth(values: Floats, bounded: Bools, origins: Ints) -> Bank:
    """Run all smoothers over (series, steps) and keep their states at the origins.

    `bounded` (series) says whose innovations are bounded; intermittent series are not, for
    their spikes are what they cost.
    """
    grid = np.array(SIMPLE + DAMPED).T
    order = np.argsort(np.argsort(origins))
    level, slope, loss, age = _run(values, bounded, origins, grid)[:, order].swapaxes(1, 2)
    simple, damped = (
        _best(level[..., kind], slope[..., kind], loss[..., kind], grid[2][kind])
        for kind in (slice(0, len(SIMPLE)), slice(len(SIMPLE), None))
    )
    return Bank(simple, damped, age[..., SHIFT_TELLER])


def _best(level: Floats, slope: Floats, loss: Floats, phi: Floats) -> Smoothed:
    best: Ints = np.argmin(loss, axis=-1)[..., None]
    return Smoothed(
        np.take_along_axis(level, best, -1)[..., 0],
        np.take_along_axis(slope, best, -1)[..., 0],
        phi[best[..., 0]],
    )


def _run(values: Floats, bounded: Bools, origins: Ints, grid: Floats) -> Floats:
    """(4, origins in order of time, series, smoothers): level, slope, summed error, age.

    The loop runs once per time step over all series and smoothers, so its body is kept to a
    few array operations: what is missing has error zero and leaves the state alone.
    """
    alpha, beta, phi = grid
    keep = np.isin(np.arange(values.shape[1]), origins)
    shape = (len(values), len(alpha))
    level, scale = np.full(shape, np.nan), np.full(shape, np.nan)
    slope, loss, run, days, age = (np.zeros(shape) for _ in range(5))
    unbounded = np.where(bounded, 0.0, np.inf)[:, None]
    kept = []
    for value, store in zip(values.T, keep, strict=True):
        seen = ~np.isnan(value)
        new = seen & np.isnan(level[:, 0])
        level[new] = value[new, None]
        told = (seen & ~new)[:, None]
        predicted = level + phi * slope
        error = np.where(told, value[:, None] - predicted, 0.0)
        size = np.abs(error)
        loss = loss + size
        usual = np.where(np.isnan(scale), size, scale)
        usual = np.fmax(usual, SMALLEST_SCALE * np.abs(predicted)) + TINY
        limit = BOUND * usual + unbounded
        surprise = np.sign(error) * np.minimum(size / usual, SURPRISE) * (size > limit)
        lasting = (surprise * run > 0) | ~told
        run = lasting * run + surprise
        days = lasting * days + (surprise != 0)
        shift = np.abs(run) >= SHIFT
        move = np.where(shift, error, np.minimum(np.maximum(error, -limit), limit))
        level = predicted + np.where(shift, 1.0, alpha) * move
        slope = phi * slope + np.where(shift, 0.0, alpha * beta) * move
        run = np.where(shift, 0.0, run)
        age = np.where(shift, days, age + 1)
        scale = np.where(told, MEMORY * usual + (1 - MEMORY) * np.minimum(size, limit), scale)
        if store:
            kept.append(np.stack([level, slope, loss, age]))
    return np.stack(kept, axis=1)
