"""A VPC with many instances that each have a public address of their own."""

from decimal import Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._monthly import in_a_month
from costgov.checks._network import GIB, NAT_GATEWAY, vpc_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import INSTANCE, Resource

META: Final = Meta(
    id="vpc_addresses_many",
    title="Many instances of a VPC have public addresses",
    why="Each public IPv4 address is charged by the hour, and one NAT gateway serves any number.",
    kinds=("AWS::EC2::VPC",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeVpcs", "ec2:DescribeInstances", "ec2:DescribeNatGateways"),
    docs="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html",
    thresholds=thresholds(
        addresses=("10", "addresses", "fewer cost no more than a NAT gateway's hours"),
    ),
)


def evaluate(vpc: Resource, look: Look) -> Verdict:
    """UNKNOWN where the traffic, which a gateway would charge for, was not measured."""
    members = look.estate.related(INSTANCE, vpc_of, vpc.id)
    public = [
        one for one in members if one.state == "running" and "PublicIpAddress" in one.attributes
    ]
    if len(public) < look.setting("addresses"):
        return PASSED
    gateways = look.estate.related(NAT_GATEWAY, vpc_of, vpc.id)
    traffic = sum(
        (in_a_month(look, one, name) for one in public for name in ("NetworkIn", "NetworkOut")),
        Decimal(0),
    )
    now = (Line("ec2.address/in-use", HOURS_A_MONTH * len(public)),)
    data = Line("nat.bytes", traffic / GIB)
    new = (Line("nat.hours", HOURS_A_MONTH), Line("ec2.address/in-use", HOURS_A_MONTH))
    then = (data,) if gateways else (*new, data)
    if cost(then, look, vpc) >= cost(now, look, vpc):
        return PASSED
    return Failed(
        why=f"{len(public)} instances have a public address; together they move "
        f"{traffic / GIB:.0f} GB a month.",
        now=now,
        then=then,
        facts={"NAT gateways there": str(len(gateways))},
    )
