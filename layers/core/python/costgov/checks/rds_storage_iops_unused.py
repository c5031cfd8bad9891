"""A gp3 volume of a database with IOPS paid for beyond those included, which it does not use."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._rds import DB_INSTANCE, included_iops, is_member, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_storage_iops_unused",
    title="Database volume has more gp3 IOPS than it uses",
    why="IOPS beyond those gp3 includes are charged by the month, used or not.",
    kinds=(DB_INSTANCE,),
    action=Action.RESIZE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html",
    metrics=("ReadIOPS", "WriteIOPS"),
    window_days=14,
    thresholds=thresholds(
        headroom=("1.2", "times", "IOPS to keep, as a multiple of the most that were used"),
    ),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Nothing to save below what is included; peaks of reads and writes are added up."""
    if is_member(instance) or look.attribute(instance, "StorageType") != "gp3":
        return PASSED
    paid = look.number(instance, "Iops")
    included = included_iops(instance, look, look.number(instance, "AllocatedStorage"))
    if paid <= included:
        return PASSED
    peaks = (look.digest(instance, name).max or Decimal(0) for name in META.metrics)
    used = sum(peaks, Decimal(0))
    needed = (used * look.setting("headroom")).to_integral_value(ROUND_CEILING)
    kept = max(needed, included)
    if kept >= paid:
        return PASSED
    return Failed(
        why=f"{paid:f} IOPS are provisioned, {included:f} included, at most {used:.0f} used.",
        now=volume_lines(instance, look),
        then=volume_lines(instance, look, iops=kept),
    )
