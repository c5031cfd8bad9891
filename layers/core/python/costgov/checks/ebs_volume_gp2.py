"""A gp2 volume costs a quarter more than gp3 of the same size, which is as fast or faster."""

from decimal import Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._ebs import GP3_IOPS, GP3_MIBPS, MIB, gp3_lines, per_second, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ebs_volume_gp2",
    title="gp2 volume would cost less as gp3",
    why="gp3 costs less by the gigabyte and its performance no longer depends on the size.",
    kinds=("AWS::EC2::Volume",),
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeVolumes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
    metrics=("VolumeReadBytes", "VolumeWriteBytes"),
    window_days=14,
    thresholds=thresholds(
        headroom=("2", "times", "how much more than its busiest hour a volume may need at once"),
    ),
)
# gp2: 3 IOPS a GiB up to 16,000, and up to 250 MiB/s from a size of 171 GiB on.
_IOPS_A_GIB: Final = 3
_MOST_IOPS: Final = Decimal(16_000)
_FASTER_FROM: Final = 171
_GP2_MIBPS: Final = Decimal(250)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """PASSED for other types, and where the same speed would cost no less."""
    if look.attribute(volume, "VolumeType") != "gp2":
        return PASSED
    size = look.number(volume, "Size")
    iops = max(GP3_IOPS, min(size * _IOPS_A_GIB, _MOST_IOPS))
    mibps = _throughput(volume, look, size)
    now, then = volume_lines(volume, look), gp3_lines(size, iops, mibps)
    if cost(then, look, volume) >= cost(now, look, volume):
        return PASSED
    return Failed(
        why=f"{size} GiB of gp2 would be as fast as gp3 with {iops} IOPS and {mibps} MiB/s.",
        now=now,
        then=then,
        facts={"iops": str(iops), "throughput": f"{mibps} MiB/s"},
    )


def _throughput(volume: Resource, look: Look, size: Decimal) -> Decimal:
    """What gp3 includes, if gp2 has no more or its busiest hour was far below that."""
    if size < _FASTER_FROM:
        return GP3_MIBPS
    try:
        _, busiest = per_second(volume, look, "VolumeReadBytes", "VolumeWriteBytes")
    except NotKnown:
        return _GP2_MIBPS
    return GP3_MIBPS if busiest * look.setting("headroom") <= GP3_MIBPS * MIB else _GP2_MIBPS
