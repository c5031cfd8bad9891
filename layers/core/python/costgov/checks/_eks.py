"""What EKS clusters and node groups are charged for, shared by their checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.instance_types import InstanceType
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

CLUSTER_HOUR: Final = Line("eks.cluster", HOURS_A_MONTH)
EXTENDED_HOUR: Final = Line("eks.extended_support", HOURS_A_MONTH)
# How much more memory a replacement may have: a family of another shape is no replacement.
_MORE_MEMORY: Final = 1.25


@dataclass(frozen=True, slots=True)
class Nodes:
    """How many nodes a group has, and the type it prefers."""

    number: Decimal
    type: InstanceType

    @property
    def line(self) -> Line:
        """A month of them on demand."""
        return node_line(self.type.name, self.number)


def node_line(name: str, number: Decimal) -> Line:
    """A month of nodes of a type on demand, on Linux."""
    return Line(f"ec2.instance/{name}/Linux", number * HOURS_A_MONTH)


def in_extended_support(cluster: Resource, look: Look) -> bool:
    """Whether its version is past standard support; raises NotKnown."""
    return look.days_since(look.attribute(cluster, "endOfStandardSupportDate")) > 0


def scaling(group: Resource, look: Look, name: str) -> Decimal:
    """`minSize`, `maxSize` or `desiredSize` of a node group; raises NotKnown."""
    found = look.attribute(group, "scalingConfig")
    if not isinstance(found, Mapping) or name not in found:
        raise NotKnown(f"{name} was not told")
    return Decimal(str(found[name]))


def nodes(group: Resource, look: Look) -> Nodes:
    """Its nodes on demand.

    Raises:
        NotKnown: its types stand in a launch template, or are not described.
    """
    types = group.attributes.get("instanceTypes")
    if not isinstance(types, list) or not types:
        raise NotKnown("its instance types stand in a launch template")
    return Nodes(
        scaling(group, look, "desiredSize"), look.catalogue.get(str(types[0]), group.region)
    )


def cheaper(group: Resource, look: Look, present: InstanceType, architecture: str) -> Line | None:
    """One cheaper node of the current generation with as many vCPUs and as much memory, if any."""
    price = look.price(node_line(present.name, Decimal(1)).key, group).amount
    found: list[tuple[Decimal, str]] = []
    for one in look.catalogue.offered(group.region):
        if _replaces(one, present, architecture):
            try:
                offered = look.price(node_line(one.name, Decimal(1)).key, group).amount
            except NotKnown:  # not sold on demand there
                continue
            found += [(offered, one.name)] if offered < price else []
    return node_line(min(found)[1], Decimal(1)) if found else None


def _replaces(one: InstanceType, present: InstanceType, architecture: str) -> bool:
    return (
        one.current
        and one.architecture == architecture
        and one.vcpus == present.vcpus
        and present.memory_gib <= one.memory_gib <= present.memory_gib * _MORE_MEMORY
        and one.accelerators == present.accelerators
        and one.burstable == present.burstable
        and not one.bare_metal
        and one.local_storage_gb >= present.local_storage_gb
    )
