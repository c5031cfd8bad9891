"""What people use instead: naive forecasts, the straight line, fixed deviations from a mean.

The line and the whole-series deviations are the reference documents' methods, shown to be beaten.
"""

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pandas as pd
from costgov.analysis.frequency import frequency_of

FEWEST_WEEKS = 4

type Middle = Callable[[np.ndarray, int, int], tuple[np.ndarray, np.ndarray]]
"""(values, horizon, season) → forecasts and their standard deviations."""


def naive(history: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str) -> pd.DataFrame:
    """The last value; its one-step errors grow with the square root of the horizon."""
    return _each(history, horizon, levels, freq, _naive)


def seasonal_naive(
    history: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str
) -> pd.DataFrame:
    """The value one season ago; errors grow with the square root of the number of seasons."""
    return _each(history, horizon, levels, freq, _seasonal_naive)


def straight_line(
    history: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str
) -> pd.DataFrame:
    """A line through all days, with bounds at so many standard deviations of its residuals."""
    return _each(history, horizon, levels, freq, _line)


def whole_series(values: np.ndarray) -> np.ndarray:
    """Flags beyond two standard deviations of the mean of the whole series, future included."""
    flags: np.ndarray = np.abs(values - values.mean()) > 2 * values.std()
    return flags


def trailing_month(values: np.ndarray) -> np.ndarray:
    """Flags beyond three standard deviations of the mean of the 30 values before."""
    past = pd.Series(values).rolling(30, min_periods=14)
    middle, spread = past.mean().shift(1), past.std().shift(1)
    flags: np.ndarray = np.abs(values - middle.to_numpy()) > 3 * spread.to_numpy()
    return flags


def weekday_median(values: np.ndarray) -> np.ndarray:
    """Flags beyond 3.5 robust deviations (and a tenth) of the last eight of the same weekday."""
    weeks = pd.concat([pd.Series(values).shift(7 * week) for week in range(1, 9)], axis=1)
    middle = weeks.median(axis=1).where(weeks.notna().sum(axis=1) >= FEWEST_WEEKS)
    spread = 1.4826 * weeks.sub(middle, axis=0).abs().median(axis=1)
    bound = np.fmax(3.5 * spread.to_numpy(), 0.1 * np.abs(middle.to_numpy()))
    flags: np.ndarray = np.abs(values - middle.to_numpy()) > bound
    return flags


def windowed_gaussian(values: np.ndarray) -> np.ndarray:
    """Standard deviations from the mean of up to 6,400 values before: the idea of NAB's detector
    of that name, which looks at the tail probability of a normal distribution."""
    past = pd.Series(values).rolling(6400, min_periods=288)
    middle, spread = past.mean().shift(1), past.std().shift(1)
    away, room = np.abs(values - middle.to_numpy()), spread.to_numpy()
    distances = np.zeros(len(values))
    np.divide(away, room, out=distances, where=room > 0)
    return distances


def _naive(values: np.ndarray, horizon: int, season: int) -> tuple[np.ndarray, np.ndarray]:
    del season
    spread = _spread(np.diff(values)) * np.sqrt(np.arange(1, horizon + 1))
    return np.full(horizon, values[-1]), spread


def _seasonal_naive(values: np.ndarray, horizon: int, season: int) -> tuple[np.ndarray, np.ndarray]:
    if len(values) <= season:
        return _naive(values, horizon, season)
    ahead = np.arange(horizon)
    spread = _spread(values[season:] - values[:-season]) * np.sqrt(ahead // season + 1)
    return values[-season:][ahead % season], spread


def _line(values: np.ndarray, horizon: int, season: int) -> tuple[np.ndarray, np.ndarray]:
    del season
    days = np.arange(len(values))
    slope, start = np.polyfit(days, values, 1) if len(values) > 1 else (0.0, values[0])
    residuals = values - start - slope * days
    ahead = start + slope * (len(values) + np.arange(horizon))
    return ahead, np.full(horizon, _spread(residuals))


def _spread(errors: np.ndarray) -> float:
    return float(np.sqrt(np.mean(errors**2))) if len(errors) else 0.0


def _each(
    history: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str, middle: Middle
) -> pd.DataFrame:
    step = pd.Timedelta(frequency_of(freq).step)
    parts = []
    for name, series in history.groupby("unique_id", sort=False):
        known = series.set_index("ds")["y"]
        grid = pd.date_range(known.index[0], known.index[-1], freq=step)
        values = known.reindex(grid).ffill().to_numpy(float)
        mean, spread = middle(values, horizon, frequency_of(freq).seasons[0])
        days = series["ds"].iloc[-1] + step * np.arange(1, horizon + 1)
        bounds: dict[str, np.ndarray] = {}
        for level in levels:
            reach = NormalDist().inv_cdf(0.5 + level / 200) * spread
            bounds |= {f"lo-{level}": mean - reach, f"hi-{level}": mean + reach}
        parts.append(pd.DataFrame({"unique_id": name, "ds": days, "mean": mean, **bounds}))
    return pd.concat(parts, ignore_index=True)
