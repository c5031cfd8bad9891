"""AWS would say when spend leaves its usual course, and was not asked to."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="account_anomaly_monitor_missing",
    title="No cost anomaly monitor is set up",
    why="AWS Cost Anomaly Detection is free of charge and finds what nobody expected.",
    kinds=("AWS::::Account",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ce:GetAnomalyMonitors", "organizations:DescribeOrganization"),
    docs="https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html",
)


def evaluate(account: Resource, look: Look) -> Verdict:
    """Monitors are kept where the bill is paid, so members pass."""
    if not look.attribute(account, "IsPayer") or look.number(account, "AnomalyMonitors"):
        return PASSED
    return Failed(
        why="The account that pays has no monitor in Cost Anomaly Detection.",
        unpriced="a monitor tells of spending, it saves none",
    )
