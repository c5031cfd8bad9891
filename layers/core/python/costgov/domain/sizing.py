"""Which sizes fit a demand: of every type a region offers, the cheapest of each kind that fits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from costgov.domain.burstable import baseline_percent
from costgov.domain.instance_types import InstanceType
from costgov.errors import NotKnown

_SAME, _FAMILY, _OTHER = "same architecture", "same family", "other architecture"
_KINDS: Final = (_SAME, _FAMILY, _OTHER)
MOST_OPTIONS: Final = len(_KINDS)
# A vCPU needed to the last hundredth is no reason for twice the size.
_ROUNDING: Final = 0.005


@dataclass(frozen=True, slots=True)
class Needed:
    """What an instance needs of its type; None where it was not measured.

    What was not measured must not become less than the present type has. `mean_vcpus` are busy on
    average: a burstable type must earn credits for as many.
    """

    vcpus: float
    mean_vcpus: float
    memory_gib: float
    network_gbps: float | None
    ebs_mbps: float | None
    ebs_iops: float | None


def most_needed(every: Sequence[Needed]) -> Needed:
    """What the neediest of several that must be alike needs; None where one is not measured."""
    return Needed(
        vcpus=max(one.vcpus for one in every),
        mean_vcpus=max(one.mean_vcpus for one in every),
        memory_gib=max(one.memory_gib for one in every),
        network_gbps=_most([one.network_gbps for one in every]),
        ebs_mbps=_most([one.ebs_mbps for one in every]),
        ebs_iops=_most([one.ebs_iops for one in every]),
    )


def _most(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(values) else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A type that fits, and what an hour of it costs on demand."""

    type: InstanceType
    hourly: Decimal


def fits(one: InstanceType, present: InstanceType, needed: Needed) -> bool:
    """Whether a type can take over the load of the present one."""
    enough = (
        (float(one.vcpus), needed.vcpus, float(present.vcpus)),
        (one.memory_gib, needed.memory_gib, present.memory_gib),
        (one.network_gbps, needed.network_gbps, present.network_gbps),
        (one.ebs_mbps, needed.ebs_mbps, present.ebs_mbps),
        (_number(one.ebs_iops), needed.ebs_iops, _number(present.ebs_iops)),
    )
    same_kind = (
        one.accelerators == present.accelerators
        and one.bare_metal == present.bare_metal
        and one.local_storage_gb >= present.local_storage_gb
        # Only who lives on credits stays on them.
        and (not one.burstable or (present.burstable and _earns(one, needed.mean_vcpus)))
    )
    return same_kind and all(_is_enough(*figures) for figures in enough)


def _earns(one: InstanceType, mean_vcpus: float) -> bool:
    """Whether a burstable type may be used so much for ever; not where its baseline is not known.

    What is above the baseline on average uses its credits up and is slowed down or charged for.
    """
    percent = baseline_percent(one.name)
    return percent is not None and one.vcpus * percent / 100 >= mean_vcpus


def ladder(
    offered: Iterable[InstanceType], hourly: Callable[[InstanceType], Decimal]
) -> tuple[Candidate, ...]:
    """Every type with its price, the cheapest first; one whose price is not known is left out.

    `hourly` gives the price of an hour of a type and raises NotKnown.
    """
    found: list[Candidate] = []
    for one in offered:
        with suppress(NotKnown):
            found.append(Candidate(one, hourly(one)))
    return tuple(sorted(found, key=lambda each: (each.hourly, each.type.vcpus, each.type.name)))


def cheapest(
    rungs: Iterable[Candidate], present: InstanceType, needed: Needed
) -> tuple[Candidate, ...]:
    """The cheapest that fit, of different kinds: any of this architecture, the family, another.

    Args:
        rungs: types with their prices, the cheapest first.
        present: the type it runs on, which is not among the answers.
        needed: what it needs.

    Types of former generations are advised only within the family.
    """
    found: dict[str, Candidate] = {}
    for one in rungs:
        kinds = [kind for kind in _kinds(one.type, present) if kind not in found]
        if kinds and one.type.name != present.name and fits(one.type, present, needed):
            found |= dict.fromkeys(kinds, one)
        if len(found) == MOST_OPTIONS:
            break
    ordered = (found[kind] for kind in _KINDS if kind in found)
    return tuple({one.type.name: one for one in ordered}.values())


def _kinds(one: InstanceType, present: InstanceType) -> Iterator[str]:
    is_same = one.architecture == present.architecture
    if one.current:
        yield _SAME if is_same else _OTHER
    if is_same and one.family == present.family:
        yield _FAMILY


def _is_enough(has: float | None, needs: float | None, had: float | None) -> bool:
    """A need against what a type has; what was not measured is what the present type had."""
    if needs is None:
        needs = had
    if needs is None:
        return True
    return has is not None and has * (1 + _ROUNDING) >= needs


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)
