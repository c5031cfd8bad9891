"""A read replica that nobody reads."""

from typing import Final

from costgov.checks._rds import DB_INSTANCE, whole_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

_SOURCE: Final = "ReadReplicaSourceDBInstanceIdentifier"

META: Final = Meta(
    id="rds_replica_idle",
    title="No client connects to the read replica",
    why="A replica is charged like any instance; one that nobody reads only repeats the writes.",
    kinds=(DB_INSTANCE,),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    # It may be kept to take over when its source fails.
    risk=Level.MEDIUM,
    reversible=True,
    iam=("rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html",
    metrics=("DatabaseConnections",),
    window_days=14,
    thresholds=thresholds(connections=("0", "connections", "as many at once are still nobody")),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Replicas of instances; the readers of clusters share their volume and are no such thing.

    PASSED for a replica in another region, which takes over when that one fails: its source is
    named by ARN, not by name.
    """
    if _SOURCE not in instance.attributes or instance.state == "stopped":
        return PASSED
    if str(instance.attributes[_SOURCE]).startswith("arn:"):
        return PASSED
    look.old_enough(instance)
    most = look.digest(instance, "DatabaseConnections").max
    if most is None or most > look.setting("connections"):
        return PASSED
    source = look.attribute(instance, _SOURCE)
    return Failed(
        why=f"Nobody connected to this replica of {source} in {META.window_days} days.",
        now=whole_lines(instance, look),
        facts={"source": str(source)},
    )
