"""A database volume that is mostly empty."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._rds import DB_INSTANCE, GIB, is_member, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_storage_mostly_free",
    title="Database storage is mostly free",
    why="Storage is charged as it is allocated, and an instance's cannot be shrunk in place.",
    kinds=(DB_INSTANCE,),
    action=Action.RESIZE,
    severity=Level.LOW,
    # Into a new instance, by blue/green deployment or dump and restore.
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html",
    metrics=("FreeStorageSpace",),
    window_days=14,
    thresholds=thresholds(
        free=("0.7", "share", "free at the fullest hour before it is worth the work"),
        headroom=("1.5", "times", "storage to keep, as a multiple of what is used"),
        least_gb=("100", "GB", "smaller volumes are not worth the work"),
    ),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """By the least that was free; only storage is priced, IOPS stay as they are."""
    if is_member(instance):
        return PASSED
    size = look.number(instance, "AllocatedStorage")
    if size < look.setting("least_gb"):
        return PASSED
    least = look.digest(instance, "FreeStorageSpace").min
    free = (least or Decimal(0)) / GIB
    if free / size < look.setting("free"):
        return PASSED
    used = size - free
    kept = max((used * look.setting("headroom")).to_integral_value(ROUND_CEILING), Decimal(20))
    storage = volume_lines(instance, look)[0]
    return Failed(
        why=f"Never more than {used:.0f} of {size:f} GB were used.",
        now=(storage,),
        then=(Line(storage.key, kept),),
        facts={"how": "only into a new, smaller instance"},
    )
