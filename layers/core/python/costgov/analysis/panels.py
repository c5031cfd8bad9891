"""Checked histories as matrices."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.frequency import Frequency, Instants, grid_index

CELLS = 60_000
"""Panels are cut to about so many values, which bounds memory."""


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
