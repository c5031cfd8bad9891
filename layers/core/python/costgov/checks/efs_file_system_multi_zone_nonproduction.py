"""Copies in three zones of what is no production data."""

from typing import Final

from costgov.checks._efs import storage_line, stored
from costgov.checks._environments import not_production
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="efs_file_system_multi_zone_nonproduction",
    title="EFS of a test environment is kept in several zones",
    why="One Zone storage costs about half, and test data can be made again.",
    kinds=("AWS::EFS::FileSystem",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("elasticfilesystem:DescribeFileSystems",),
    docs="https://docs.aws.amazon.com/efs/latest/ug/availability-durability.html",
    thresholds=thresholds(gb=("50", "GB", "moving less is not worth the work")),
)


def evaluate(file_system: Resource, look: Look) -> Verdict:
    """Tags say what is no production; a file system must be copied to change its zones."""
    environment = not_production(file_system)
    if environment is None or file_system.attributes.get("AvailabilityZoneName"):
        return PASSED
    amount = stored(file_system, look)["standard"]
    if amount < look.setting("gb"):
        return PASSED
    attributes = file_system.attributes | {"AvailabilityZoneName": "one"}
    one_zone = file_system.model_copy(update={"attributes": attributes})
    return Failed(
        f"{amount:.0f} GB of the environment {environment} are kept in several zones.",
        now=(storage_line(file_system, "standard", amount),),
        then=(storage_line(one_zone, "standard", amount),),
    )
