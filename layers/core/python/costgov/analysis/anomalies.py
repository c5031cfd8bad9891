"""Which values of a series are out of their expected range, judged without looking ahead."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.daily import daily_ranges
from costgov.analysis.frames import checked
from costgov.analysis.frequency import Frequency, Instants, frequency_of, grid_index
from costgov.analysis.frequent import MEMORIES, frequent_ranges
from costgov.analysis.panels import CELLS
from costgov.analysis.ranges import Ranges
from costgov.errors import InvalidHistory, InvalidInput

__all__ = ["InvalidHistory", "detect"]

THRESHOLD = 0.5
LEAST_SENSITIVE, MOST_SENSITIVE = 0.25, 4.0


def detect(history: pd.DataFrame, freq: str = "D", *, sensitivity: float = 1.0) -> pd.DataFrame:
    """Judge every value by the values up to it; later ones do not change a verdict.

    Daily series are judged against level and weekday of the last weeks, singly and by the week
    they are in; fees that return each month and busy openings of months are expected once seen.
    Hourly and 5-minute series are judged against the records of the last days, singly, by their
    running median and by what the time of day does not explain, so that there `is_anomaly` can
    hold for a value within `lo` and `hi`; instants need not lie on the grid.

    Args:
        history: `unique_id, ds, y`; `ds` naive UTC, gaps are missing, not zero; any order.
        freq: "D", "h" or "5min".
        sensitivity: from 0.25 to 4; at 2 the room a daily value has around the expected one, or
            the share by which a record must be broken, is half of what it is at 1.

    Returns:
        One row per value, sorted by `unique_id, ds`: `unique_id, ds, y, expected, lo, hi, score,
        is_anomaly`. `score` is in [0, 1], 0.5 at the bound, `is_anomaly == (score >= 0.5)`.
        Before there is enough history (two weeks, two days, one day) `expected, lo, hi` are NaN
        and the score is 0.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`; a daily `ds` that is not midnight.
        InvalidInput: the sensitivity is out of bounds.
    """
    if not LEAST_SENSITIVE <= sensitivity <= MOST_SENSITIVE:
        raise InvalidInput(
            f"sensitivity {sensitivity} is not from {LEAST_SENSITIVE} to {MOST_SENSITIVE}"
        )
    frequency = frequency_of(freq)
    frame = checked(history)
    codes, _ = pd.factorize(frame["unique_id"])
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    lengths = np.diff(np.append(starts, len(frame)))
    judge = _daily if frequency.name == "D" else _frequent
    ranges = _joined(judge(frame, starts, lengths, frequency, sensitivity))
    score = np.nan_to_num(_score(ranges.distance))
    return frame.assign(
        expected=ranges.expected,
        lo=ranges.low,
        hi=ranges.high,
        score=score,
        is_anomaly=score >= THRESHOLD,
    )


def _score(distance: Floats) -> Floats:
    """Distances 0, 1, 3, ∞ become 0, 0.5, 0.75, 1; a value at the bound is still inside."""
    with np.errstate(invalid="ignore"):
        score = np.where(np.isinf(distance), 1.0, distance / (1.0 + distance))
    just_inside = np.nextafter(THRESHOLD, 0.0)
    return np.where(distance <= 1.0, np.minimum(score, just_inside), score)


def _daily(
    frame: pd.DataFrame,
    starts: npt.NDArray[np.intp],
    lengths: npt.NDArray[np.intp],
    frequency: Frequency,
    sensitivity: float,
) -> Iterator[Ranges]:
    days = grid_index(frame["ds"], frequency)
    values = frame["y"].to_numpy()
    spans = days[starts + lengths - 1] - days[starts] + 1
    rows = max(1, CELLS // int(spans.max(initial=1)))
    for first in range(0, len(starts), rows):
        chunk = range(first, min(first + rows, len(starts)))
        matrix = np.full((len(chunk), int(spans[chunk.start : chunk.stop].max())), np.nan)
        cells = []
        for row, series in enumerate(chunk):
            own = slice(starts[series], starts[series] + lengths[series])
            columns = days[own] - days[starts[series]]
            matrix[row, columns] = values[own]
            cells.append((np.full(len(columns), row), columns))
        where = tuple(np.concatenate(part) for part in zip(*cells, strict=True))
        begin = days[starts[chunk.start : chunk.stop]].astype("datetime64[D]")
        instants = begin[:, None] + np.arange(matrix.shape[1]) * frequency.step
        ranges = daily_ranges(matrix, instants, sensitivity)
        yield Ranges(
            ranges.expected[where], ranges.low[where], ranges.high[where], ranges.distance[where]
        )


def _frequent(
    frame: pd.DataFrame,
    starts: npt.NDArray[np.intp],
    lengths: npt.NDArray[np.intp],
    frequency: Frequency,
    sensitivity: float,
) -> Iterator[Ranges]:
    memory = MEMORIES[frequency.name]
    instants, values = frame["ds"].to_numpy(), frame["y"].to_numpy()
    for start, length in zip(starts, lengths, strict=True):
        own = slice(start, start + length)
        slots = _slots(instants[own], frequency, memory.records + 1)
        dense = np.full(int(slots[-1]) + 1, np.nan)
        dense[slots] = values[own]
        ranges = frequent_ranges(dense, memory, sensitivity)
        yield Ranges(
            ranges.expected[slots], ranges.low[slots], ranges.high[slots], ranges.distance[slots]
        )


def _slots(instants: Instants, frequency: Frequency, longest: int) -> npt.NDArray[np.int64]:
    """The step of each instant counted from the first, one value per step, long gaps shortened."""
    exact = (instants - instants[0]) / frequency.step
    order = np.arange(len(instants))
    steps = np.maximum.accumulate(np.rint(exact).astype(np.int64) - order) + order
    slots: npt.NDArray[np.int64] = np.cumsum(np.minimum(np.diff(steps, prepend=steps[:1]), longest))
    return slots


def _joined(parts: Iterator[Ranges]) -> Ranges:
    known = list(parts) or [Ranges(*(np.empty(0) for _ in range(4)))]
    return Ranges(
        *(
            np.concatenate([getattr(part, name) for part in known])
            for name in ("expected", "low", "high", "distance")
        )
    )
