"""An image that starts nothing keeps its snapshots."""

from typing import Final

from costgov.checks._ebs import SNAPSHOT, full_gib, lineage, snapshots_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import INSTANCE, Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ec2_image_unused",
    title="Machine image that starts nothing",
    why="An image is free, the snapshots it consists of are charged by the gigabyte.",
    kinds=("AWS::EC2::Image",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=(
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:DescribeSnapshots",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeLaunchConfigurations",
    ),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/deregister-ami.html",
    thresholds=thresholds(
        days=("90", "days", "images made or started within these may be started again"),
    ),
)
_STARTERS: Final = (
    INSTANCE,
    "AWS::EC2::LaunchTemplate",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration",
)


def images_of(starter: Resource) -> tuple[str, ...]:
    """The images an instance, template, group or configuration is started from."""
    several, one = starter.attributes.get("ImageIds"), starter.attributes.get("ImageId")
    return tuple(str(name) for name in several) if isinstance(several, list) else (str(one),)


def evaluate(image: Resource, look: Look) -> Verdict:
    """PASSED for public ones, which others may start, and for what backups keep."""
    age = look.age_days(image)
    if age < look.setting("days") or image.managed_by or image.attributes.get("Public"):
        return PASSED
    last = image.attributes.get("LastLaunchedTime")
    if last and look.days_since(last) < look.setting("days"):
        return PASSED
    if any(look.estate.related(kind, images_of, image.id) for kind in _STARTERS):
        return PASSED
    why = f"It is {age} days old, and no instance, template or group is started from it."
    lines = []
    for name in snapshots_of(image):
        snapshot = look.estate.get(SNAPSHOT, image.region, name)
        if snapshot is None:
            raise NotKnown(f"the snapshot {name} is not in the inventory")
        if len(lineage(snapshot, look)) > 1:
            return Failed(why=why, unpriced="its snapshots share blocks with others")
        lines.append(Line("ebs.snapshot", full_gib(snapshot, look)))
    return Failed(
        why=why,
        now=tuple(lines),
        unpriced="" if lines else "it has no snapshots",
        facts={"first": "see whether it is shared with accounts whose groups start it"},
    )
