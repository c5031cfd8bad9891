"""Sizes of managed services: the price list says what each class offers, and is their ladder."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from costgov.checks._profile import profile
from costgov.checks.contract import Look
from costgov.domain.capacity_use import CapacityUse
from costgov.domain.demand import POLICIES, demand_of, risk_above
from costgov.domain.findings import Line, Option
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

MOST_OPTIONS: Final = 3
# `db.m6g.large`, `cache.r7g.xlarge`: the family's letters, its generation, what it runs on.
_CLASS: Final = re.compile(r"(?:db|cache)\.([a-z]+)(\d+)([a-z]*)\.(\w+)")
_ROUNDING: Final = 1.005
_OTHER_PROCESSOR: Final = "test on a copy: the processor is another one (Graviton)"
_LIMITS: Final = "compare the limits of the class on connections and parameters with those in use"


@dataclass(frozen=True, slots=True)
class Rung:
    """A class with what it offers and what an hour of it costs."""

    size: str
    key: str
    hourly: Decimal
    vcpus: float
    memory_gib: float

    @property
    def parts(self) -> tuple[str, int, str]:
        """Family letters, generation, variant: ("m", 6, "g"); raises NotKnown."""
        found = _CLASS.fullmatch(self.size)
        if found is None:
            raise NotKnown(f"the class {self.size} has no generation")
        return found[1], int(found[2]), found[3]

    @property
    def is_burstable(self) -> bool:
        """Whether it lives on CPU credits."""
        return self.parts[0] == "t"

    @property
    def is_graviton(self) -> bool:
        """Whether it runs on arm64."""
        return "g" in self.parts[2]

    @property
    def has_disks(self) -> bool:
        """Whether it has disks of its own, which hold data and grow with its size."""
        return "d" in self.parts[2]


@dataclass(frozen=True, slots=True)
class Use:
    """What a resource of a class needs, and how its CPU was used."""

    present: Rung
    cpu: CapacityUse
    vcpus: float
    memory_gib: float
    reason: str


def present_rung(line: Line, resource: Resource, look: Look) -> Rung:
    """The class a resource runs on, by the price key of its hours; raises NotKnown."""
    price = look.price(line.key, resource)
    if price.vcpus is None or price.memory_gib is None:
        raise NotKnown(f"the price list does not say what {line.key} offers")
    return Rung(_size(line.key), line.key, price.amount, price.vcpus, price.memory_gib)


def rungs(line: Line, resource: Resource, look: Look) -> tuple[Rung, ...]:
    """Every class that is priced like this one but for its size, the cheapest first."""
    service, _, rest = line.key.partition("/")
    like = rest.partition("/")[2]
    return look.once(
        ("classes", service, like, resource.region),
        lambda: _rungs(service, like, resource.region, look),
    )


def needed(resource: Resource, look: Look, line: Line, cpu_metric: str, memory_gib: float) -> Use:
    """What it needs by the policy in force, given the most memory that was in use in GiB.

    Raises:
        NotKnown: there is too little evidence.
    """
    present = present_rung(line, resource, look)
    cpu = profile(resource, cpu_metric, look)
    if present.is_burstable:
        raise NotKnown(f"{present.size} lives on CPU credits, which are not read")
    found = demand_of(cpu, present.vcpus, look.policy)
    if not found.enough:
        raise NotKnown(found.reason)
    memory = memory_gib * POLICIES[look.policy].memory
    return Use(present, cpu, found.vcpus, memory, found.reason)


def cheapest(found: Iterable[Rung], use: Use) -> list[Rung]:
    """Of all that fit: the cheapest on the same processor, of the family, on the other processor.

    Older generations than the present one are not advised, nor classes that live on credits.
    """
    best: dict[str, Rung] = {}
    for one in found:
        if one.size == use.present.size or one.is_burstable or not _fits(one, use):
            continue
        kind = "same" if one.is_graviton == use.present.is_graviton else "other"
        best.setdefault(kind, one)
        if one.parts == use.present.parts:
            best.setdefault("family", one)
    ordered = (best[kind] for kind in ("same", "family", "other") if kind in best)
    return list({one.size: one for one in ordered}.values())[:MOST_OPTIONS]


def options(found: Iterable[Rung], use: Use, line: Line) -> tuple[Option, ...]:
    """The classes as options for as many hours as the line has."""
    return tuple(
        Option(
            name=one.size,
            then=(Line(one.key, line.quantity),),
            risk=risk_above(use.cpu, 100 * one.vcpus / use.present.vcpus),
            restart=True,
            why=f"{one.vcpus:g} vCPU, {one.memory_gib:g} GiB, ${one.hourly} an hour",
            before_doing=(_LIMITS, _OTHER_PROCESSOR)
            if one.is_graviton and not use.present.is_graviton
            else (_LIMITS,),
        )
        for one in found
    )


def facts(use: Use, look: Look) -> dict[str, str]:
    """The figures that decided, in words."""
    return {
        "policy": look.policy,
        "cpu": f"mean {use.cpu.mean:.1f} %, {use.cpu.level(0.95):.1f} % at P95",
        "needs": f"{use.vcpus:.2f} of {use.present.vcpus:g} vCPU, "
        f"{use.memory_gib:.1f} of {use.present.memory_gib:g} GiB",
        "because": use.reason,
    }


def _fits(one: Rung, use: Use) -> bool:
    newer = one.parts[1] >= use.present.parts[1]
    enough = one.vcpus * _ROUNDING >= use.vcpus and one.memory_gib * _ROUNDING >= use.memory_gib
    return newer and enough and _holds_disks(one, use.present)


def _holds_disks(one: Rung, present: Rung) -> bool:
    """Nobody measures what is on the disks of a class: there must not be less of them."""
    return not present.has_disks or (one.has_disks and one.memory_gib >= present.memory_gib)


def _rungs(service: str, like: str, region: str, look: Look) -> tuple[Rung, ...]:
    return tuple(sorted(_priced(service, like, region, look), key=lambda one: one.hourly))


def _priced(service: str, like: str, region: str, look: Look) -> Iterator[Rung]:
    for price in look.prices.like(f"{service}/", region):
        size = _size(price.key)
        if price.key != f"{service}/{size}/{like}" or not _CLASS.fullmatch(size):
            continue
        if price.vcpus is not None and price.memory_gib is not None:
            yield Rung(size, price.key, price.amount, price.vcpus, price.memory_gib)


def _size(key: str) -> str:
    return key.split("/")[1]
