"""An alarm that tells nobody."""

from typing import Final

from costgov.checks._alarms import alarm_line
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="cloudwatch_alarm_without_actions",
    title="CloudWatch alarm does nothing when it goes off",
    why="An alarm without actions is charged, and nobody hears it unless its state is read.",
    kinds=("AWS::CloudWatch::Alarm",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudwatch:DescribeAlarms",),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html",
)
_FURTHER: Final = ("OKActions", "InsufficientDataActions")


def evaluate(alarm: Resource, look: Look) -> Verdict:
    """UNKNOWN where CloudWatch does not say what the alarm does.

    PASSED for parts of composite alarms, which act for them.
    """
    if alarm.attributes.get("IsPartOfComposite"):
        return PASSED
    actions = [look.attribute(alarm, "AlarmActions")]
    actions += [alarm.attributes.get(name) for name in _FURTHER]
    if look.attribute(alarm, "ActionsEnabled") and any(actions):
        return PASSED
    why = "Its actions are switched off." if any(actions) else "It has no action."
    return Failed(why, now=(alarm_line(alarm),))
