"""The score of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015), standard profile.

Written from nab/sweeper.py: the earlier in a labelled window a detection comes, the more it
counts; only the best one per window does; a missed window costs one, a detection outside of all
windows up to 0.11. 0 is a detector that never fires, 100 a perfect one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

FALSE_POSITIVE = 0.11
PROBATION_SHARE, PROBATION_ROWS = 0.15, 750
FAR = 3.0


@dataclass(frozen=True, slots=True)
class FileScore:
    """Raw score of one file with its windows, the windows hit and the false alarms."""

    raw: float
    windows: int
    hit: int
    false_alarms: int


def score_file(
    instants: pd.Series, flags: np.ndarray, windows: Sequence[tuple[pd.Timestamp, pd.Timestamp]]
) -> FileScore:
    """Score the flags of one file, row by row; the first rows are on probation and do not count."""
    spans = [_span(instants, start, end) for start, end in windows]
    probation = min(int(PROBATION_SHARE * len(flags)), PROBATION_ROWS)
    best = dict.fromkeys(spans, 0.0)
    hit, raw, false_alarms = set(), 0.0, 0
    for row in (np.flatnonzero(flags[probation:]) + probation).tolist():
        inside = [span for span in spans if span[0] <= row <= span[1]]
        if inside:
            hit.add(inside[0])
            best[inside[0]] = max(best[inside[0]], _early(row, inside[0]))
        else:
            false_alarms += 1
            raw -= FALSE_POSITIVE * _far(row, [span for span in spans if span[1] < row])
    raw += sum(best[span] for span in hit) - (len(spans) - len(hit))
    return FileScore(raw, len(spans), len(hit), false_alarms)


def total(scores: Sequence[FileScore]) -> float:
    """The score of all files together, 0 for silence and 100 for perfection."""
    windows = sum(score.windows for score in scores)
    return 100 * (sum(score.raw for score in scores) + windows) / (2 * windows)


def _span(instants: pd.Series, start: pd.Timestamp, end: pd.Timestamp) -> tuple[int, int]:
    rows = np.flatnonzero((instants >= start) & (instants <= end))
    return int(rows[0]), int(rows[-1])


def _early(row: int, span: tuple[int, int]) -> float:
    width = span[1] - span[0] + 1
    return float(_sigmoid(-(span[1] - row + 1) / width) / _sigmoid(-1.0))


def _far(row: int, before: Sequence[tuple[int, int]]) -> float:
    if not before:
        return 1.0
    start, end = before[-1]
    distance = (row - end) / max(end - start, 1)
    return -float(_sigmoid(distance)) if distance <= FAR else 1.0


def _sigmoid(position: float) -> float:
    return float(2 / (1 + np.exp(5 * position)) - 1)
