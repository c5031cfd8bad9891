"""A group that has had no instances for long, and may have none."""

from typing import Final

from costgov.checks._groups import GROUP
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="autoscaling_group_empty",
    title="Auto Scaling group that may have no instances",
    why="It costs nothing itself, but keeps images, load balancers and addresses in use.",
    kinds=(GROUP,),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=("autoscaling:DescribeAutoScalingGroups",),
    docs="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-process-shutdown.html",
    thresholds=thresholds(days=("90", "days", "younger groups may be about to be used")),
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say how large it may be."""
    if look.number(group, "MaxSize") or group.managed_by:
        return PASSED
    age = look.age_days(group)
    if age < look.setting("days"):
        return PASSED
    return Failed(
        why=f"It may have no instances at all; it is {age} days old.",
        unpriced="an empty group is not charged",
    )
