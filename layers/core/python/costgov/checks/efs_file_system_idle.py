"""A file system that can be mounted, and that no client is connected to."""

from typing import Final

from costgov.checks._efs import is_copy, storage_lines, throughput_lines
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="efs_file_system_idle",
    title="EFS file system has no clients",
    why="A file system nobody connects to is charged for all it stores.",
    kinds=("AWS::EFS::FileSystem",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    # From the backup that is to be taken first.
    reversible=True,
    iam=("elasticfilesystem:DescribeFileSystems",),
    docs="https://docs.aws.amazon.com/efs/latest/ug/efs-metrics.html",
    metrics=("ClientConnections",),
    window_days=30,
)


def evaluate(file_system: Resource, look: Look) -> Verdict:
    """One without mount targets is another check's, a copy that replication makes stands by."""
    if is_copy(file_system) or not look.number(file_system, "NumberOfMountTargets"):
        return PASSED
    if look.total(file_system, "ClientConnections"):
        return PASSED
    look.old_enough(file_system)
    lines = (*storage_lines(file_system, look), *throughput_lines(file_system, look))
    if not lines:
        return PASSED
    return Failed(f"No client was connected for {look.meta.window_days} days.", now=lines)
