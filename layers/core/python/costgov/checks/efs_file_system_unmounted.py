"""A file system that nothing can reach."""

from typing import Final

from costgov.checks._efs import is_copy, storage_lines, throughput_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="efs_file_system_unmounted",
    title="EFS file system has no mount target",
    why="Without a mount target nothing can use the file system, and its storage is charged.",
    kinds=("AWS::EFS::FileSystem",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # From the backup that is to be taken first.
    reversible=True,
    iam=("elasticfilesystem:DescribeFileSystems",),
    docs="https://docs.aws.amazon.com/efs/latest/ug/delete-efs-fs.html",
    thresholds=thresholds(days=("7", "days", "younger ones may be about to be mounted")),
)


def evaluate(file_system: Resource, look: Look) -> Verdict:
    """An empty one costs nothing; a copy that replication makes is mounted when it is needed."""
    if is_copy(file_system):
        return PASSED
    age = look.age_days(file_system)
    if look.number(file_system, "NumberOfMountTargets") or age < look.setting("days"):
        return PASSED
    lines = (*storage_lines(file_system, look), *throughput_lines(file_system, look))
    if not lines:
        return PASSED
    return Failed(f"It is {age} days old and no mount target leads to it.", now=lines)
