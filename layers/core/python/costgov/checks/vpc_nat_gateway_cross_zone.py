"""Subnets that reach their NAT gateway across zones pay for the way as well."""

from typing import Final

from costgov.checks._network import processed_gb, sending_subnets, zone_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="vpc_nat_gateway_cross_zone",
    title="NAT gateway is used from other availability zones",
    why="What crosses zones on the way to the gateway and back is charged in each direction.",
    kinds=("AWS::EC2::NatGateway",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=(
        "ec2:DescribeNatGateways",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSubnets",
        "cloudwatch:GetMetricData",
    ),
    docs="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    metrics=("BytesInFromSource", "BytesInFromDestination"),
    window_days=14,
    thresholds=thresholds(
        gigabytes=("1600", "GB/month", "less costs no more across zones than a further gateway"),
    ),
)


def evaluate(gateway: Resource, look: Look) -> Verdict:
    """PASSED where even all of its traffic would not pay for a gateway in the other zone."""
    # A regional gateway has a part in each zone.
    if gateway.attributes.get("AvailabilityMode") == "regional":
        return PASSED
    own = zone_of(str(look.attribute(gateway, "SubnetId")), gateway.region, look)
    subnets = sending_subnets(gateway, look)
    zones = {zone_of(one, gateway.region, look) for one in subnets} - {own}
    if not zones:
        return PASSED
    gigabytes = processed_gb(gateway, look)
    if gigabytes < look.setting("gigabytes"):
        return PASSED
    return Failed(
        why=f"Subnets in {', '.join(sorted(zones))} reach it in {own}; it carries "
        f"{gigabytes:.0f} GB a month.",
        unpriced="which part of its traffic comes from other zones, no metric says: "
        "between none and all of it is charged for crossing",
        facts={"routed to it": ", ".join(subnets)},
    )
