"""A large io1 volume: io2 charges less for each IOPS beyond 32,000."""

from typing import Final

from costgov.checks._ebs import io2_iops, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_io1_tiered",
    title="io1 volume with more IOPS than io2 charges in full",
    why="io2 costs the same up to 32,000 IOPS, less for each beyond them, and fails less often.",
    kinds=("AWS::EC2::Volume",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeVolumes",),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html",
    thresholds=thresholds(iops=("32000", "IOPS", "up to here both types cost the same")),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say its type or its IOPS."""
    if look.attribute(volume, "VolumeType") != "io1":
        return PASSED
    iops = look.number(volume, "Iops")
    if iops <= look.setting("iops"):
        return PASSED
    size = look.number(volume, "Size")
    return Failed(
        why=f"{iops} IOPS are provisioned; io2 charges less for those beyond 32000.",
        now=volume_lines(volume, look),
        then=(Line("ebs.storage/io2", size), *io2_iops(iops)),
    )
