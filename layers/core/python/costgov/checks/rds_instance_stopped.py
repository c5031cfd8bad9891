"""A stopped database: its storage is charged, and after seven days AWS starts it again."""

from typing import Final

from costgov.checks._rds import DB_INSTANCE, is_member, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
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
    thresholds=thresholds(
        days=("3", "days", "what is stopped for less is stopped for a night or a weekend"),
    ),
)
_AWS_STARTS_AFTER: Final = 7


def evaluate(instance: Resource, look: Look) -> Verdict:
    """A snapshot keeps what is stored, for no more than the storage that was allocated.

    Since when it is stopped, the time tells at which AWS starts it again.
    """
    if instance.state != "stopped" or is_member(instance):
        return PASSED
    left = -look.days_since(look.attribute(instance, "AutomaticRestartTime"))
    days = max(_AWS_STARTS_AFTER - left, 0)
    if days < look.setting("days"):
        return PASSED
    size = look.number(instance, "AllocatedStorage")
    return Failed(
        why=f"It is stopped for {days} days, and {size:f} GB of storage are charged all the same.",
        now=volume_lines(instance, look),
        then=(Line("rds.backup/RDS:ChargedBackupUsage", size),),
        facts={"starts by itself": str(instance.attributes["AutomaticRestartTime"])},
    )
