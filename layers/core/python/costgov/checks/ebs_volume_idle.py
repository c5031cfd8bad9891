"""A volume of a running instance on which next to nothing is read or written."""

from typing import Final

from costgov.checks._ebs import instances_of, is_root, per_second, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_idle",
    title="Attached volume is neither read nor written",
    why="A volume is charged by what is provisioned, whether or not anything is done with it.",
    kinds=("AWS::EC2::Volume",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    # From the snapshot that is to be taken first.
    reversible=True,
    iam=("ec2:DescribeVolumes", "ec2:DescribeInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html",
    metrics=("VolumeReadOps", "VolumeWriteOps"),
    window_days=14,
    thresholds=thresholds(
        iops=("0.1", "operations/s", "a file system that nobody uses does fewer on average"),
    ),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """PASSED for what an instance starts from: that is judged with the instance."""
    instances = instances_of(volume, look)
    if not any(one.state == "running" for one in instances):
        return PASSED
    if any(is_root(volume, one) for one in instances):
        return PASSED
    look.old_enough(volume)
    average, busiest = per_second(volume, look, "VolumeReadOps", "VolumeWriteOps")
    if average >= look.setting("iops"):
        return PASSED
    return Failed(
        why=f"{average:.3f} operations a second on average, {busiest:.2f} in the busiest hour, "
        f"of {META.window_days} days.",
        now=volume_lines(volume, look),
        facts={"attached to": ", ".join(one.id for one in instances)},
    )
