"""A log group with nothing in it."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="logs_log_group_empty",
    title="Log group is empty and unused",
    why="Left-over groups hide those that matter, and their owners are forgotten first.",
    kinds=("AWS::Logs::LogGroup",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("logs:DescribeLogGroups",),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    metrics=("IncomingBytes",),
    window_days=90,
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """UNKNOWN of a group that is younger than the window."""
    if look.number(group, "storedBytes") or look.total(group, "IncomingBytes"):
        return PASSED
    look.old_enough(group)
    return Failed(
        f"It holds nothing, and nothing came in for {look.meta.window_days} days.",
        unpriced="an empty log group costs nothing",
    )
