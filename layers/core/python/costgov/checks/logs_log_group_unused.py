"""A log group that holds events and receives none."""

from typing import Final

from costgov.checks._gb import in_gb
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="logs_log_group_unused",
    title="Log group receives nothing any more",
    why="What wrote to it is gone, while its events are still charged.",
    kinds=("AWS::Logs::LogGroup",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("logs:DescribeLogGroups",),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    metrics=("IncomingBytes",),
    window_days=90,
    thresholds=thresholds(gb=("0.01", "GB", "a group that holds less costs next to nothing")),
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """UNKNOWN of a group that is younger than the window."""
    stored = in_gb(int(look.number(group, "storedBytes")))
    if stored < look.setting("gb") or look.total(group, "IncomingBytes"):
        return PASSED
    look.old_enough(group)
    return Failed(
        f"{stored:.2f} GB are stored, and nothing came in for {look.meta.window_days} days.",
        now=(Line("logs.storage", stored),),
    )
