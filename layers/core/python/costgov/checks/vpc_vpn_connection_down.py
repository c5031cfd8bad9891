"""A VPN connection of which no tunnel has been up for some time."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="vpc_vpn_connection_down",
    title="VPN connection with every tunnel down",
    why="A VPN connection is charged by the hour from when it is made, up or down.",
    kinds=("AWS::EC2::VPNConnection",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("ec2:DescribeVpnConnections",),
    docs="https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html",
    thresholds=thresholds(days=("14", "days", "shorter outages are somebody's to repair")),
)


def evaluate(connection: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not tell of its tunnels."""
    tunnels = look.attribute(connection, "Tunnels")
    if not isinstance(tunnels, list) or not tunnels:
        raise NotKnown("its tunnels were not told")
    told = [one for one in tunnels if isinstance(one, dict)]
    if any(one.get("Status") == "UP" for one in told):
        return PASSED
    days = min(look.days_since(one.get("LastStatusChange")) for one in told)
    if days < look.setting("days"):
        return PASSED
    return Failed(
        why=f"All of its {len(told)} tunnels have been down for at least {days} days.",
        now=(Line("vpn.hours", HOURS_A_MONTH),),
    )
