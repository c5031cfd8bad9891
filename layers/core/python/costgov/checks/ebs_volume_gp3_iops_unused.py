"""A gp3 volume that pays for more IOPS than it uses."""

from typing import Final

from costgov.checks._ebs import GP3_IOPS, gp3_lines, in_steps, per_second, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_gp3_iops_unused",
    title="gp3 volume pays for IOPS it does not use",
    why="3,000 IOPS are included in gp3 and each further one is charged whether used or not.",
    kinds=("AWS::EC2::Volume",),
    action=Action.RESIZE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeVolumes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
    metrics=("VolumeReadOps", "VolumeWriteOps"),
    window_days=14,
    thresholds=thresholds(
        headroom=("2", "times", "how much more than its busiest hour a volume may need at once"),
        share=("0.8", "share", "volumes that need this part of their IOPS are left alone"),
    ),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """UNKNOWN where operations were not measured over the window."""
    if look.attribute(volume, "VolumeType") != "gp3":
        return PASSED
    provisioned = look.number(volume, "Iops")
    if provisioned <= GP3_IOPS:
        return PASSED
    _, busiest = per_second(volume, look, "VolumeReadOps", "VolumeWriteOps")
    needed = max(in_steps(busiest * look.setting("headroom")), GP3_IOPS)
    if needed >= provisioned * look.setting("share"):
        return PASSED
    return Failed(
        why=f"Of {provisioned} IOPS its busiest hour needed {busiest:.0f}; {needed} are enough.",
        now=volume_lines(volume, look),
        then=gp3_lines(look.number(volume, "Size"), needed, look.number(volume, "Throughput")),
        facts={"busiest hour": f"{busiest:.1f} IOPS"},
    )
