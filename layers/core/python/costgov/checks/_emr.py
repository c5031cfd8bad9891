"""What EMR clusters are charged for, shared by their checks."""

from collections.abc import Iterator, Mapping
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

CLUSTER: Final = "AWS::EMR::Cluster"
IAM: Final = (
    "elasticmapreduce:ListClusters",
    "elasticmapreduce:DescribeCluster",
    "elasticmapreduce:ListInstances",
)


def instances(cluster: Resource, look: Look) -> Iterator[tuple[str, int, bool]]:
    """Type, number, and whether they are Spot, of its instances; raises NotKnown."""
    told = look.attribute(cluster, "Instances")
    if not isinstance(told, list) or not told:
        raise NotKnown("its instances were not listed")
    for one in told:
        if isinstance(one, Mapping):
            number = one.get("Count")
            spot = one.get("Market") == "SPOT"
            yield str(one.get("InstanceType")), number if isinstance(number, int) else 0, spot


def hours(size: str, number: int, *, spot: bool) -> tuple[Line, ...]:
    """A month of so many instances: EMR's own charge, and EC2's where it is not Spot's."""
    charge = Line(f"emr.instance/{size}", HOURS_A_MONTH * number)
    return (charge,) if spot else (charge, Line(f"ec2.instance/{size}/Linux", charge.quantity))
