"""The sampling steps the analysis knows, and the grid they put instants on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from costgov.errors import InvalidHistory

type Instants = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Frequency:
    """What the methods need to know of a sampling step; all lengths are in steps.

    `seasons` are the cycles from short to long, `cycles` how many of each the typical profile
    is taken from, `levels` the windows of the level members, `sized` that of the size errors are
    relative to, `shift` how many usual errors in a row on one side are a new level, `scored` the
    horizons at which members are compared, `power` how steeply a member's weight falls with its
    error in the end, `prior` the windows after which it does so half, `short` two horizons at
    which errors are plentiful, `keep` the history looked at, `spacing` the distance of the past
    origins a forecast is calibrated on, `month` about a month.
    """

    name: str
    step: np.timedelta64
    seasons: tuple[int, ...]
    cycles: tuple[int, ...]
    levels: tuple[int, ...]
    sized: int
    shift: float
    scored: tuple[int, ...]
    power: float
    prior: float
    short: tuple[int, int]
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
            levels=(7, 14, 28, 56, 112),
            sized=28,
            shift=45.0,
            scored=(1, 2, 3, 7, 14),
            power=16.0,
            prior=1.0,
            short=(7, 28),
            keep=1200,
            spacing=5,
            month=30,
        ),
        Frequency(
            name="h",
            step=np.timedelta64(1, "h"),
            seasons=(24, 168),
            cycles=(7, 4),
            levels=(12, 48),
            sized=24,
            shift=90.0,  # a load that jumps is often back by the evening
            scored=(1, 6, 12, 24, 36, 48),
            power=8.0,
            prior=4.0,
            short=(6, 48),
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
            sized=72,
            shift=90.0,
            scored=(1, 12, 36, 72, 144, 288),
            power=8.0,
            prior=4.0,
            short=(12, 288),
            keep=4032,
            spacing=61,
            month=8640,
        ),
    )
}


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
