"""Builders of history frames, and strategies for series that occur in bills."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from hypothesis import strategies as st

type Values = npt.ArrayLike

START = "2025-01-06"  # a Monday
STEPS = {"D": pd.Timedelta(days=1), "h": pd.Timedelta(hours=1), "5min": pd.Timedelta(minutes=5)}
WEEK = np.array([1.1, 1.2, 1.2, 1.1, 1.0, 0.7, 0.7])


def history(
    values: Values, *, name: str = "EC2", start: str = START, freq: str = "D"
) -> pd.DataFrame:
    """One series on consecutive steps; NaN values stay in as missing."""
    amounts = np.asarray(values, float)
    days = pd.Timestamp(start) + STEPS[freq] * np.arange(len(amounts))
    return pd.DataFrame({"unique_id": name, "ds": days, "y": amounts})


def noisy(size: int, level: float = 100.0, spread: float = 3.0, seed: int = 0) -> np.ndarray:
    """Independent values around a level."""
    return np.random.default_rng(seed).normal(level, spread, size)


def weekly(size: int, level: float = 100.0, spread: float = 2.0, seed: int = 0) -> np.ndarray:
    """Working days dearer than weekends."""
    return noisy(size, level, spread, seed) * np.resize(WEEK, size)


amounts = st.floats(-1e7, 1e7, allow_nan=False, allow_infinity=False).map(lambda x: round(x, 4))


@st.composite
def bills(draw: st.DrawFn, largest: int = 80) -> pd.DataFrame:
    """A short series of one of the kinds that break forecasters, with gaps, in any order."""
    size = draw(st.integers(1, largest))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kinds: dict[str, Callable[[], Values]] = {
        "noisy": lambda: random.normal(100, 10, size),
        "constant": lambda: np.full(size, draw(amounts)),
        "negative": lambda: -random.lognormal(3, 1, size),
        "mixed": lambda: random.normal(0, 50, size),
        "rare": lambda: np.where(random.random(size) < 0.8, 0.0, random.lognormal(3, 1, size)),
        "wild": lambda: random.standard_cauchy(size) * 100,
        "walk": lambda: np.cumsum(random.normal(0, 1e4, size)),
        "any": lambda: np.array(draw(st.lists(amounts, min_size=size, max_size=size))),
    }
    values = kinds[draw(st.sampled_from(sorted(kinds)))]
    frame = history(values(), start=f"2024-02-{draw(st.integers(1, 29)):02d}")
    kept = random.random(size) < draw(st.sampled_from([1.0, 0.6]))
    kept[draw(st.integers(0, size - 1))] = True
    return frame[kept].sample(frac=1, random_state=draw(st.integers(0, 99)))
