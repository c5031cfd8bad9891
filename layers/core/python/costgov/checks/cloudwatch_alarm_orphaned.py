"""An alarm on a metric that is no longer there."""

from typing import Final

from costgov.checks._alarms import alarm_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="cloudwatch_alarm_orphaned",
    title="CloudWatch alarm has had no data for long",
    why="What it watched is gone; the alarm is charged and can warn of nothing.",
    kinds=("AWS::CloudWatch::Alarm",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudwatch:DescribeAlarms",),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    thresholds=thresholds(days=("30", "days", "shorter gaps may be breaks of what is watched")),
)


def evaluate(alarm: Resource, look: Look) -> Verdict:
    """By the state CloudWatch gives it, and since when."""
    if alarm.state != "INSUFFICIENT_DATA":
        return PASSED
    changed = alarm.attributes.get("StateTransitionedTimestamp")
    days = look.days_since(changed or look.attribute(alarm, "StateUpdatedTimestamp"))
    if days < look.setting("days"):
        return PASSED
    return Failed(f"It has had no data for {days} days.", now=(alarm_line(alarm),))
