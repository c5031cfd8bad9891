"""A volume with provisioned IOPS whose load gp3 bears for less."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._rds import DB_INSTANCE, included_iops, is_member, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_storage_provisioned_iops",
    title="Database volume pays for IOPS it does not use",
    why="io1 and io2 charge every provisioned IOPS; gp3 includes thousands of them.",
    kinds=(DB_INSTANCE,),
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    # gp3's latency is less even.
    risk=Level.MEDIUM,
    reversible=True,
    iam=("rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html",
    metrics=("ReadIOPS", "WriteIOPS"),
    window_days=14,
    thresholds=thresholds(
        headroom=("1.2", "times", "IOPS to keep, as a multiple of the most that were used"),
        most=("16000", "IOPS", "a load above is left where it is"),
    ),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Peaks of reads and writes are added up as if they came together."""
    if is_member(instance) or look.attribute(instance, "StorageType") not in {"io1", "io2"}:
        return PASSED
    peaks = (look.digest(instance, name).max or Decimal(0) for name in META.metrics)
    used = sum(peaks, Decimal(0))
    needed = (used * look.setting("headroom")).to_integral_value(ROUND_CEILING)
    if needed > look.setting("most"):
        return PASSED
    size = look.number(instance, "AllocatedStorage")
    kept = max(needed, included_iops(instance, look, size))
    now, then = volume_lines(instance, look), volume_lines(instance, look, kind="gp3", iops=kept)
    if cost(then, look, instance) >= cost(now, look, instance):
        return PASSED
    paid = look.number(instance, "Iops")
    return Failed(
        why=f"{paid:f} IOPS are provisioned and at most {used:.0f} were used; gp3 bears that.",
        now=now,
        then=then,
    )
