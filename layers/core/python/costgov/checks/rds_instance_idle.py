"""A database that nobody connects to."""

from typing import Final

from costgov.checks._rds import DB_INSTANCE, is_member, whole_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_instance_idle",
    title="No client connects to the database instance",
    why="An instance is charged by the hour with its storage, however little it is asked.",
    kinds=(DB_INSTANCE,),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # From the final snapshot.
    reversible=True,
    iam=("rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    metrics=("DatabaseConnections",),
    window_days=7,
    thresholds=thresholds(connections=("0", "connections", "as many at once are still nobody")),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Members of clusters and replicas are judged elsewhere; UNKNOWN before it is a week old.

    PASSED with replicas: what is read from them comes from here.
    """
    replica = "ReadReplicaSourceDBInstanceIdentifier" in instance.attributes
    if is_member(instance) or replica or instance.state == "stopped":
        return PASSED
    if instance.attributes.get("ReadReplicaDBInstanceIdentifiers"):
        return PASSED
    look.old_enough(instance)
    most = look.digest(instance, "DatabaseConnections").max
    if most is None or most > look.setting("connections"):
        return PASSED
    return Failed(
        why=f"At most {most.normalize():f} connections at once in the days measured.",
        now=whole_lines(instance, look),
        facts={"engine": str(instance.attributes.get("Engine"))},
    )
