"""A volume that stays behind each time its Auto Scaling group replaces the instance."""

from typing import Final

from costgov.checks._ebs import instances_of, outlives_instance
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_outlives_instance",
    title="Volume stays when its replaceable instance is terminated",
    why="A group replaces its instances, and each leaves behind a volume that nobody uses again.",
    kinds=("AWS::EC2::Volume",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeVolumes", "ec2:DescribeInstances"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-root-volume-delete-on-termination.html",
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """PASSED where nobody replaces the instance: there the volume may well be meant to stay."""
    managed = [one for one in instances_of(volume, look) if one.managed_by]
    if not managed or not outlives_instance(volume):
        return PASSED
    return Failed(
        why=f"{managed[0].managed_by} replaces {managed[0].id}, and the "
        f"{look.number(volume, 'Size')} GiB attached to it stay.",
        unpriced="how often the instance will be replaced is not known",
    )
