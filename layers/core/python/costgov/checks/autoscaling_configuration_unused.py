"""A launch configuration that no group starts instances from."""

from typing import Final

from costgov.checks._groups import GROUP
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="autoscaling_configuration_unused",
    title="Launch configuration that no group uses",
    why="It costs nothing itself, but keeps its image in use, whose snapshots are charged.",
    kinds=("AWS::AutoScaling::LaunchConfiguration",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=("autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeAutoScalingGroups"),
    docs="https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html",
    thresholds=thresholds(days=("30", "days", "younger ones may be about to be used")),
)


def configuration_of(group: Resource) -> tuple[str, ...]:
    """The launch configuration of a group, with its region."""
    name = group.attributes.get("LaunchConfigurationName")
    return (f"{group.region}/{name}",) if name else ()


def evaluate(configuration: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say when it was made."""
    name = f"{configuration.region}/{configuration.id}"
    age = look.age_days(configuration)
    if age < look.setting("days") or look.estate.related(GROUP, configuration_of, name):
        return PASSED
    return Failed(
        why=f"No group uses it; it is {age} days old.",
        unpriced="a launch configuration is not charged",
        facts={"image": str(configuration.attributes.get("ImageId", "not told"))},
    )
