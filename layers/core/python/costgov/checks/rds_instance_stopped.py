"""A stopped database: its storage is charged, and after seven days AWS starts it again."""

from typing import Final

from costgov.checks._rds import DB_INSTANCE, is_member, volume_lines
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_instance_stopped",
    title="Database instance is stopped",
    why="Storage is charged while an instance is stopped, and AWS starts it after seven days.",
    kinds=(DB_INSTANCE,),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("rds:DescribeDBInstances",),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """A snapshot keeps what is stored, for no more than the storage that was allocated."""
    if instance.state != "stopped" or is_member(instance):
        return PASSED
    size = look.number(instance, "AllocatedStorage")
    restart = instance.attributes.get("AutomaticRestartTime")
    return Failed(
        why=f"It is stopped, and {size:f} GB of storage are charged all the same.",
        now=volume_lines(instance, look),
        then=(Line("rds.backup/RDS:ChargedBackupUsage", size),),
        facts={"starts by itself": str(restart or "seven days after it was stopped")},
    )
