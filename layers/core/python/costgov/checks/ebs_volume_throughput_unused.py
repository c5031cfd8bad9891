"""A gp3 volume that pays for more throughput than it uses."""

from typing import Final

from costgov.checks._ebs import GP3_MIBPS, MIB, gp3_lines, in_steps, per_second, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_throughput_unused",
    title="gp3 volume pays for throughput it does not use",
    why="125 MiB/s are included in gp3 and what goes beyond is charged whether used or not.",
    kinds=("AWS::EC2::Volume",),
    action=Action.RESIZE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeVolumes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
    metrics=("VolumeReadBytes", "VolumeWriteBytes"),
    window_days=14,
    thresholds=thresholds(
        headroom=("2", "times", "how much more than its busiest hour a volume may need at once"),
        share=("0.8", "share", "volumes that need this part of their throughput are left alone"),
    ),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """UNKNOWN where bytes were not measured over the window."""
    if look.attribute(volume, "VolumeType") != "gp3":
        return PASSED
    provisioned = look.number(volume, "Throughput")
    if provisioned <= GP3_MIBPS:
        return PASSED
    _, busiest = per_second(volume, look, "VolumeReadBytes", "VolumeWriteBytes")
    mibps = busiest / MIB
    wanted = mibps * look.setting("headroom")
    needed = GP3_MIBPS if wanted <= GP3_MIBPS else in_steps(wanted)
    if needed >= provisioned * look.setting("share"):
        return PASSED
    return Failed(
        why=f"Of {provisioned} MiB/s its busiest hour needed {mibps:.0f}; {needed} are enough.",
        now=volume_lines(volume, look),
        then=gp3_lines(look.number(volume, "Size"), look.number(volume, "Iops"), needed),
        facts={"busiest hour": f"{mibps:.1f} MiB/s"},
    )
