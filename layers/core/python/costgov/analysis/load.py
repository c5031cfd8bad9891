"""Load in the coming hours, for scaling: the better of a random forest and the forecast.

history → backtest of both at the same past origins → per series the one with the lower error
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from costgov.analysis.backtest import SPACING, Forecaster, backtest
from costgov.analysis.forecast import LEVELS, forecast
from costgov.analysis.forest import direct_forest
from costgov.analysis.frames import checked
from costgov.analysis.frequency import Frequency, frequency_of
from costgov.errors import InvalidInput

type Method = Literal["forest", "statistical"]

ORIGINS: Final = 4
LEARNED_CYCLES: Final = 3
"""Cycles known at the first past origin, or the forest has nothing to learn a day from."""
FULL_ENOUGH: Final = 0.7
MOST_FORESTS: Final = 250
"""Series a forest is tried for in one call: about half a second each."""
AT_ONCE: Final = 25
NARROWEST: Final = 0.5
WORDS: Final = {"h": "hours", "5min": "five-minute steps"}


@dataclass(frozen=True, slots=True)
class LoadChoice:
    """What predicts a series and why.

    Errors are mean WAPE (sum of absolute errors over sum of loads) of both at the same `origins`,
    each as many steps ahead as was asked for; None where they were not measured.
    """

    unique_id: object
    method: Method
    reason: str
    statistical_error: float | None
    forest_error: float | None
    origins: int


@dataclass(frozen=True, slots=True)
class LoadPrediction:
    """`points` as `costgov.analysis.forecast.forecast` returns them, a choice per series."""

    points: pd.DataFrame
    choices: tuple[LoadChoice, ...]


def predict_load(
    history: pd.DataFrame, horizon: int, freq: str = "h", levels: Iterable[int] = LEVELS
) -> LoadPrediction:
    """Predict each series for the `horizon` steps after its last observation.

    A series too short for a fair comparison is predicted statistically. The forest's intervals
    are the statistical ones around its own mean, narrower by as much as its error is lower.

    Args:
        history: `unique_id, ds, y`; `ds` naive UTC, gaps are missing, not zero; any order.
        horizon: number of steps, 1 or more; meant for one or two days.
        freq: "h" or "5min".
        levels: coverage of the intervals in percent.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`.
        InvalidInput: `horizon` or a level is out of range, or the frequency is daily.
    """
    frequency = frequency_of(freq)
    if freq not in WORDS:
        raise InvalidInput("load is predicted from hourly or five-minute values, not daily ones")
    known, levels = checked(history), tuple(levels)
    points = forecast(known, horizon, levels, freq)
    short = _too_short(known, horizon, frequency)
    tried = [name for name, reason in short.items() if reason is None]
    errors = _errors(known, tried[:MOST_FORESTS], horizon, freq)
    choices = tuple(_choice(name, reason, errors) for name, reason in short.items())
    better = {choice.unique_id: choice for choice in choices if choice.method == "forest"}
    if better:
        chosen = known[known["unique_id"].isin(list(better))]
        points = _around(points, direct_forest(chosen, horizon, freq=freq), better, known)
    return LoadPrediction(points, choices)


def _too_short(known: pd.DataFrame, horizon: int, frequency: Frequency) -> dict[object, str | None]:
    """Per series why both methods cannot be compared; None where they can."""
    needed = LEARNED_CYCLES * frequency.seasons[0] + horizon
    needed += (ORIGINS - 1) * SPACING[frequency.name]
    word = WORDS[frequency.name]
    reasons: dict[object, str | None] = {}
    for name, instants in known.groupby("unique_id", sort=False)["ds"]:
        span = int((instants.iloc[-1] - instants.iloc[0]) / pd.Timedelta(frequency.step)) + 1
        seen = len(instants) / span
        reasons[name] = None
        if span < needed:
            reasons[name] = f"{span} of the {needed} {word} that a comparison needs are known"
        elif seen < FULL_ENOUGH:
            reasons[name] = f"only {100 * seen:.0f} % of the {word} are known"
    return reasons


def _errors(
    known: pd.DataFrame, names: list[object], horizon: int, freq: str
) -> dict[object, tuple[float, float, int]]:
    """Per series both errors and the number of origins they were measured at."""
    measured: dict[object, tuple[float, float, int]] = {}
    keep = frequency_of(freq).keep
    for first in range(0, len(names), AT_ONCE):
        chosen = known[known["unique_id"].isin(names[first : first + AT_ONCE])]
        recent = chosen.groupby("unique_id", sort=False).tail(keep)
        both = _wapes(recent, horizon, freq, forecast).merge(
            _wapes(recent, horizon, freq, direct_forest),
            on=["unique_id", "origin"],
            validate="one_to_one",
        )
        for name, rows in both.dropna().groupby("unique_id", sort=False):
            statistical, trees = (float(rows[column].mean()) for column in ("wape_x", "wape_y"))
            measured[name] = statistical, trees, len(rows)
    return measured


def _wapes(known: pd.DataFrame, horizon: int, freq: str, forecaster: Forecaster) -> pd.DataFrame:
    scores = backtest(known, horizon, ORIGINS, levels=(80,), freq=freq, forecaster=forecaster)
    return scores[["unique_id", "origin", "wape"]]


def _choice(
    name: object, short: str | None, errors: dict[object, tuple[float, float, int]]
) -> LoadChoice:
    if short is not None or name not in errors:
        why = short or "there was no load to be wrong about, or too many series to compare"
        return LoadChoice(name, "statistical", why, None, None, 0)
    statistical, trees, origins = errors[name]
    method: Method = "forest" if trees < statistical else "statistical"
    words = (
        f"at {origins} past origins the random forest was off by {100 * trees:.1f} %, "
        f"the statistical forecast by {100 * statistical:.1f} %"
    )
    return LoadChoice(name, method, words, statistical, trees, origins)


def _around(
    points: pd.DataFrame,
    trees: pd.DataFrame,
    better: dict[object, LoadChoice],
    known: pd.DataFrame,
) -> pd.DataFrame:
    """The points with the forest's means and scaled intervals for the series it is better at."""
    rows = points["unique_id"].isin(list(better)).to_numpy()
    before, middle = points.loc[rows, "mean"].to_numpy(), trees["mean"].to_numpy()
    ratio = {name: _ratio(choice) for name, choice in better.items()}
    narrowed = points.loc[rows, "unique_id"].map(ratio).to_numpy(float)
    least = known.groupby("unique_id")["y"].min().ge(0)
    floor = np.where(points.loc[rows, "unique_id"].map(least).to_numpy(bool), 0.0, -np.inf)
    moved = points.copy()
    moved.loc[rows, "mean"] = middle
    for high in [column for column in map(str, points.columns) if column.startswith("hi-")]:
        low = f"lo-{high.removeprefix('hi-')}"
        # A bound cut at zero says nothing of the width, so the wider side counts.
        above = points.loc[rows, high].to_numpy() - before
        below = before - points.loc[rows, low].to_numpy()
        half = narrowed * np.maximum(above, below)
        moved.loc[rows, high] = middle + half
        moved.loc[rows, low] = np.maximum(middle - half, floor)
    return moved


def _ratio(choice: LoadChoice) -> float:
    if not choice.statistical_error or choice.forest_error is None:
        return 1.0
    return max(choice.forest_error / choice.statistical_error, NARROWEST)
