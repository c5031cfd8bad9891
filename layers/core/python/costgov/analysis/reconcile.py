"""Making the forecasts of a hierarchy add up."""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Bools, Floats
from costgov.errors import InvalidInput

SURE = 1e-9
"""The least weight of a child: one without any width still gives when nobody else can."""
ROOM = 1e-12
"""A gap below this share of the parent is rounding."""


def reconcile[Name: Hashable](frame: pd.DataFrame, parents: Mapping[Name, Name]) -> pd.DataFrame:
    """Shift the children's forecasts so that they add up to their parent at every step.

    Parents are kept, from the top of the hierarchy down: a sum is easier to forecast than its
    parts. What is missing or too much is shared among the children in proportion to their
    variance (squared width of the widest interval), the weighted least squares solution for a
    fixed parent; bounds move with the mean. A child whose bounds were not negative stays so as
    long as the others can take the rest.

    Args:
        frame: as `forecast` or `forecast_total` return it, parents and children together.
        parents: child identifier → parent identifier; several levels are allowed.

    Returns:
        The frame with changed numbers; rows and columns stay as they are.

    Raises:
        InvalidInput: an identifier is not in the frame, parent and child cover different steps,
            or the hierarchy has a loop.
    """
    result = frame.copy()
    keys = frame["ds"] if "ds" in frame else pd.Series(0, index=frame.index)
    rows = _rows(frame["unique_id"], keys)
    for parent, children in _families(parents):
        unknown = [name for name in (parent, *children) if name not in rows]
        if unknown:
            raise InvalidInput(f"no forecast of {unknown[0]!r} to reconcile")
        above = rows[parent]
        for child in children:
            if not np.array_equal(keys.to_numpy()[rows[child]], keys.to_numpy()[above]):
                raise InvalidInput(f"forecasts of {child!r} and {parent!r} cover different steps")
        _share(result, above, np.stack([rows[child] for child in children]))
    return result


def _rows(ids: pd.Series, keys: pd.Series) -> dict[Hashable, np.ndarray]:
    """Positions of each identifier's rows in the order of time."""
    order = np.argsort(keys.to_numpy(), kind="stable")
    codes, names = pd.factorize(ids)
    return {name: order[codes[order] == code] for code, name in enumerate(names)}


def _families[Name: Hashable](parents: Mapping[Name, Name]) -> list[tuple[Name, list[Name]]]:
    """Each parent with its children, parents before the parents among their children."""
    families: dict[Name, list[Name]] = {}
    for child, parent in parents.items():
        families.setdefault(parent, []).append(child)
    return sorted(families.items(), key=lambda family: _depth(family[0], parents))


def _depth[Name: Hashable](name: Name, parents: Mapping[Name, Name]) -> int:
    depth, at = 0, name
    while at in parents:
        depth, at = depth + 1, parents[at]
        if depth > len(parents):
            raise InvalidInput(f"the hierarchy above {name!r} has a loop")
    return depth


def _share(frame: pd.DataFrame, above: np.ndarray, below: np.ndarray) -> None:
    """Spread the gap between a parent's mean and its children's over the children, in place."""
    numbers = {name: frame[name].to_numpy(float, copy=True) for name in _numeric(frame)}
    means = numbers["mean"][below]
    lows = [name for name in numbers if name.startswith("lo-")]
    floor = np.all([numbers[name][below] >= 0 for name in lows], axis=0) & (means >= 0)
    shift = _shifts(numbers["mean"][above] - means.sum(0), means, _variance(numbers, below), floor)
    for name, values in numbers.items():
        moved = values[below] + shift
        raised = floor & (means + shift >= 0) & (moved < 0) if name in lows else False
        values[below] = np.where(raised, 0.0, moved)
        frame[name] = values


def _shifts(gap: Floats, means: Floats, weights: Floats, floor: Bools) -> Floats:
    """(children, steps) that add up to the gap; floored children give at most what they have."""
    shift = np.zeros_like(means)
    free = np.ones_like(floor)
    for _ in range(len(means)):
        left = gap - shift.sum(0)
        if np.all(np.abs(left) <= ROOM * np.abs(means).sum(0)):
            return shift
        usable = np.where(free, weights, 0.0)
        total = usable.sum(0)
        step = np.where(total > 0, left * usable / np.where(total > 0, total, 1.0), 0.0)
        shift = np.where(floor, np.maximum(shift + step, -means), shift + step)
        free = ~(floor & (shift <= -means))
    left = gap - shift.sum(0)
    return shift + left * weights / weights.sum(0)


def _variance(numbers: dict[str, Floats], below: np.ndarray) -> Floats:
    """(children, steps): what a child may be off, or its size without intervals, squared."""
    levels = [int(name.removeprefix("lo-")) for name in numbers if name.startswith("lo-")]
    size = np.abs(numbers["mean"][below])
    if levels:
        widest = max(levels)
        size = numbers[f"hi-{widest}"][below] - numbers[f"lo-{widest}"][below]
    largest = size.max(0)
    relative = np.where(largest > 0, size / np.where(largest > 0, largest, 1.0), 1.0)
    return relative**2 + SURE


def _numeric(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if name == "mean" or name.startswith(("lo-", "hi-"))]
