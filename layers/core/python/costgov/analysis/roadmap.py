"""Which recommendations to follow: the set that saves enough at the least risk, exactly.

A binary program, solved by branch and cut (HiGHS by way of `scipy.optimize.milp`, relative gap 0).
Every figure is an integer, so that the sums of a solution are exact; a set that only the solver's
tolerance let through is cut off and the program is solved again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from costgov.analysis.arrays import Floats

_HALF: Final = 0.5
# https://docs.scipy.org/doc/scipy/reference/generated/scipy.optimize.milp.html
_INFEASIBLE: Final = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to do one thing. `saving`, `risk` and `effort` are integers in any unit.

    Of candidates with the same `group` at most one is chosen, and one whose group `requires`
    others only if one of each of those is.
    """

    id: str
    group: str
    saving: int
    risk: int
    effort: int
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Chosen candidates in their given order, and what they come to."""

    chosen: tuple[Candidate, ...]

    @property
    def saving(self) -> int:
        """What they save together."""
        return sum(one.saving for one in self.chosen)

    @property
    def risk(self) -> int:
        """The sum of their risks."""
        return sum(one.risk for one in self.chosen)

    @property
    def effort(self) -> int:
        """The sum of their efforts."""
        return sum(one.effort for one in self.chosen)


@dataclass(frozen=True, slots=True)
class _Row:
    """`low` ≤ sum of coefficients of the candidates at these positions ≤ `high`."""

    at: Sequence[int]
    coefficients: Sequence[float]
    low: float
    high: float


@dataclass(slots=True)
class Choice:
    """Candidates to choose from; the same ones give the same selections."""

    candidates: Sequence[Candidate]
    _rules: list[_Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rules = [*_one_of_each(self.candidates), *_required(self.candidates)]
        self._rules += _in_order(self.candidates)

    def most(self) -> Selection:
        """The selection that saves the most, at the least risk and then effort among those."""
        best = self._solved([-one.saving for one in self.candidates], [])
        if best is None:
            return Selection(())
        found = self.least_risk(best.saving)
        return best if found is None else found

    def least_risk(self, saving: int) -> Selection | None:
        """The selection that saves at least so much at the least risk, then the least effort.

        None where no selection saves so much.
        """
        enough = self._row([one.saving for one in self.candidates], saving, np.inf)
        safest = self._solved([one.risk for one in self.candidates], [enough], saving)
        if safest is None:
            return None
        risk = self._row([one.risk for one in self.candidates], -np.inf, safest.risk)
        efforts = [one.effort for one in self.candidates]
        return self._solved(efforts, [enough, risk], saving, safest.risk) or safest

    def _row(self, values: Sequence[float], low: float, high: float) -> _Row:
        return _Row(range(len(values)), values, low, high)

    def _solved(
        self,
        cost: Sequence[float],
        rows: Sequence[_Row],
        saving: int = 0,
        risk: int | None = None,
    ) -> Selection | None:
        if not self.candidates:
            return Selection(()) if saving <= 0 else None
        every = [*self._rules, *rows]
        while True:
            picked = _optimum(cost, every)
            if picked is None:
                return None
            found = Selection(
                tuple(one for one, on in zip(self.candidates, picked, strict=True) if on)
            )
            if found.saving >= saving and (risk is None or found.risk <= risk):
                return found
            every.append(_without(picked))


def _optimum(cost: Sequence[float], rows: Sequence[_Row]) -> Sequence[bool] | None:
    """Which variables are 1 at the least cost; None where the rows exclude each other.

    Raises:
        ArithmeticError: the solver gave up.
    """
    size = len(cost)
    solved = milp(
        np.asarray(cost, dtype=float),
        integrality=np.ones(size),
        bounds=Bounds(0, 1),
        constraints=_constraints(rows, size) if rows else None,
        options={"mip_rel_gap": 0.0},
    )
    if solved.status == _INFEASIBLE:
        return None
    if not solved.success:
        raise ArithmeticError(f"the roadmap's program was not solved: {solved.message}")
    values: Floats = solved.x
    return [bool(value > _HALF) for value in values]


def _constraints(rows: Sequence[_Row], size: int) -> LinearConstraint:
    data = np.concatenate([np.asarray(row.coefficients, dtype=float) for row in rows])
    columns = np.concatenate([np.asarray(row.at, dtype=np.int64) for row in rows])
    starts = np.concatenate([[0], np.cumsum([len(row.at) for row in rows])])
    matrix = csr_array((data, columns, starts), shape=(len(rows), size))
    lows = np.array([row.low for row in rows])
    highs = np.array([row.high for row in rows])
    return LinearConstraint(matrix, lows, highs)


def _without(picked: Sequence[bool]) -> _Row:
    """Everything but this very set."""
    signs = [-1.0 if on else 1.0 for on in picked]
    return _Row(range(len(picked)), signs, 1.0 - sum(picked), np.inf)


def _one_of_each(candidates: Sequence[Candidate]) -> Iterable[_Row]:
    for places in _groups(candidates).values():
        if len(places) > 1:
            yield _Row(places, [1.0] * len(places), -np.inf, 1.0)


def _required(candidates: Sequence[Candidate]) -> Iterable[_Row]:
    """What nobody offers cannot be asked for, and hinders nothing."""
    groups = _groups(candidates)
    for place, one in enumerate(candidates):
        for name in one.requires:
            others = groups.get(name, [])
            if others:
                yield _Row([place, *others], [1.0, *[-1.0] * len(others)], -np.inf, 0.0)


def _in_order(candidates: Sequence[Candidate]) -> Iterable[_Row]:
    """Of independent candidates with equal risk and effort, those that save more come first.

    Exchanging one for another that saves more changes neither risk nor effort, so an optimum of
    this form exists whenever there is any; it spares the solver all the others.
    """
    groups = _groups(candidates)
    needed = {name for one in candidates for name in one.requires}
    alike: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for place, one in enumerate(candidates):
        if len(groups[one.group]) == 1 and not one.requires and one.group not in needed:
            alike[one.risk, one.effort].append(place)
    for places in alike.values():
        ordered = sorted(places, key=lambda place: (-candidates[place].saving, place))
        for first, second in pairwise(ordered):
            yield _Row([second, first], [1.0, -1.0], -np.inf, 0.0)


def _groups(candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(candidates):
        found[one.group].append(place)
    return found
