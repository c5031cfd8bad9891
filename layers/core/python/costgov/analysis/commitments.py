"""How much of a Savings Plan to buy: the commitment that saves most under an uncertain demand.

A plan that saves a share d of the on-demand price is charged whether it is used or not. Of a
commitment that covers x of on-demand cost an hour, what is saved is min(D, x) - (1 - d)·x for a
demand D. Its expectation is greatest where the demand exceeds x with probability 1 - d, which is
the newsvendor's condition (Arrow, Harris and Marschak, Econometrica 19, 1951). The distribution of
D is that of the forecast's daily intervals over the year to come.

Days are what is known: a commitment is hourly, so that hours of little demand within a day use
less of it than their day says. The plans in force show how much less: in the hours in which they
stand idle nothing is left for another one, so that it is used no better than they are.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from costgov.analysis.forecast import forecast
from costgov.domain.commitments import CommitmentDay, Purchase

HORIZON: Final = 365
DAYS_A_MONTH: Final = 365 / 12
_LEVELS: Final = (80, 90, 95)
_GRID: Final = 400
_SAFE: Final = 0.95
# Cumulative probabilities of the forecast's bounds and centre, in their order.
_SHARES: Final = np.array([0.025, 0.05, 0.10, 0.50, 0.90, 0.95, 0.975])
_BOUNDS: Final = ("lo-95", "lo-90", "lo-80", "mean", "hi-80", "hi-90", "hi-95")
_CENT: Final = Decimal("0.01")
_RATE: Final = Decimal("0.001")

type Floats = NDArray[np.float64]


def purchases(
    days: Sequence[CommitmentDay], discount: float, in_force: float = 1.0
) -> tuple[Purchase, ...]:
    """Commitments worth buying beside those there are, the one that saves most first.

    Args:
        days: uncovered demand by day, gaps allowed.
        discount: the share of the on-demand price that a plan saves, from 0 to 1.
        in_force: the share of the plans in force that is used; 1 where there are none.

    Returns:
        The best one by expectation, and the one that is used for 95 % in all likelihood, where
        they save anything.
    """
    history = pd.DataFrame(
        {
            "unique_id": "on-demand",
            "ds": pd.to_datetime([one.day for one in days]),
            "y": [float(one.on_demand) for one in days],
        }
    )
    ahead = forecast(history, HORIZON, levels=_LEVELS)
    bounds = np.maximum.accumulate(ahead[list(_BOUNDS)].to_numpy(dtype=float), axis=1).clip(0)
    top = float(bounds[:, -1].max())
    if top <= 0:
        return ()
    grid = np.linspace(0.0, top, _GRID + 1)
    exceeded = _exceeded(bounds, grid)
    steps = np.diff(grid)
    demanded = np.concatenate([[0.0], np.cumsum((exceeded[1:] + exceeded[:-1]) / 2 * steps)])
    used = np.minimum(demanded, in_force * grid)
    expected = used - (1 - discount) * grid
    best = int(expected.argmax())
    safe = _used_for(demanded, grid, _SAFE)
    chosen = {"greatest expected saving": best, "used for 95 % of the time": min(safe, best)}
    places = {place: name for name, place in reversed(chosen.items())}
    lowest = [float(np.minimum(bounds[:, 0], in_force * level).mean()) for level in grid]
    return tuple(
        _purchase(name, float(grid[place]), (lowest[place], float(used[place])), discount, in_force)
        for place, name in sorted(places.items(), reverse=True)
        if place > 0 and expected[place] > 0
    )


def _exceeded(bounds: Floats, grid: Floats) -> Floats:
    """The share of the coming days' demand above each level, straight between known quantiles."""
    total = np.zeros_like(grid)
    for row in bounds:
        distinct = np.maximum.accumulate(row + np.arange(len(row)) * 1e-9)
        total += 1 - np.interp(grid, distinct, _SHARES, left=0.0, right=1.0)
    mean: Floats = total / len(bounds)
    return mean


def _used_for(used: Floats, grid: Floats, share: float) -> int:
    """The greatest level of which this share is expected to be used."""
    fits = used[1:] >= share * grid[1:]
    return int(np.flatnonzero(fits)[-1]) + 1 if fits.any() else 0


def _purchase(
    name: str, level: float, uses: tuple[float, float], discount: float, in_force: float
) -> Purchase:
    """A commitment to a level, of which so much is used at the least and in expectation."""
    paid, (least, used) = (1 - discount) * level, uses
    return Purchase(
        name=name,
        hourly=Decimal(str(paid / 24)).quantize(_RATE),
        saving=_a_month(used - paid),
        low=_a_month(least - paid),
        high=_a_month(in_force * level - paid),
        utilisation=round(used / level, 4),
        break_even=round(1 - discount, 4),
    )


def _a_month(daily: float) -> Decimal:
    return Decimal(str(daily * DAYS_A_MONTH)).quantize(_CENT)
