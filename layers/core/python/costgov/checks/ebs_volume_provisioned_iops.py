"""A provisioned IOPS volume whose IOPS gp3 offers as well, at a fraction of the price."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._ebs import (
    GP3_IOPS,
    GP3_MIBPS,
    MIB,
    gp3_lines,
    in_steps,
    per_second,
    volume_lines,
)
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_provisioned_iops",
    title="io1 or io2 volume whose performance gp3 offers as well",
    why="An IOPS of io1 or io2 costs thirteen times what one of gp3 does beyond the included ones.",
    kinds=("AWS::EC2::Volume",),
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    # gp3 is slower by some tenths of a millisecond, and less durable than io2.
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeVolumes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
    metrics=("VolumeReadBytes", "VolumeWriteBytes"),
    window_days=14,
    thresholds=thresholds(
        # gp3 goes to 80,000 IOPS and 2,000 MiB/s since 2025; its latency is what these ask for.
        iops=("16000", "IOPS", "volumes provisioned with more are left as they are"),
        throughput=("1000", "MiB/s", "volumes that need more are left as they are"),
        headroom=("2", "times", "how much more than its busiest hour a volume may need at once"),
    ),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """UNKNOWN where its throughput was not measured: gp3's is provisioned apart."""
    kind = look.attribute(volume, "VolumeType")
    if kind not in {"io1", "io2"}:
        return PASSED
    iops = look.number(volume, "Iops")
    # Only provisioned IOPS volumes can be attached to several instances.
    if iops > look.setting("iops") or volume.attributes.get("MultiAttachEnabled"):
        return PASSED
    _, busiest = per_second(volume, look, "VolumeReadBytes", "VolumeWriteBytes")
    wanted = busiest * look.setting("headroom") / MIB
    mibps = GP3_MIBPS if wanted <= GP3_MIBPS else in_steps(wanted)
    if mibps > look.setting("throughput"):
        return PASSED
    now = volume_lines(volume, look)
    then = gp3_lines(look.number(volume, "Size"), max(iops, GP3_IOPS), mibps)
    if cost(then, look, volume) >= cost(now, look, volume):
        return PASSED
    return Failed(
        why=f"{iops} IOPS of {kind} and {mibps} MiB/s are within what gp3 offers.",
        now=now,
        then=then,
        facts={"iops": str(iops), "throughput": f"{mibps} MiB/s"},
    )
