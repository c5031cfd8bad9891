"""By how many percent a cost changes with one percent of a business measure, from their past."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats, quantile
from costgov.analysis.forecast import LEVELS
from costgov.analysis.frames import checked
from costgov.errors import InsufficientHistory, InvalidHistory

WEEK: Final = 7
FEWEST_WEEKS: Final = 12
LEAST_MOVE: Final = 0.05
"""The middle half of the measure's weeks must span this share of it."""
WIDEST: Final = 1.0
"""A 95 % interval wider than this says nothing a plan can use."""
MOST_INERTIA: Final = 0.6
"""Autocorrelation of what is left unexplained, above which something else moves the cost."""


@dataclass(frozen=True, slots=True)
class Elasticity:
    """The estimate, its intervals by level (low, high), and the weeks it was made from."""

    estimate: float
    bounds: tuple[tuple[float, float], ...]
    weeks: int

    @property
    def exponents(self) -> Floats:
        """The estimate, then low and high of each level."""
        return np.array([self.estimate, *(bound for pair in self.bounds for bound in pair)])


def elasticity(
    cost: pd.DataFrame, measure: pd.DataFrame, levels: Sequence[int] = LEVELS
) -> Elasticity:
    """The elasticity of one cost series to one measure, with its interval.

    The slope between logarithms of weekly means is Theil and Sen's, so no single week bends it,
    and its interval Sen's (1968) by the variance of Kendall's S. Weeks follow from weeks: the
    variance is multiplied by (1 + ab) / (1 - ab), a and b the autocorrelations of the measure and
    of what the line leaves unexplained (Bartlett 1935). Two series that merely both wander leave
    much unexplained for long (Granger and Newbold 1974), and are refused for it.

    Args:
        cost: daily `unique_id, ds, y` of one series; gaps are missing, not zero.
        measure: the same of the measure.
        levels: coverage of the intervals in percent, ascending.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`; or there are several series.
        InsufficientHistory: fewer than 12 common whole weeks, a week that is not positive, a
            measure that hardly moves, a cost that something else moves, or an interval too wide
            to plan with.
    """
    y, x = _weekly(cost, measure)
    if len(x) < FEWEST_WEEKS:
        raise InsufficientHistory(
            f"an elasticity needs {FEWEST_WEEKS} whole weeks of cost and measure; there are "
            f"{len(x)}"
        )
    if min(x.min(), y.min()) <= 0:
        raise InsufficientHistory("an elasticity needs weeks that are all above zero")
    x, y = np.log(x), np.log(y)
    span = float(quantile(x, 0.75) - quantile(x, 0.25))
    if span < LEAST_MOVE:
        raise InsufficientHistory(
            f"the measure hardly moved: the middle half of its weeks spans {span:.1%}, and "
            f"{LEAST_MOVE:.0%} is needed to see what moves with it"
        )
    return _slope(x, y, levels)


def _weekly(cost: pd.DataFrame, measure: pd.DataFrame) -> tuple[Floats, Floats]:
    """Means of cost and measure over whole weeks that end with their last common day."""
    both = _single(cost).merge(_single(measure), on="ds", suffixes=("", "_measure"))
    back = ((both["ds"].max() - both["ds"]) // pd.Timedelta(days=WEEK)).to_numpy()
    weeks = both.assign(week=-back).groupby("week")
    means = weeks[["y", "y_measure"]].mean()[weeks.size() == WEEK]
    return means["y"].to_numpy(float), means["y_measure"].to_numpy(float)


def _single(history: pd.DataFrame) -> pd.DataFrame:
    frame = checked(history)
    if frame["unique_id"].nunique() > 1:
        raise InvalidHistory("an elasticity is that of one series to one measure")
    return frame[["ds", "y"]]


def _slope(x: Floats, y: Floats, levels: Sequence[int]) -> Elasticity:
    first, second = np.triu_indices(len(x), 1)
    apart = x[second] != x[first]
    slopes = np.sort((y[second] - y[first])[apart] / (x[second] - x[first])[apart])
    estimate = float(np.median(slopes))
    count, left = len(x), _inertia(y - estimate * x)
    if left > MOST_INERTIA:
        raise InsufficientHistory(
            "something else moves the cost for weeks on end: what the measure leaves unexplained "
            f"follows itself from week to week ({left:.2f})"
        )
    inertia = max(_inertia(x) * left, 0.0)
    spread = np.sqrt(count * (count - 1) * (2 * count + 5) / 18 * (1 + inertia) / (1 - inertia))
    bounds = []
    for level in levels:
        reach = NormalDist().inv_cdf(0.5 + level / 200) * spread
        low, high = (len(slopes) - reach) / 2, (len(slopes) + reach) / 2
        if low < 1 or slopes[int(high)] - slopes[int(low) - 1] > WIDEST:
            raise InsufficientHistory(
                f"how the cost depends on the measure cannot be told from noise: {count} weeks "
                f"suggest an elasticity of {estimate:.2f}, with an interval too wide to plan with"
            )
        bounds.append((float(slopes[int(low) - 1]), float(slopes[int(high)])))
    return Elasticity(estimate, tuple(bounds), count)


def _inertia(values: Floats) -> float:
    """The autocorrelation at one step, 0 where nothing moves."""
    around = values - values.mean()
    total = float(around @ around)
    return float(around[1:] @ around[:-1]) / total if total > 0 else 0.0
