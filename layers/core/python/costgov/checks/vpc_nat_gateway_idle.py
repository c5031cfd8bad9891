"""A NAT gateway through which nothing goes."""

from typing import Final

from costgov.checks._monthly import peak
from costgov.checks._network import gateway_lines, sending_subnets
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="vpc_nat_gateway_idle",
    title="NAT gateway through which nothing goes",
    why="A NAT gateway is charged by the hour, whether or not anything is sent through it.",
    kinds=("AWS::EC2::NatGateway",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=(
        "ec2:DescribeNatGateways",
        "ec2:DescribeRouteTables",
        "cloudwatch:GetMetricData",
    ),
    docs="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-cloudwatch.html",
    metrics=("ActiveConnectionCount", "BytesInFromSource"),
    window_days=14,
    thresholds=thresholds(megabytes=("1", "MB/day", "less than this is nothing that anyone needs")),
)
_MEGA: Final = 10**6


def evaluate(gateway: Resource, look: Look) -> Verdict:
    """UNKNOWN where it is younger than the window."""
    look.old_enough(gateway)
    sent = look.total(gateway, "BytesInFromSource") / META.window_days / _MEGA
    connections = peak(look, gateway, "ActiveConnectionCount")
    if sent >= look.setting("megabytes"):
        return PASSED
    subnets = sending_subnets(gateway, look)
    return Failed(
        why=f"{sent:.2f} MB a day were sent through it over {META.window_days} days, by at most "
        f"{connections:.0f} connections at once.",
        now=gateway_lines(gateway, look),
        facts={"routed to it": ", ".join(subnets) or "no subnet"},
    )
