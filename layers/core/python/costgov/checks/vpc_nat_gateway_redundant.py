"""A second NAT gateway in the same zone of a VPC."""

from typing import Final

from costgov.checks._network import NAT_GATEWAY, gateway_lines, processed_gb, vpc_of, zone_of
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="vpc_nat_gateway_redundant",
    title="Second NAT gateway in the same availability zone",
    why="One NAT gateway scales to 100 Gbit/s, and a second in the zone saves it from no outage.",
    kinds=("AWS::EC2::NatGateway",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeNatGateways", "ec2:DescribeSubnets", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    metrics=("BytesInFromSource", "BytesInFromDestination"),
    window_days=14,
)


def evaluate(gateway: Resource, look: Look) -> Verdict:
    """Of those in a zone, the one that carries most stays.

    PASSED for private gateways, and for regional ones, which are in several zones.
    """
    look.attribute(gateway, "ConnectivityType")
    if not _is_zonal(gateway):
        return PASSED
    zone = _zone(gateway, look)
    same = [
        one
        for vpc in vpc_of(gateway)
        for one in look.estate.related(NAT_GATEWAY, vpc_of, vpc)
        if _is_zonal(one) and _zone(one, look) == zone
    ]
    if len(same) < 2:
        return PASSED
    busiest = max(same, key=lambda one: (processed_gb(one, look), one.id))
    if busiest.id == gateway.id:
        return PASSED
    return Failed(
        why=f"{busiest.name} is in {zone} of the same VPC too, and carries "
        f"{processed_gb(busiest, look):.1f} GB a month; this one "
        f"{processed_gb(gateway, look):.1f} GB.",
        now=gateway_lines(gateway, look),
        facts={"beside it": ", ".join(sorted(one.id for one in same if one.id != gateway.id))},
    )


def _is_zonal(gateway: Resource) -> bool:
    told = gateway.attributes
    return told.get("ConnectivityType") == "public" and told.get("AvailabilityMode") != "regional"


def _zone(gateway: Resource, look: Look) -> str:
    return zone_of(str(look.attribute(gateway, "SubnetId")), gateway.region, look)
