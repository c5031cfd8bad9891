"""What changes make of a forecast: its expected path, its bounds, and the bounds of sums.

Changes of demand act on what usage would cost on demand; commitments pay for whatever demand there
is, so demand that comes after a commitment is not covered by more than it reaches.

Every change maps the cost of a day to another, a higher cost never to a lower one, so a quantile
of the day goes to the same quantile of the changed day: daily bounds are mapped like the mean.

A sum's bounds are not those of its days added up. The forecast gives the half width W of the
baseline's sum; with the daily half widths w it tells how much the days move together: the one
correlation r for which W² = (1 - r) Σw² + r (Σw)². The changed sum's half width is W times the
square root of that expression for the changed daily widths over that for the baseline's, so that
nothing changed leaves W as it is, and cost times a gives W times a, exactly.

An elasticity's own uncertainty moves every day the same way: its part of a sum's width is the sum
of its daily parts. It has nothing to do with the forecast's error, so both add up as squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from costgov.analysis.arrays import Floats, Ints, divide


class Step(Protocol):
    """One change of demand in numbers; paths are (rows, days) in the currency's unit per day."""

    def apply(self, paths: Floats) -> Floats:
        """The changed paths."""
        ...


@dataclass(frozen=True, slots=True)
class Scaled:
    """Cost times a factor (days), never negative."""

    factor: Floats

    def apply(self, paths: Floats) -> Floats:
        """See Step."""
        return paths * self.factor


@dataclass(frozen=True, slots=True)
class Shifted:
    """Cost plus an amount (days); what is taken away is at most what is there."""

    amount: Floats

    def apply(self, paths: Floats) -> Floats:
        """See Step."""
        less = np.minimum(np.maximum(-self.amount, 0.0), np.maximum(paths, 0.0))
        return paths + np.maximum(self.amount, 0.0) - less


@dataclass(frozen=True, slots=True)
class Driven:
    """Cost times a measure's ratio to what is expected (days) to the power of an elasticity.

    `exponents`: the estimate, then low and high of each level; the estimate alone when it is given.
    """

    ratio: Floats
    exponents: Floats

    def apply(self, paths: Floats) -> Floats:
        """See Step."""
        changed: Floats = paths * self.ratio ** self.exponents[0]
        return changed

    @property
    def varies(self) -> bool:
        """Whether the elasticity has bounds."""
        return len(self.exponents) > 1

    def varied(self, paths: Floats) -> Floats:
        """Paths (2 levels, days), each changed by its own bound of the elasticity."""
        changed: Floats = paths * self.ratio ** self.exponents[1:, None]
        return changed


@dataclass(frozen=True, slots=True)
class Covered:
    """Eligible usage, a share of the demand, is paid by a fee as far as the commitment reaches.

    `reach` (days) is the on-demand worth of the usage it can pay for, `fee` (days) what it costs
    whether used or not: it never saves more than the usage there is. Commitments for the same
    `pool` of usage share what is eligible, the earlier ones first.
    """

    share: float
    reach: Floats
    fee: Floats
    pool: str = ""


type AnyStep = Step | Covered


@dataclass(frozen=True, slots=True)
class Spread:
    """Half widths below and above an expected sum, by level in ascending order."""

    below: Floats
    above: Floats


@dataclass(frozen=True)
class Projection:
    """A baseline and what the steps make of it.

    `baseline` and `changed` (1 + 2 levels, days): mean, then low and high of each level.
    `course` (1 + steps, days): the mean before any step and after each. `doubts` (elasticities,
    2 levels, days): the final mean with one elasticity at low and high of each level. `used`
    (commitments, days): the on-demand worth of what each pays for.
    """

    baseline: Floats
    changed: Floats
    course: Floats
    doubts: Floats
    used: Floats

    def effects(self, days: Ints) -> Floats:
        """(steps) what each adds to the expected sum over the days; together all there is."""
        result: Floats = np.diff(self.course[:, days].sum(1))
        return result

    def spread(self, days: Ints, known: Floats) -> Spread:
        """Half widths of the changed sum over the days.

        Args:
            days: positions of the days.
            known: (2 levels) the baseline's half widths of that sum: low and high of each level.
        """
        found = self._spread(self.changed, days, known)
        if (self.baseline < 0).any():
            return found
        # A cost that is never negative has no bound below zero, however unsure an elasticity is.
        most = max(float(self.changed[0, days].sum()), 0.0)
        bare = _pairs(self._moves(self.changed, days, known)).below
        return Spread(np.minimum(found.below, np.maximum(bare, most)), found.above)

    def difference(self, days: Ints, known: Floats) -> Spread:
        """The same of changed minus baseline: what the forecast is wrong by, both share."""
        return self._spread(self.changed - self.baseline, days, known)

    def _spread(self, paths: Floats, days: Ints, known: Floats) -> Spread:
        forecast = _pairs(self._moves(paths, days, known))
        doubts = [_pairs((rows[:, days] - self.changed[0, days]).sum(1)) for rows in self.doubts]
        return Spread(
            np.sqrt(sum((one.below**2 for one in doubts), forecast.below**2)),
            np.sqrt(sum((one.above**2 for one in doubts), forecast.above**2)),
        )

    def _moves(self, paths: Floats, days: Ints, known: Floats) -> Floats:
        """(2 levels) how far the sum moves when the forecast is off by as much as `known`."""
        own = (self.baseline[1:] - self.baseline[0])[:, days]
        new = (paths[1:] - paths[0])[:, days]
        together = _together(own, known)
        ratio = divide(_square(new, together), _square(own, together))
        size = known * np.sqrt(np.nan_to_num(ratio, nan=1.0))
        return np.where(new.sum(1) < 0, -size, size)


def project(baseline: Floats, steps: Sequence[AnyStep]) -> Projection:
    """Apply steps one after the other.

    Args:
        baseline: (1 + 2 levels, days) mean, then low and high of each level, ascending.
        steps: in the order in which they take effect; each acts on what those before it left.
    """
    rows = len(baseline)
    unsure = sum(isinstance(step, Driven) and step.varies for step in steps)
    demand = np.concatenate([baseline, np.repeat(baseline[:1], (rows - 1) * unsure, axis=0)])
    held: list[Covered] = []
    course, varied = [demand[0]], rows
    for step in steps:
        if isinstance(step, Covered):
            held.append(step)
        else:
            before, demand = demand, step.apply(demand)
            if isinstance(step, Driven) and step.varies:
                own = slice(varied, varied + rows - 1)
                demand[own] = step.varied(before[own])
                varied += rows - 1
        course.append(_paid(demand[:1], held)[0][0])
    paths, used = _paid(demand, held)
    return Projection(
        baseline=baseline,
        changed=paths[:rows],
        course=np.stack(course),
        doubts=paths[rows:].reshape(unsure, rows - 1, baseline.shape[1]),
        used=used[:, 0],
    )


def _paid(demand: Floats, held: Sequence[Covered]) -> tuple[Floats, Floats]:
    """(rows, days) what the demand costs, and (commitments, rows, days) what each pays for."""
    left, fees = np.maximum(demand, 0.0), np.zeros(demand.shape[1])
    pools: dict[str, Floats] = {}
    used = np.zeros((len(held), *demand.shape))
    for number, one in enumerate(held):
        taken = pools.get(one.pool, np.zeros_like(demand))
        eligible = np.maximum(one.share * np.maximum(demand, 0.0) - taken, 0.0)
        used[number] = np.minimum(np.minimum(eligible, left), one.reach)
        pools[one.pool] = taken + used[number]
        left, fees = left - used[number], fees + one.fee
    return (demand - used.sum(0) + fees if held else demand), used


def _together(moves: Floats, known: Floats) -> Floats:
    """(2 levels) the correlation of the days for which their sum is off by `known`."""
    alone, all_alike = (moves**2).sum(1), moves.sum(1) ** 2
    return np.clip(np.nan_to_num(divide(known**2 - alone, all_alike - alone)), 0.0, 1.0)


def _square(moves: Floats, together: Floats) -> Floats:
    result: Floats = (1 - together) * (moves**2).sum(1) + together * moves.sum(1) ** 2
    return result


def _pairs(moves: Floats) -> Spread:
    """Per level how far down and up; an outer level reaches at least as far as an inner one."""
    low, high = moves[::2], moves[1::2]
    return Spread(
        np.maximum.accumulate(np.maximum(0.0, -np.minimum(low, high))),
        np.maximum.accumulate(np.maximum(0.0, np.maximum(low, high))),
    )
