"""Which sizes fit a demand: of every type a region offers, the cheapest of each kind that fits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from costgov.domain.instance_types import InstanceType
from costgov.errors import NotKnown

MOST_OPTIONS: Final = 3
# A vCPU needed to the last hundredth is no reason for twice the size.
_ROUNDING: Final = 0.005


@dataclass(frozen=True, slots=True)
class Needed:
    """What an instance needs of its type; None where it was not measured.

    What was not measured must not become less than the present type has.
    """

    vcpus: float
    memory_gib: float
    network_gbps: float | None
    ebs_mbps: float | None
    ebs_iops: float | None


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
        one.gpus == present.gpus
        and one.bare_metal == present.bare_metal
        and one.local_storage_gb >= present.local_storage_gb
        # Credits a burstable type earns are told by no API: only who lives on them stays on them.
        and (present.burstable or not one.burstable)
    )
    return same_kind and all(_is_enough(*figures) for figures in enough)


def candidates(
    offered: Iterable[InstanceType],
    present: InstanceType,
    needed: Needed,
    hourly: Callable[[InstanceType], Decimal],
) -> list[Candidate]:
    """Every other type that fits, the cheapest first; one whose price is not known is left out.

    Args:
        offered: the types of the region.
        present: the type it runs on.
        needed: what it needs.
        hourly: the price of an hour of a type; raises NotKnown.
    """
    found: list[Candidate] = []
    for one in offered:
        if one.name == present.name or not fits(one, present, needed):
            continue
        try:
            found.append(Candidate(one, hourly(one)))
        except NotKnown:
            continue
    return sorted(found, key=lambda each: (each.hourly, each.type.vcpus, each.type.name))


def chosen(found: Sequence[Candidate], present: InstanceType) -> list[Candidate]:
    """At most three, of different kinds: any of this architecture, the same family, another one.

    Types of former generations are advised only within the family.
    """
    same = [one for one in found if one.type.architecture == present.architecture]
    kinds = (
        [one for one in same if one.type.current],
        [one for one in same if one.type.family == present.family],
        [
            one
            for one in found
            if one.type.architecture != present.architecture and one.type.current
        ],
    )
    best = [kind[0] for kind in kinds if kind]
    return list({one.type.name: one for one in best}.values())[:MOST_OPTIONS]


def _is_enough(has: float | None, needs: float | None, had: float | None) -> bool:
    """A need against what a type has; what was not measured is what the present type had."""
    if needs is None:
        needs = had
    if needs is None:
        return True
    return has is not None and has * (1 + _ROUNDING) >= needs


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)
