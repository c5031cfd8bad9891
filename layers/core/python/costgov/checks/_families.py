"""Instance families by their names: the same size one generation later, or of another maker."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from costgov.checks._instance_sizing import rungs
from costgov.checks._instances import instance_key
from costgov.checks.contract import Look
from costgov.domain.instance_types import InstanceType
from costgov.domain.resources import Resource
from costgov.domain.sizing import Candidate

# m6id.2xlarge: general purpose, sixth generation, by Intel, with disks. How types are named:
# https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
_NAME: Final = re.compile(r"(?P<series>[a-z]+)(?P<generation>\d+)(?P<extras>[a-z]*)")
_MAKERS: Final = {"a": "AMD", "g": "AWS", "i": "Intel"}
_INTEL: Final = "Intel"
# What is a little less of network or disks in a table is made up by the newer generation.
_NEARLY: Final = 0.9


@dataclass(frozen=True, slots=True)
class Family:
    """What a family's name says: its series, generation, processor, and what else it has."""

    series: str
    generation: int
    maker: str
    extras: str


@cache
def family_of(name: str) -> Family | None:
    """What the name of a type says of its family; None for names of another make (u-6tb1.metal).

    >>> family_of("c5ad.xlarge")
    Family(series='c', generation=5, maker='AMD', extras='d')
    """
    found = _NAME.fullmatch(name.partition(".")[0])
    if found is None:
        return None
    letters = found["extras"]
    maker = _MAKERS.get(letters[:1], _INTEL)
    extras = letters[1:] if letters[:1] in _MAKERS else letters
    return Family(found["series"], int(found["generation"]), maker, extras)


def same_size(instance: Resource, look: Look, maker: str | None = None) -> Iterator[Candidate]:
    """Cheaper types of the same size and series, no older, of a maker or its own; cheapest first.

    Raises:
        NotKnown: the type, its price or the operating system is not known.
    """
    present = look.catalogue.get(instance.instance_type or "", instance.region)
    own = family_of(present.name)
    price = look.price(instance_key(instance), instance).amount
    if own is None:
        return
    for one in rungs(instance, look):
        if one.hourly >= price:
            return
        other = family_of(one.type.name)
        if (
            other is not None
            and (other.series, other.extras) == (own.series, own.extras)
            and other.generation >= own.generation
            and other.maker == (maker or own.maker)
            and _carries(one.type, present)
        ):
            yield one


def share_saved(instance: Resource, one: Candidate, look: Look) -> Decimal:
    """The part of the price that another type saves, in percent; raises NotKnown."""
    price = look.price(instance_key(instance), instance).amount
    return (price - one.hourly) * 100 / price


def _carries(one: InstanceType, present: InstanceType) -> bool:
    return (
        one.name.partition(".")[2] == present.name.partition(".")[2]
        and one.vcpus == present.vcpus
        and one.memory_gib >= present.memory_gib
        and one.burstable == present.burstable
        and one.accelerators == present.accelerators
        and one.local_storage_gb >= present.local_storage_gb
        and _nearly(one.network_gbps, present.network_gbps)
        and _nearly(one.ebs_mbps, present.ebs_mbps)
    )


def _nearly(has: float | None, had: float | None) -> bool:
    return had is None or (has is not None and has >= had * _NEARLY)
