"""Forecasts with intervals, of single steps and of their sum.

history frame → Panel → Ensemble (members, weights, past errors) → intervals → frame
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats, Ints, mean
from costgov.analysis.ensemble import Ensemble
from costgov.analysis.frames import checked
from costgov.analysis.frequency import frequency_of
from costgov.analysis.intervals import half_widths
from costgov.analysis.panels import panels
from costgov.analysis.reconcile import reconcile
from costgov.errors import InvalidHistory, InvalidInput

__all__ = ["InvalidHistory", "forecast", "forecast_total", "reconcile"]

LEVELS = (80, 90, 95)
ANCHORS = np.array(
    [
        *(1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 75, 90, 120, 180, 270, 365),
        *(500, 730, 1000, 1500, 2200, 3300, 5000, 7500, 10_000),
    ]
)
"""Horizons whose errors are measured; widths between them are interpolated."""
COMPLETE = 0.8
"""A past sum counts when this share of its values is present; the rest is scaled up."""
COMPARABLE = 0.1
"""Errors are taken relative to no less than this share of the present level: by how much a
series of next to nothing was off, in relation to that, says little of what it has become."""
LEAST_LEVEL, MOST_LEVEL = 1, 99


def forecast(
    history: pd.DataFrame, horizon: int, levels: Iterable[int] = LEVELS, freq: str = "D"
) -> pd.DataFrame:
    """Forecast each series for the `horizon` steps after its last observation.

    Day h of a forecast does not depend on `horizon`, nor a series on its neighbours.

    Args:
        history: `unique_id, ds, y`; `ds` naive UTC, gaps are missing, not zero; any order.
        horizon: number of steps, 1 or more.
        levels: coverage of the intervals in percent, 1 to 99.
        freq: "D", "h" or "5min".

    Returns:
        `unique_id, ds, mean` and `lo-<level>, hi-<level>` per level, sorted by `unique_id, ds`;
        amounts in the unit of `y`. A series that was never negative gets no negative bound.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`.
        InvalidInput: `horizon` or a level is out of range.
    """
    coverage = _levels(levels)
    steps = np.arange(1, _horizon(horizon) + 1)
    parts = []
    for model in _models(history, freq):
        middle = model.forecasts(steps, slice(1))[:, 0]
        bounds = _bounds(model, middle, _step_widths(model, steps, coverage))
        parts.append(_frame(model, {"ds": model.panel.instants(horizon)}, middle, bounds, coverage))
    return _joined(parts, ["unique_id", "ds"], coverage)


def forecast_total(
    history: pd.DataFrame, horizon: int, levels: Iterable[int] = LEVELS, freq: str = "D"
) -> pd.DataFrame:
    """Forecast the sum of each series over the `horizon` steps after its last observation.

    The interval is calibrated on past sums over the same number of steps; it is narrower than
    the sum of the daily bounds, for daily errors partly cancel. Arguments and errors as in
    `forecast`; returns `unique_id, mean, lo-<level>, hi-<level>`, one row per series, where
    `mean` is the sum of the means of `forecast`.
    """
    coverage = _levels(levels)
    steps = np.arange(1, _horizon(horizon) + 1)
    parts = []
    for model in _models(history, freq):
        middle = model.forecasts(steps, slice(1))[:, 0].sum(1, keepdims=True)
        widths = _total_widths(model, steps, coverage)
        parts.append(_frame(model, {}, middle, _bounds(model, middle, widths), coverage))
    return _joined(parts, ["unique_id"], coverage)


def _models(history: pd.DataFrame, freq: str) -> Iterator[Ensemble]:
    frequency = frequency_of(freq)
    return (Ensemble.of(panel) for panel in panels(checked(history), frequency))


def _horizon(horizon: int) -> int:
    if horizon < 1:
        raise InvalidInput(f"a horizon of {horizon} steps is no forecast; give 1 or more")
    return horizon


def _levels(levels: Iterable[int]) -> tuple[int, ...]:
    chosen = tuple(levels)
    for level in chosen:
        if not LEAST_LEVEL <= level <= MOST_LEVEL:
            raise InvalidInput(f"an interval level is between 1 and 99 percent, not {level}")
    return chosen


def _step_widths(model: Ensemble, steps: Ints, levels: tuple[int, ...]) -> Floats:
    """(series, steps, levels): relative half widths, interpolated between the anchors."""
    count = int(np.searchsorted(ANCHORS, steps[-1])) + 1
    anchors, short = ANCHORS[:count], model.panel.frequency.short
    horizons = np.union1d(anchors, short)
    errors = model.forecasts(horizons) - model.actuals(horizons)
    relative = errors / _size(model)[:, :, None]
    at_anchors, at_short = (relative[:, :, np.isin(horizons, part)] for part in (anchors, short))
    widths = _widths(model, at_anchors, at_short, anchors, levels)
    right = np.minimum(np.searchsorted(anchors, steps), len(anchors) - 1)
    left = np.maximum(right - 1, 0)
    share = np.clip((steps - anchors[left]) / np.maximum(anchors[right] - anchors[left], 1), 0, 1)
    between: Floats = widths[:, left] * (1 - share)[:, None] + widths[:, right] * share[:, None]
    return between


def _total_widths(model: Ensemble, steps: Ints, levels: tuple[int, ...]) -> Floats:
    """(series, 1, levels): half width of the sum over the steps relative to the level."""
    short = [_sum_errors(model, np.arange(1, n + 1)) for n in model.panel.frequency.short]
    errors = _sum_errors(model, steps)
    widths = _widths(model, errors, np.concatenate(short, 2), steps[-1:], levels)
    return widths * len(steps)


def _widths(
    model: Ensemble, errors: Floats, short: Floats, steps: Ints, levels: tuple[int, ...]
) -> Floats:
    frequency = model.panel.frequency
    return half_widths(errors, short, steps, model.known, levels=levels, frequency=frequency)


def _sum_errors(model: Ensemble, steps: Ints) -> Floats:
    """(series, origins, 1): mean error per step of past sums, relative to the level."""
    last = model.values.shape[1] - 1
    errors = np.full((*model.level.shape, 1), np.nan)
    complete = np.flatnonzero(model.origins + len(steps) <= last)
    if len(complete):
        past = slice(int(complete[0]), None)
        each = model.forecasts(steps, past) - model.actuals(steps, past)
        enough = (~np.isnan(each)).mean(2) >= COMPLETE
        errors[:, past, 0] = np.where(enough, mean(each), np.nan) / _size(model)[:, past]
    return errors


def _size(model: Ensemble) -> Floats:
    """(series, origins): what errors from an origin are taken relative to."""
    size: Floats = np.maximum(model.level, COMPARABLE * model.level[:, :1])
    return size


def _bounds(model: Ensemble, middle: Floats, widths: Floats) -> Floats:
    """(2, series, steps, levels): lower and upper bounds in units of the model's scale."""
    reach = widths * model.level[:, 0, None, None]
    low, high = middle[:, :, None] - reach, middle[:, :, None] + reach
    present = np.nan_to_num(model.values)
    low = np.where((present >= 0).all(1)[:, None, None], np.maximum(low, 0.0), low)
    high = np.where((present <= 0).all(1)[:, None, None], np.minimum(high, 0.0), high)
    return np.stack([low, np.maximum(high, middle[:, :, None])])


def _frame(
    model: Ensemble,
    lead: dict[str, np.ndarray],
    middle: Floats,
    bounds: Floats,
    levels: tuple[int, ...],
) -> pd.DataFrame:
    scale = model.scale[:, None]
    ids = pd.Series(list(model.panel.ids)).repeat(middle.shape[1]).to_numpy()
    columns = {"unique_id": ids}
    columns |= {name: values.reshape(-1) for name, values in lead.items()}
    columns["mean"] = (middle * scale).reshape(-1)
    for position, level in enumerate(levels):
        for side, name in enumerate(("lo", "hi")):
            columns[f"{name}-{level}"] = (bounds[side, :, :, position] * scale).reshape(-1)
    return pd.DataFrame(columns)


def _joined(parts: list[pd.DataFrame], keys: list[str], levels: tuple[int, ...]) -> pd.DataFrame:
    if parts:
        return pd.concat(parts, ignore_index=True)
    bounds = [f"{side}-{level}" for level in levels for side in ("lo", "hi")]
    return pd.DataFrame(columns=[*keys, "mean", *bounds])
