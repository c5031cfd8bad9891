"""A provisioned IOPS volume that never comes near what it is provisioned with."""

from typing import Final

from costgov.checks._ebs import in_steps, io2_iops, per_second, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_iops_unused",
    title="Provisioned IOPS are not used",
    why="io1 and io2 volumes are charged for each IOPS provisioned, whether or not it is used.",
    kinds=("AWS::EC2::Volume",),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeVolumes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/requesting-ebs-volume-modifications.html",
    metrics=("VolumeReadOps", "VolumeWriteOps"),
    window_days=14,
    thresholds=thresholds(
        headroom=("2", "times", "how much more than its busiest hour a volume may need at once"),
        least=("100", "IOPS", "no volume of these types has less"),
        share=("0.8", "share", "volumes that need this part of their IOPS are left alone"),
    ),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """UNKNOWN where operations were not measured over the window."""
    kind = look.attribute(volume, "VolumeType")
    if kind not in {"io1", "io2"}:
        return PASSED
    provisioned = look.number(volume, "Iops")
    average, busiest = per_second(volume, look, "VolumeReadOps", "VolumeWriteOps")
    needed = max(in_steps(busiest * look.setting("headroom")), look.setting("least"))
    if needed >= provisioned * look.setting("share"):
        return PASSED
    storage = Line(f"ebs.storage/{kind}", look.number(volume, "Size"))
    iops = io2_iops(needed) if kind == "io2" else (Line("ebs.iops/io1", needed),)
    return Failed(
        why=f"Of {provisioned} IOPS its busiest hour needed {busiest:.0f}; {needed} are enough.",
        now=volume_lines(volume, look),
        then=(storage, *iops),
        facts={"average": f"{average:.1f} IOPS", "busiest hour": f"{busiest:.1f} IOPS"},
    )
