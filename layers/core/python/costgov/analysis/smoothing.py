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
BOUND = 3.0
"""Innovations are bounded at so many mean absolute errors."""
SMALLEST_SCALE = 0.005
"""The mean absolute error is never taken for less than this share of the level."""
SHIFT_RUN = 5
"""So many bounded errors in a row on one side are a new level."""
MEMORY = 0.97


@dataclass(frozen=True, slots=True)
class Smoothed:
    """(series, origins): state of the smoother with the least absolute error so far."""

    level: Floats
    slope: Floats
    damping: Floats


def smooth(values: Floats, bounded: Bools, origins: Ints) -> tuple[Smoothed, Smoothed]:
    """Run all smoothers over (series, steps); the best simple and damped one at each origin.

    `bounded` (series) says whose innovations are bounded; intermittent series are not, for
    their spikes are what they cost.
    """
    alpha, beta, phi = np.array(SIMPLE + DAMPED).T
    states = _run(values, bounded, origins, (alpha, beta, phi))
    order = np.argsort(np.argsort(origins))
    level, slope, loss = (state.swapaxes(0, 1)[:, order] for state in states)
    kinds = slice(0, len(SIMPLE)), slice(len(SIMPLE), None)
    simple, damped = (
        _best(level[..., kind], slope[..., kind], loss[..., kind], phi[kind]) for kind in kinds
    )
    return simple, damped


def _best(level: Floats, slope: Floats, loss: Floats, phi: Floats) -> Smoothed:
    best: Ints = np.argmin(loss, axis=-1)[..., None]
    return Smoothed(
        np.take_along_axis(level, best, -1)[..., 0],
        np.take_along_axis(slope, best, -1)[..., 0],
        phi[best[..., 0]],
    )


def _run(
    values: Floats, bounded: Bools, origins: Ints, grid: tuple[Floats, Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Level, slope and summed absolute error (origins in order of time, series, smoothers).

    The loop runs once per time step over all series and smoothers, so its body is kept to a
    few array operations: what is missing has error zero and leaves the state alone.
    """
    alpha, beta, phi = grid
    keep = np.isin(np.arange(values.shape[1]), origins)
    shape = (len(values), len(alpha))
    level, scale = np.full(shape, np.nan), np.full(shape, np.nan)
    slope, loss, run = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    unbounded = np.where(bounded, 0.0, np.inf)[:, None]
    kept = []
    for value, store in zip(values.T, keep, strict=True):
        seen = value == value  # noqa: PLR0124 - false for NaN, faster than isnan and inverting
        new = seen & np.isnan(level[:, 0])
        level[new] = value[new, None]
        told = (seen & ~new)[:, None]
        predicted = level + phi * slope
        error = np.where(told, value[:, None] - predicted, 0.0)
        size = np.abs(error)
        loss = loss + size
        usual = np.where(np.isnan(scale), size, scale)
        usual = np.fmax(usual, SMALLEST_SCALE * np.abs(predicted))
        limit = BOUND * usual + unbounded
        side = np.where(size > limit, np.sign(error), 0.0)
        run = np.where(told, np.where(side * run >= 0, run + side, side) * np.abs(side), run)
        shift = np.abs(run) >= SHIFT_RUN
        move = np.where(shift, error, np.minimum(np.maximum(error, -limit), limit))
        level = predicted + np.where(shift, 1.0, alpha) * move
        slope = np.where(shift, phi * slope, phi * slope + alpha * beta * move)
        run = np.where(shift, 0.0, run)
        scale = np.where(told, MEMORY * usual + (1 - MEMORY) * np.minimum(size, limit), scale)
        if store:
            kept.append((level, slope, loss))
    level, slope, loss = (np.stack(parts) for parts in zip(*kept, strict=True))
    return level, slope, loss
