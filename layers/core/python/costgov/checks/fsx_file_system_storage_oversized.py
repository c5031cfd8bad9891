"""Storage of a Windows file server that is mostly free."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._fsx import storage_line
from costgov.checks._gb import GB
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

# The least a file system can have: 32 GB of SSD, 2,000 of HDD.
_LEAST: Final = {"SSD": Decimal(32), "HDD": Decimal(2000)}
META: Final = Meta(
    id="fsx_file_system_storage_oversized",
    title="FSx for Windows has far more storage than it holds",
    why="Storage is charged as provisioned, and a file system of it cannot shrink by itself.",
    kinds=("AWS::FSx::FileSystem",),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("fsx:DescribeFileSystems",),
    docs="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/managing-storage-capacity.html",
    metrics=("FreeStorageCapacity",),
    window_days=30,
    thresholds=thresholds(
        used_percent=("50", "%", "fuller file systems are left alone"),
        headroom_percent=("30", "%", "left free in the smaller one"),
    ),
)


def evaluate(file_system: Resource, look: Look) -> Verdict:
    """By the least that was free in 30 days; the data must be copied to a smaller one."""
    if look.attribute(file_system, "FileSystemType") != "WINDOWS":
        return PASSED
    capacity = look.number(file_system, "StorageCapacity")
    free = look.digest(file_system, "FreeStorageCapacity").min
    if free is None:
        raise NotKnown("FreeStorageCapacity has no minimum")
    used = max(capacity - free / GB, Decimal(0))
    if used >= capacity * look.setting("used_percent") / 100:
        return PASSED
    needed = (used / (1 - look.setting("headroom_percent") / 100)).to_integral_value(ROUND_CEILING)
    smaller = max(needed, _LEAST[str(look.attribute(file_system, "StorageType"))])
    if smaller >= capacity:
        return PASSED
    return Failed(
        f"At most {used:.0f} of {capacity} GB were in use in 30 days; {smaller} would do.",
        now=(storage_line(file_system, look, capacity),),
        then=(storage_line(file_system, look, smaller),),
    )
