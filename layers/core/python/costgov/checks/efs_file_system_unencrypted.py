"""Files at rest in the clear."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="efs_file_system_unencrypted",
    title="EFS file system is not encrypted",
    why="Encryption at rest costs nothing and can be chosen only when a file system is created.",
    kinds=("AWS::EFS::FileSystem",),
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("elasticfilesystem:DescribeFileSystems",),
    docs="https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
)


def evaluate(file_system: Resource, look: Look) -> Verdict:
    """UNKNOWN where EFS does not say."""
    if look.attribute(file_system, "Encrypted"):
        return PASSED
    return Failed("It is not encrypted at rest.", unpriced="a risk, not a charge")
