"""Load by a random forest that sees only what is known at the origin, whatever the distance.

A forest fed with its own predictions drifts away within days; this one is direct: the distance
is a feature, and each value of the history is learned from several distances (Breiman 2001 for
the forest, Taieb et al. 2012 for direct strategies). It learns the change against the level at
the origin, for trees cannot predict what they have never seen.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats, Ints, mean, median, quantile, trailing, trailing_mean
from costgov.analysis.frames import checked
from costgov.analysis.frequency import Frequency, frequency_of
from costgov.analysis.panels import Panel, panels

TREES: Final = 20
SMALLEST_LEAF: Final = 5
FEATURE_SHARE: Final = 0.5
MOST_ROWS: Final = 1500
"""Training pairs of an origin and a target; the latest are kept."""
DISTANCES: Final = 4
"""From so many distances each value is learned."""
ODD: Final = 0.005
"""Values beyond this share of all at either end are cut: trees learn a single spike by heart."""
LEVEL_STEPS: Final = 5
"""The level at an origin is the median of so many steps: one spike is not a level."""
RECENT_CYCLES: Final = 7
SEED: Final = 0
_GOLDEN: Final = 0.6180339887498949


def direct_forest(
    history: pd.DataFrame, horizon: int, levels: Iterable[int] = (), freq: str = "h"
) -> pd.DataFrame:
    """Forecast each series with a forest of its own; the same input gives the same trees.

    Args:
        history: as for `costgov.analysis.forecast.forecast`; two cycles or more of each series.
        horizon: number of steps, 1 or more.
        levels: ignored; a forest of few origins has no honest interval of its own.
        freq: "h" or "5min".

    Returns:
        `unique_id, ds, mean`, sorted by `unique_id, ds`.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`.
    """
    del levels
    parts = [
        pd.DataFrame(
            {
                "unique_id": pd.Series(list(panel.ids)).repeat(horizon).to_numpy(),
                "ds": panel.instants(horizon).reshape(-1),
                "mean": _predicted(panel, horizon).reshape(-1),
            }
        )
        for panel in panels(checked(history), frequency_of(freq))
    ]
    return pd.concat(parts, ignore_index=True)


def _predicted(panel: Panel, horizon: int) -> Floats:
    """(series, horizon)"""
    step = panel.frequency.step
    last = (panel.ends - np.datetime64(0, "us")) // step
    return np.stack(
        [
            _one(values[np.flatnonzero(~np.isnan(values))[0] :], int(end), horizon, panel.frequency)
            for values, end in zip(panel.values, last, strict=True)
        ]
    )


def _one(values: Floats, end: int, horizon: int, frequency: Frequency) -> Floats:
    """The steps after the last of one series, which lies on step `end` of the epoch's grid."""
    # Imported here: it takes two seconds, and most analyses have no load to predict.
    from sklearn.ensemble import RandomForestRegressor  # noqa: PLC0415

    size = float(np.nanmean(np.abs(values))) or 1.0
    low, high = quantile(values[None] / size, ODD)[0], quantile(values[None] / size, 1 - ODD)[0]
    view = _View(np.clip(values / size, low, high), end, frequency)
    origins, distances = _pairs(len(values), horizon, frequency.seasons[0])
    change = view.values[origins + distances] - view.level[origins]
    told = np.flatnonzero(~np.isnan(change))[-MOST_ROWS:]
    if not len(told):
        return np.full(horizon, values[-1])
    trees = RandomForestRegressor(
        n_estimators=TREES,
        min_samples_leaf=SMALLEST_LEAF,
        max_features=FEATURE_SHARE,
        random_state=SEED,
        n_jobs=1,
    )
    trees.fit(view.features(origins[told], distances[told]), change[told])
    ahead = np.arange(1, horizon + 1)
    now = np.full(horizon, len(values) - 1)
    load: Floats = (view.level[now] + trees.predict(view.features(now, ahead))) * size
    least = 0.0 if np.nanmin(values) >= 0 else -np.inf
    most = 0.0 if np.nanmax(values) <= 0 else np.inf
    return np.clip(load, least, max(least, most))


class _View:
    """One series as seen from its columns."""

    def __init__(self, values: Floats, end: int, frequency: Frequency) -> None:
        self.values = values
        self.level = median(trailing(values[None], LEVEL_STEPS))[0]
        self._first = end - len(values) + 1
        self._season = frequency.seasons[0]
        day = self._season
        self._means = [trailing_mean(values[None], width)[0] for width in (1, day // 2, day)]

    def features(self, origins: Ints, distances: Ints) -> Floats:
        """(pairs, features), NaN where not known: the forest sends those their own way."""
        level, targets = self.level[origins], origins + distances
        steps = self._first + targets
        recent = [means[origins] - level for means in self._means]
        last = targets - -(-distances // self._season) * self._season
        same = np.stack(
            [self._back(last - cycle * self._season) - level for cycle in range(RECENT_CYCLES)],
            axis=-1,
        )
        week = 7 * self._season
        weekly = self._back(targets - -(-distances // week) * week) - level
        phase, weekday = steps % self._season, steps // self._season % 7
        told = [distances, phase, weekday, *recent, same[:, 0], same[:, 1], mean(same), weekly]
        return np.stack([np.asarray(one, float) for one in told], axis=1)

    def _back(self, columns: Ints) -> Floats:
        return np.where(columns < 0, np.nan, self.values[np.maximum(columns, 0)])


def _pairs(size: int, horizon: int, season: int) -> tuple[Ints, Ints]:
    """Origins and distances to learn from, in order of the target.

    Distances follow the golden ratio, so that every stretch of the history sees all of them.
    """
    targets = np.arange(size)[:, None]
    place = (targets * _GOLDEN + np.arange(DISTANCES) / DISTANCES) % 1.0
    distances = 1 + np.floor(horizon * place).astype(np.intp)
    origins = targets - distances
    known = origins >= min(season, max(size - horizon - 1, 0))
    return origins[known], distances[known]
