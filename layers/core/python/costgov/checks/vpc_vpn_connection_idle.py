"""A VPN connection that is up and carries nothing."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="vpc_vpn_connection_idle",
    title="VPN connection that carries nothing",
    why="A VPN connection is charged by the hour, whatever goes through its tunnels.",
    kinds=("AWS::EC2::VPNConnection",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("ec2:DescribeVpnConnections", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html",
    metrics=("TunnelDataIn", "TunnelDataOut"),
    window_days=14,
    thresholds=thresholds(megabytes=("1", "MB/day", "keeping the tunnels up takes about as much")),
)
_MEGA: Final = 10**6


def evaluate(connection: Resource, look: Look) -> Verdict:
    """PASSED where no tunnel is up: that is another finding."""
    tunnels = look.attribute(connection, "Tunnels")
    told = [one for one in tunnels if isinstance(one, dict)] if isinstance(tunnels, list) else []
    if not any(one.get("Status") == "UP" for one in told):
        return PASSED
    moved = look.total(connection, "TunnelDataIn") + look.total(connection, "TunnelDataOut")
    daily = moved / META.window_days / _MEGA
    if daily >= look.setting("megabytes"):
        return PASSED
    return Failed(
        why=f"{daily:.2f} MB a day went through its tunnels over {META.window_days} days.",
        now=(Line("vpn.hours", HOURS_A_MONTH),),
    )
