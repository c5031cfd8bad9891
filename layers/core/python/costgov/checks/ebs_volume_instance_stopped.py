"""A volume of an instance that was stopped some weeks ago: a snapshot of it costs less."""

from typing import Final

from costgov.checks._ebs import instances_of, volume_lines
from costgov.checks._stopped import LONG_STOPPED_DAYS, stopped_days
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_instance_stopped",
    title="Volume of a stopped instance is paid for in full",
    why="A stopped instance is not charged, its volumes are as before.",
    kinds=("AWS::EC2::Volume",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeVolumes", "ec2:DescribeInstances"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html",
    thresholds=thresholds(
        days=("7", "days", "instances stopped for less will be started again"),
    ),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """PASSED where the instance is stopped for so long that it is judged itself."""
    instances = instances_of(volume, look)
    if not instances or any(one.state != "stopped" for one in instances):
        return PASSED
    days = min(stopped_days(one, look) for one in instances)
    if days < look.setting("days") or days >= LONG_STOPPED_DAYS:
        return PASSED
    size = look.number(volume, "Size")
    return Failed(
        why=f"{instances[0].name} is stopped for {days} days; its {size} GiB of "
        f"{look.attribute(volume, 'VolumeType')} are charged all the same.",
        now=volume_lines(volume, look),
        # All of it at most: a snapshot holds the blocks that were ever written.
        then=(Line("ebs.snapshot", size),),
    )
