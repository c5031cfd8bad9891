"""A file system nobody reads from or writes to."""

from typing import Final

from costgov.checks._fsx import file_system_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="fsx_file_system_idle",
    title="FSx file system is neither read nor written",
    why="FSx charges capacity and throughput around the clock, used or not.",
    kinds=("AWS::FSx::FileSystem",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    # From the backup that is to be taken first.
    reversible=True,
    iam=("fsx:DescribeFileSystems",),
    docs="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/monitoring-cloudwatch.html",
    metrics=("DataReadBytes", "DataWriteBytes"),
    window_days=30,
    thresholds=thresholds(mb=("10", "MB", "read and written in 30 days that is still idle")),
)


def evaluate(file_system: Resource, look: Look) -> Verdict:
    """FSx publishes these always, so nothing published is UNKNOWN."""
    used = look.total(file_system, "DataReadBytes") + look.total(file_system, "DataWriteBytes")
    if used > look.setting("mb") * 10**6:
        return PASSED
    look.old_enough(file_system)
    return Failed(
        f"{used / 10**6:.1f} MB were read and written in {look.meta.window_days} days.",
        now=file_system_lines(file_system, look),
    )
