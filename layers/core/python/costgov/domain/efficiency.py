"""How well and how safely resources are used: efficiency and health scores with their inputs.

Efficiency is use over target. What counts is the component used best, for a host that is full of
memory is not wasted because its CPU idles. Health is what is left between target and limit. What
nobody measured is unknown in both, never 0 %.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, Literal

from costgov.domain.access import Sight
from costgov.domain.capacity import Component, UsePolicy
from costgov.domain.insights import Basis
from costgov.domain.measures import Measure
from costgov.domain.runs import Frozen

LOW: Final = Decimal("0.5")
HIGH: Final = Decimal("1.3")
_FULL: Final = Decimal(100)
_PLACES: Final = Decimal("0.001")
_QUOTIENT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
# AWS's normalisation factors by size, "Reserved Instances" in the user guide of EC2.
_SIZES: Final = {
    "nano": Decimal("0.25"),
    "micro": Decimal("0.5"),
    "small": Decimal(1),
    "medium": Decimal(2),
    "large": Decimal(4),
    "xlarge": Decimal(8),
}
_MULTIPLE: Final = re.compile(r"(\d+)xlarge")

type Mark = Literal["low", "ok", "high", "unknown"]
type GroupKind = Literal["organisation", "account", "service"]
type Aspect = Literal["efficiency", "health"]


class ScoreInput(Frozen):
    """One component's part in a score: the use in percent, what it should be, and the score alone.

    `use` is None where nobody measured it. `statistic` says what of the days was taken.
    """

    aspect: Aspect
    component: Component
    statistic: str
    use: Decimal | None
    target: Decimal
    score: Decimal | None


class Scores(Frozen):
    """Both scores of one thing. Health runs from 0 (at its limit) to 1 (at or below its target).

    `mark` is an alert where efficiency is below 0.5 ("low") or above 1.3 ("high"). It is "unknown"
    where nothing is known, or where what is known is low and the rest is not measured.
    """

    efficiency: Decimal | None
    health: Decimal | None
    mark: Mark
    reason: str | None
    inputs: tuple[ScoreInput, ...]


class ResourceScores(Frozen):
    """The scores of a resource; `size` is its weight in sums, None where its type tells none."""

    resource: str
    resource_name: str | None
    kind: str
    account_id: str
    region: str
    instance_type: str | None
    size: Decimal | None
    scores: Scores


class MeasureScores(Frozen):
    """A measure's use of its limit, held against its target."""

    measure: str
    value: Decimal
    limit: Decimal
    use_percent: Decimal
    target_percent: Decimal
    efficiency: Decimal
    mark: Mark


class GroupScores(Frozen):
    """Scores of a group: means weighted by the size of the resources whose score is known.

    `known` of `resources` have an efficiency; `unsized` have one and no size, and do not count.
    """

    dimension: GroupKind
    value: str | None
    resources: int
    known: int
    unsized: int
    low: int
    high: int
    efficiency: Decimal | None
    health: Decimal | None


class EfficiencyReport(Frozen):
    """Scores as of a day: every group, the measures, and the resources marked low or high.

    The marked come by the distance of their score from the target; `marked` counts all of them.
    """

    as_of: date
    policy: UsePolicy
    groups: tuple[GroupScores, ...]
    measures: tuple[MeasureScores, ...]
    resources: tuple[ResourceScores, ...]
    marked: int
    basis: Basis

    def seen_by(self, sight: Sight) -> "EfficiencyReport":
        """What of it lies in the accounts that a caller sees; measures lie in none."""
        if sight.is_whole:
            return self
        groups = tuple(
            one for one in self.groups if one.dimension == "account" and sight.sees(one.value)
        )
        return EfficiencyReport(
            as_of=self.as_of,
            policy=self.policy,
            groups=groups,
            measures=(),
            resources=tuple(one for one in self.resources if sight.sees(one.account_id)),
            marked=sum(one.low + one.high for one in groups),
            basis=self.basis,
        )


def efficiency_input(
    component: Component, statistic: str, use: Decimal | None, policy: UsePolicy
) -> ScoreInput:
    """Use over target.

    Raises:
        KeyError: a component without a target.
    """
    target = _target(component, policy)
    score = None if use is None else _divided(use, target)
    return ScoreInput(
        aspect="efficiency",
        component=component,
        statistic=statistic,
        use=use,
        target=target,
        score=score,
    )


def health_input(
    component: Component, statistic: str, use: Decimal | None, policy: UsePolicy
) -> ScoreInput:
    """What is left between target and limit: 1 up to the target, 0 at 100 %, a line between.

    Raises:
        KeyError: a component without a target.
    """
    target, score = _target(component, policy), None
    if use is not None:
        room = _FULL - target
        left = _divided(_FULL - use, room) if room else Decimal(int(use < _FULL))
        score = min(max(left, Decimal(0)), Decimal(1))
    return ScoreInput(
        aspect="health",
        component=component,
        statistic=statistic,
        use=use,
        target=target,
        score=score,
    )


def scores(inputs: Sequence[ScoreInput]) -> Scores:
    """The scores from their inputs: the best used component, and the one with the least room."""
    used = [one for one in inputs if one.aspect == "efficiency"]
    best = max((one.score for one in used if one.score is not None), default=None)
    missing = [one.component for one in used if one.score is None]
    mark, reason = _mark(best), None
    if best is None:
        reason = "nothing was measured"
    elif mark == "low" and missing:
        mark, reason = "unknown", f"low as far as it is measured; {missing[0]} is not"
    healths = (one.score for one in inputs if one.aspect == "health" and one.score is not None)
    return Scores(
        efficiency=best,
        health=min(healths, default=None),
        mark=mark,
        reason=reason,
        inputs=tuple(inputs),
    )


def measure_scores(measure: Measure, value: Decimal) -> MeasureScores | None:
    """A measure's efficiency; None where it has no limit or no target."""
    if measure.limit is None or measure.target_percent is None:
        return None
    use = _divided(_QUOTIENT.multiply(value, _FULL), measure.limit)
    efficiency = _divided(use, measure.target_percent)
    return MeasureScores(
        measure=measure.name,
        value=value,
        limit=measure.limit,
        use_percent=use,
        target_percent=measure.target_percent,
        efficiency=efficiency,
        mark=_mark(efficiency),
    )


def size_of(instance_type: str | None) -> Decimal | None:
    """How large an instance is, in AWS's normalised units; None where its type does not say.

    >>> size_of("m7g.large"), size_of("c7i.16xlarge"), size_of("c7i.metal-24xl")
    (Decimal('4'), Decimal('128'), None)
    """
    size = (instance_type or "").rpartition(".")[2]
    if multiple := _MULTIPLE.fullmatch(size):
        return _SIZES["xlarge"] * int(multiple[1])
    return _SIZES.get(size)


def group_scores(
    dimension: GroupKind,
    value: str | None,
    resources: Sequence[ResourceScores],
) -> GroupScores:
    """The scores of some resources together."""
    known = [one for one in resources if one.scores.efficiency is not None]
    return GroupScores(
        dimension=dimension,
        value=value,
        resources=len(resources),
        known=len(known),
        unsized=sum(one.size is None for one in known),
        low=sum(one.scores.mark == "low" for one in resources),
        high=sum(one.scores.mark == "high" for one in resources),
        efficiency=_weighted((one.size, one.scores.efficiency) for one in resources),
        health=_weighted((one.size, one.scores.health) for one in resources),
    )


def _weighted(parts: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    both = [(size, score) for size, score in parts if size is not None and score is not None]
    total = sum((size for size, _ in both), Decimal(0))
    return _divided(sum((s * score for s, score in both), Decimal(0)), total) if total else None


def _mark(efficiency: Decimal | None) -> Mark:
    if efficiency is None:
        return "unknown"
    return "low" if efficiency < LOW else "high" if efficiency > HIGH else "ok"


def _target(component: Component, policy: UsePolicy) -> Decimal:
    target = policy.target(component)
    if target is None:
        raise KeyError(component)
    return target


def _divided(part: Decimal, whole: Decimal) -> Decimal:
    return _QUOTIENT.divide(part, whole).quantize(_PLACES, context=_QUOTIENT)
