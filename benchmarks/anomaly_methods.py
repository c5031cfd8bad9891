"""The detectors that are compared: ours at its one threshold, and what people use instead.

Each takes a long frame of equally spaced series, sorted by series and instant, and says for each
row how far out of range it is, above 1 being an anomaly.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from costgov.analysis.anomalies import THRESHOLD, detect

from benchmarks.simple_methods import (
    trailing_month,
    weekday_median,
    whole_series,
    windowed_gaussian,
)

type Flags = Callable[[pd.DataFrame, str], np.ndarray]

HINDSIGHT = (3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0)
"""Thresholds of which a peer without one of its own is given the best for the whole corpus."""


@dataclass(frozen=True, slots=True)
class Published:
    """A score that a project publishes for its detector, which was not run here."""

    method: str
    score: float


PUBLISHED = (
    Published("ARTime", 74.9),
    Published("Numenta HTM", 70.1),
    Published("CAD OSE", 69.9),
    Published("AWS Random Cut Forest", 51.7),
    Published("Twitter ADVec", 47.1),
)
"""Standard profile on all 58 files of NAB, threshold optimised on them; from NAB's scoreboard."""


def ours(history: pd.DataFrame, freq: str) -> np.ndarray:
    """The verdicts of `detect`."""
    flags: np.ndarray = detect(history, freq)["score"].to_numpy() >= THRESHOLD
    return flags


def _each(method: Callable[[np.ndarray], np.ndarray]) -> Flags:
    def flags(history: pd.DataFrame, freq: str) -> np.ndarray:
        del freq
        groups = history.groupby("unique_id", sort=False)["y"]
        return np.concatenate([method(values.to_numpy()) for _, values in groups])

    return flags


def _gaussian(threshold: float) -> Flags:
    return _each(lambda values: windowed_gaussian(values) > threshold)


SIMPLE: Mapping[str, Flags] = {
    "trailing 30, 3 sd": _each(trailing_month),
    "whole series, 2 sd (sees the future)": _each(whole_series),
}
DAILY: Mapping[str, Flags] = {
    "costgov": ours,
    **SIMPLE,
    "weekday median, 3.5 MAD": _each(weekday_median),
}
FREQUENT: Mapping[str, Flags] = {"costgov": ours, **SIMPLE}
GAUSSIAN: Mapping[float, Flags] = {threshold: _gaussian(threshold) for threshold in HINDSIGHT}
