"""A group that no longer scales, because somebody stopped it from doing so."""

from typing import Final

from costgov.checks._groups import GROUP
from costgov.checks._network import texts
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="autoscaling_group_suspended",
    title="Auto Scaling group with suspended processes",
    why="A group that may not terminate instances keeps, and pays for, what its load asks no more.",
    kinds=(GROUP,),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("autoscaling:DescribeAutoScalingGroups",),
    docs="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html",
)
_SHRINKS: Final = frozenset({"AlarmNotification", "ScheduledActions", "Terminate"})


def evaluate(group: Resource, look: Look) -> Verdict:
    """PASSED for an empty group, and where what is suspended costs nothing."""
    suspended = sorted(_SHRINKS.intersection(texts(group, "SuspendedProcesses", look)))
    if not suspended or not look.number(group, "DesiredCapacity"):
        return PASSED
    return Failed(
        why=f"{', '.join(suspended)} are suspended, with "
        f"{look.number(group, 'DesiredCapacity')} instances.",
        unpriced="how many instances it would do without is not known while it does not scale",
    )
