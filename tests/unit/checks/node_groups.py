"""EKS node groups made for tests, and the instance types and prices they are judged by."""

from collections.abc import Mapping
from typing import Any, Final

from costgov.domain.instance_types import InstanceCatalogue, InstanceType
from costgov.domain.resources import Resource

from tests.unit.checks.judging import REGION, resource


def _type(name: str, architecture: str, *, current: bool = True) -> InstanceType:
    return InstanceType(
        name=name,
        vcpus=2,
        memory_gib=8.0,
        architecture=architecture,
        current=current,
        burstable=False,
        network_gbps=None,
        ebs_mbps=None,
        ebs_iops=None,
    )


CATALOGUE: Final = InstanceCatalogue.of(
    REGION,
    (
        _type("m4.large", "x86_64", current=False),
        _type("m6i.large", "x86_64"),
        _type("m7i.large", "x86_64"),
        _type("m6g.large", "arm64"),
        _type("m9.large", "arm64"),  # has no price
    ),
)
PRICES: Final = {
    "ec2.instance/m4.large/Linux": "0.10",
    "ec2.instance/m6i.large/Linux": "0.096",
    "ec2.instance/m7i.large/Linux": "0.1008",
    "ec2.instance/m6g.large/Linux": "0.077",
}


def group(
    size: str | None = "m6i.large",
    *,
    tags: Mapping[str, str] | None = None,
    **changes: Any,
) -> Resource:
    """A group of three nodes on demand."""
    told: dict[str, Any] = {
        "instanceTypes": [size] if size else [],
        "capacityType": "ON_DEMAND",
        "amiType": "AL2023_x86_64_STANDARD",
        "scalingConfig": {"minSize": 1, "maxSize": 5, "desiredSize": 3},
    }
    return resource("AWS::EKS::Nodegroup", "c/blue", tags=tags, **(told | changes))
