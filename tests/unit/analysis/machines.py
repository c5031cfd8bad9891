"""Machines and what was measured of them, as frames that a sizing takes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

FIRST = pd.Timestamp("2026-10-05")  # a Monday
DAY = 288
DAYS = 14
FORTNIGHT = DAY * DAYS

type Loads = np.ndarray


def steady(percent: float, days: int = DAYS) -> Loads:
    """The same load all the time."""
    return np.full(DAY * days, float(percent))


def hours(loads: Loads, day: int, start: float, length: float, percent: float) -> Loads:
    """The load, with another between two times of one day."""
    made = loads.copy()
    first = day * DAY + round(start * 12)
    made[first : first + round(length * 12)] = percent
    return made


def each_day(loads: Loads, start: float, length: float, percent: float) -> Loads:
    """The load, with another between two times of every day."""
    for day in range(len(loads) // DAY):
        loads = hours(loads, day, start, length, percent)
    return loads


def samples(
    loads: Sequence[float] | Loads, peaks: Sequence[float] | Loads | None = None
) -> pd.DataFrame:
    """Five-minute samples of a machine; where nothing else is said peaks are a tenth higher."""
    average = np.asarray(loads, dtype=float)
    highest = np.minimum(average * 1.1, 100.0) if peaks is None else np.asarray(peaks, dtype=float)
    instants = pd.date_range(FIRST, periods=len(average), freq="5min")
    return pd.DataFrame({"ds": instants, "cpu_avg": average, "cpu_max": highest})


def by_hour(frame: pd.DataFrame) -> pd.DataFrame:
    """The same samples as CloudWatch gives hours: mean, 95th percentile and maximum of each."""
    grouped = frame.groupby(frame["ds"].dt.floor("h"))
    made = pd.DataFrame(
        {
            "cpu_avg": grouped["cpu_avg"].mean(),
            "cpu_p95": grouped["cpu_avg"].quantile(0.95),
            "cpu_max": grouped["cpu_max"].max(),
        }
    )
    return made.reset_index()
