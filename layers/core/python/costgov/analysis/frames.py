"""The long history frame `unique_id, ds, y` every entry point takes, checked and made a matrix."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.errors import InvalidHistory

COLUMNS = ("unique_id", "ds", "y")
type Instants = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Frequency:
    """What the methods need to know of a sampling step; all lengths are in steps.

    `seasons` are the cycles from short to long, `cycles` how many of each the typical profile
    is taken from, `levels` the windows of the level members, `scored` the horizons at which
    members are compared, `keep` the history looked at, `spacing` the distance of the past
    origins a forecast is calibrated on, `month` about a month.
    """

    name: str
    step: np.timedelta64
    seasons: tuple[int, ...]
    cycles: tuple[int, ...]
    levels: tuple[int, ...]
    scored: tuple[int, ...]
    keep: int
    spacing: int
    month: int


FREQUENCIES = {
    frequency.name: frequency
    for frequency in (
        Frequency(
            name="D",
            step=np.timedelta64(1, "D"),
            seasons=(7,),
            cycles=(12,),
            levels=(28, 56),
            scored=(1, 4, 7, 14, 21, 28),
            keep=800,
            spacing=5,
            month=30,
        ),
        Frequency(
            name="h",
            step=np.timedelta64(1, "h"),
            seasons=(24, 168),
            cycles=(14, 6),
            levels=(24, 168),
            scored=(1, 6, 12, 24, 36, 48),
            keep=1680,
            spacing=17,
            month=720,
        ),
        Frequency(
            name="5min",
            step=np.timedelta64(5, "m"),
            seasons=(288,),
            cycles=(10,),
            levels=(72, 288),
            scored=(1, 12, 36, 72, 144, 288),
            keep=4032,
            spacing=61,
            month=8640,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Panel:
    """Series as rows of one matrix, the last observation of each in the last column.

    `values` is (series, steps) with NaN for what is missing; `ends` the instant of the last
    column of each row.
    """

    ids: tuple[object, ...]
    values: Floats
    ends: Instants
    frequency: Frequency

    def instants(self, ahead: int) -> Instants:
        """(series, ahead): the instants of the steps after the last observation."""
        steps = np.arange(1, ahead + 1)
        instants: Instants = self.ends[:, None] + steps * self.frequency.step
        return instants

    def past(self) -> Instants:
        """(series, steps): the instants of the columns."""
        steps = np.arange(1 - self.values.shape[1], 1)
        instants: Instants = self.ends[:, None] + steps * self.frequency.step
        return instants


def frequency_of(name: str) -> Frequency:
    """The settings of a sampling step.

    Raises:
        InvalidHistory: the name is none of "D", "h", "5min".
    """
    try:
        return FREQUENCIES[name]
    except KeyError:
        known = ", ".join(FREQUENCIES)
        raise InvalidHistory(f"frequency {name!r} is not one of {known}") from None


def checked(history: pd.DataFrame, *, gaps: bool = True) -> pd.DataFrame:
    """The history sorted by `unique_id, ds`, `y` as float; rows without a `y` are dropped.

    Args:
        history: columns `unique_id`, `ds` (naive UTC), `y`; others are ignored, except that a
            `currency` column must not change within a series.
        gaps: False keeps rows whose `y` is missing.

    Raises:
        InvalidHistory: a column is missing, a time stamp is missing, not a time or carries a
            zone, a value is infinite or not a number, an identifier is missing, a series holds
            an instant twice or mixes currencies.
    """
    missing = [column for column in COLUMNS if column not in history.columns]
    if missing:
        raise InvalidHistory(f"history lacks the column(s) {', '.join(missing)}")
    if history["unique_id"].isna().any():
        raise InvalidHistory("history has a row without unique_id")
    frame = pd.DataFrame(
        {"unique_id": history["unique_id"], "ds": _instants(history["ds"]), "y": _numbers(history)}
    )
    _refuse_mixed_currencies(history)
    repeated = frame.duplicated(["unique_id", "ds"])
    if repeated.any():
        first = frame[repeated].iloc[0]
        raise InvalidHistory(f"series {first['unique_id']!r} has {first['ds']} more than once")
    frame = frame.sort_values(["unique_id", "ds"], kind="stable", ignore_index=True)
    return frame.dropna(subset="y", ignore_index=True) if gaps else frame


CELLS = 40_000
"""Panels are cut to about so many values, which bounds memory."""


def grid_index(instants: pd.Series, frequency: Frequency) -> npt.NDArray[np.int64]:
    """The number of each instant on the grid of a frequency, counted from the epoch.

    Raises:
        InvalidHistory: an instant lies between two steps.
    """
    since = instants.to_numpy().astype("datetime64[us]") - np.datetime64(0, "us")
    index, rest = np.divmod(since, frequency.step.astype("timedelta64[us]"))
    off = rest != np.timedelta64(0, "us")
    if off.any():
        first = instants[off].iloc[0]
        raise InvalidHistory(f"{first} is not on the grid of frequency {frequency.name!r}")
    return index


def panels(history: pd.DataFrame, frequency: Frequency) -> Iterator[Panel]:
    """The series of a checked history as matrices of a bounded number of series.

    Instants off the grid of the frequency (counted from the epoch) are refused: a forecast
    needs to know which step comes next. Only the last `frequency.keep` steps are looked at.

    Raises:
        InvalidHistory: an instant is not on the grid.
    """
    index = grid_index(history["ds"], frequency)
    codes, ids = pd.factorize(history["unique_id"])
    values = history["y"].to_numpy()
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    ends = np.append(starts[1:], len(codes))
    rows = max(1, CELLS // frequency.keep)
    for first in range(0, len(ids), rows):
        chosen = range(first, min(first + rows, len(ids)))
        yield _panel(
            tuple(ids[i] for i in chosen),
            [(index[starts[i] : ends[i]], values[starts[i] : ends[i]]) for i in chosen],
            frequency,
        )


def _panel(
    ids: tuple[object, ...],
    series: list[tuple[npt.NDArray[np.int64], Floats]],
    frequency: Frequency,
) -> Panel:
    width = min(max(int(index[-1] - index[0]) + 1 for index, _ in series), frequency.keep)
    matrix = np.full((len(series), width), np.nan)
    for row, (index, values) in enumerate(series):
        column = index - index[-1] + width - 1
        kept = column >= 0
        matrix[row, column[kept]] = values[kept]
    last = np.array([index[-1] for index, _ in series], dtype=np.int64)
    return Panel(ids, matrix, np.datetime64(0, "us") + last * frequency.step, frequency)


def _instants(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        raise InvalidHistory("ds carries a time zone; give naive UTC instants")
    if pd.api.types.is_numeric_dtype(column):
        raise InvalidHistory("ds holds numbers, not instants")
    try:
        instants = pd.to_datetime(column, format="ISO8601")
    except (TypeError, ValueError) as error:
        raise InvalidHistory(f"ds holds something that is not an instant: {error}") from error
    if isinstance(instants.dtype, pd.DatetimeTZDtype):
        raise InvalidHistory("ds carries a time zone; give naive UTC instants")
    if instants.isna().any():
        raise InvalidHistory("history has a row without ds")
    return instants.astype("datetime64[us]")


def _numbers(history: pd.DataFrame) -> pd.Series:
    try:
        values = history["y"].astype(float)
    except (TypeError, ValueError) as error:
        raise InvalidHistory(f"y holds something that is not a number: {error}") from error
    if np.isinf(values.to_numpy()).any():
        raise InvalidHistory("y holds an infinite value")
    return values


def _refuse_mixed_currencies(history: pd.DataFrame) -> None:
    if "currency" not in history.columns:
        return
    kinds = history.groupby("unique_id")["currency"].nunique(dropna=False)
    if (kinds > 1).any():
        raise InvalidHistory(f"series {kinds.idxmax()!r} mixes currencies")
