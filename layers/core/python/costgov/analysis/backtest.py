"""How good a forecaster was at past origins of the same series (rolling-origin evaluation)."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from costgov.analysis.forecast import LEVELS, forecast
from costgov.analysis.frames import checked
from costgov.analysis.frequency import Frequency, frequency_of
from costgov.errors import InvalidInput

type Forecaster = Callable[[pd.DataFrame, int, tuple[int, ...], str], pd.DataFrame]

SPACING = {"D": 14, "h": 24, "5min": 72}


def backtest(
    history: pd.DataFrame,
    horizon: int,
    origins: int | Sequence[pd.Timestamp] = 6,
    *,
    levels: tuple[int, ...] = LEVELS,
    freq: str = "D",
    forecaster: Forecaster = forecast,
) -> pd.DataFrame:
    """Forecast again from past origins, each from what came before it, and compare.

    Args:
        history: as for `forecast`.
        horizon: steps forecast from each origin.
        origins: the last instants known at the origins; or a number of origins, which then lie
            two weeks (daily), a day (hourly) or six hours (5min) apart, the last one `horizon`
            steps before the end of each series.
        levels: interval levels whose coverage is measured.
        freq: "D", "h" or "5min".
        forecaster: a function like `forecast`; bounds are optional.

    Returns:
        One row per series and origin with at least one observation before and after it:
        `unique_id, origin, wape` (sum of absolute errors over sum of absolute actuals), `mase`
        (mean absolute error over that of the seasonal naive forecast within the history),
        `total_error` (error of the sum over the sum of absolute actuals; positive is too high)
        and `coverage-<level>`. A measure that is undefined (all actuals zero …) is NaN.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`.
        InvalidInput: `horizon` or `origins` is below 1.
    """
    if horizon < 1 or (isinstance(origins, int) and origins < 1):
        raise InvalidInput("a backtest needs a horizon and a number of origins of 1 or more")
    frequency = frequency_of(freq)
    runs = _runs(checked(history), horizon, origins, frequency)
    if not runs[0]:
        return pd.DataFrame(columns=["unique_id", "origin", *_MEASURES, *_coverages(levels)])
    pasts, futures = (pd.concat(parts, ignore_index=True) for parts in runs)
    reach = round((futures["ds"] - futures["last"]).max() / pd.Timedelta(frequency.step))
    made = forecaster(pasts, reach, levels, freq).rename(columns={"unique_id": "run"})
    judged = futures.merge(made, on=["run", "ds"], validate="one_to_one")
    scores = _scores(judged, levels)
    scores["mase"] = scores["mae"] / _seasonal_naive_error(pasts, frequency)
    named = futures.groupby("run")[["unique_id", "origin"]].first().join(scores)
    return named[["unique_id", "origin", *_MEASURES, *_coverages(levels)]].reset_index(drop=True)


_MEASURES = ("wape", "mase", "total_error")


def _coverages(levels: tuple[int, ...]) -> list[str]:
    return [f"coverage-{level}" for level in levels]


def _runs(
    history: pd.DataFrame, horizon: int, origins: int | Sequence[pd.Timestamp], frequency: Frequency
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """What was known at each origin, as series named by run number, and what came after."""
    pasts: list[pd.DataFrame] = []
    futures: list[pd.DataFrame] = []
    for name, series in history.groupby("unique_id", sort=False):
        for cut in _cuts(series["ds"].iloc[-1], horizon, origins, frequency):
            past = series[series["ds"] <= cut]
            end = cut + horizon * pd.Timedelta(frequency.step)
            future = series[(series["ds"] > cut) & (series["ds"] <= end)]
            if len(past) and len(future):
                run = len(pasts)
                last = past["ds"].iloc[-1]
                pasts.append(past.assign(unique_id=run))
                futures.append(future.assign(unique_id=name, run=run, origin=cut, last=last))
    return pasts, futures


def _cuts(
    last: pd.Timestamp, horizon: int, origins: int | Sequence[pd.Timestamp], frequency: Frequency
) -> list[pd.Timestamp]:
    if not isinstance(origins, int):
        return list(origins)
    step = pd.Timedelta(frequency.step)
    return [last - (horizon + back * SPACING[frequency.name]) * step for back in range(origins)]


def _scores(judged: pd.DataFrame, levels: tuple[int, ...]) -> pd.DataFrame:
    error = judged["mean"] - judged["y"]
    parts = pd.DataFrame({"run": judged["run"], "error": error, "off": error.abs()})
    parts["size"] = judged["y"].abs()
    sums = parts.groupby("run").sum()
    size = sums["size"].where(sums["size"] > 0)
    scores = pd.DataFrame(
        {
            "wape": sums["off"] / size,
            "total_error": sums["error"] / size,
            "mae": sums["off"] / judged.groupby("run").size(),
        }
    )
    for level in levels:
        name = f"coverage-{level}"
        scores[name] = np.nan
        if f"lo-{level}" in judged:
            inside = judged["y"].between(judged[f"lo-{level}"], judged[f"hi-{level}"])
            scores[name] = inside.groupby(judged["run"]).mean()
    return scores


def _seasonal_naive_error(pasts: pd.DataFrame, frequency: Frequency) -> pd.Series:
    season = frequency.seasons[0] * pd.Timedelta(frequency.step)
    later = pasts.assign(ds=pasts["ds"] + season)
    pairs = pasts.merge(later, on=["unique_id", "ds"], suffixes=("", "_before"))
    error = (pairs["y"] - pairs["y_before"]).abs().groupby(pairs["unique_id"]).mean()
    return error.where(error > 0)
