"""An alarm that looks every few seconds, for three times the price."""

from typing import Final

from costgov.checks._alarms import is_high_resolution, metrics_watched
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="cloudwatch_alarm_high_resolution",
    title="CloudWatch alarm looks more often than once a minute",
    why="A high-resolution alarm costs three times as much as one that looks every minute.",
    kinds=("AWS::CloudWatch::Alarm",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudwatch:DescribeAlarms",),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
)


def evaluate(alarm: Resource, look: Look) -> Verdict:
    """UNKNOWN where CloudWatch tells neither a period nor queries."""
    if "Metrics" not in alarm.attributes:
        look.attribute(alarm, "Period")
    if not is_high_resolution(alarm):
        return PASSED
    watched = metrics_watched(alarm)
    return Failed(
        "It looks more often than once a minute.",
        now=(Line("cloudwatch.alarm/high-resolution", watched),),
        then=(Line("cloudwatch.alarm/standard", watched),),
    )
