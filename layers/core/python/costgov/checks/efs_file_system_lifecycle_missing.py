"""Files that are not used any more stay in the dearest class."""

from decimal import Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._efs import storage_line, stored
from costgov.checks._gb import in_gb
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="efs_file_system_lifecycle_missing",
    title="EFS keeps unused files in the Standard class",
    why="Files not used for 30 days cost a fraction in the Infrequent Access class.",
    kinds=("AWS::EFS::FileSystem",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(
        "elasticfilesystem:DescribeFileSystems",
        "elasticfilesystem:DescribeLifecycleConfiguration",
    ),
    docs="https://docs.aws.amazon.com/efs/latest/ug/lifecycle-management-efs.html",
    metrics=("DataReadIOBytes", "DataWriteIOBytes"),
    window_days=30,
    thresholds=thresholds(gb=("10", "GB", "less unused is not worth the setting")),
)


def evaluate(file_system: Resource, look: Look) -> Verdict:
    """Whatever was neither read nor written in 30 days moves; that much is certain.

    It is what is stored less all that was read and written. Against the move counts that all
    reading of a month might be of files in the colder class, and the move itself, spread over a
    year.
    """
    if look.attribute(file_system, "LifecyclePolicies"):
        return PASSED
    standard = stored(file_system, look)["standard"]
    read, written = (
        in_gb(look.total(file_system, f"Data{one}IOBytes")) for one in ("Read", "Write")
    )
    unused = max(standard - read - written, Decimal(0))
    if unused < look.setting("gb"):
        return PASSED
    look.old_enough(file_system)
    now = (storage_line(file_system, "standard", standard),)
    parts = (
        storage_line(file_system, "standard", standard - unused),
        storage_line(file_system, "infrequent", unused),
        Line("efs.access/infrequent", min(read, unused) + (unused / 12).quantize(Decimal("0.01"))),
    )
    then = tuple(one for one in parts if one.quantity)
    if cost(then, look, file_system) >= cost(now, look, file_system):
        return PASSED
    return Failed(
        f"At least {unused:.0f} of {standard:.0f} GB were not used for 30 days.", now=now, then=then
    )
