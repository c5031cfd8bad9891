"""A reader of an Aurora cluster that nobody reads from."""

from collections.abc import Mapping
from typing import Final

from costgov.checks._rds import DB_INSTANCE, cluster_of, engine, instance_hours, is_aurora
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="aurora_reader_idle",
    title="No client connects to one of several Aurora readers",
    why="One reader takes over when the writer fails; further ones pay off only when they read.",
    kinds=(DB_INSTANCE,),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("rds:DescribeDBClusters", "rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html",
    metrics=("DatabaseConnections",),
    window_days=14,
    thresholds=thresholds(
        connections=("0", "connections", "as many at once are still nobody"),
        readers=("1", "readers", "as many are kept to take over, idle or not"),
    ),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Readers beyond those kept for a failure of the writer."""
    if not is_aurora(engine(instance, look)):
        return PASSED
    readers = _readers(cluster_of(instance, look), look)
    if instance.id not in readers or len(readers) <= look.setting("readers"):
        return PASSED
    look.old_enough(instance)
    most = look.digest(instance, "DatabaseConnections").max
    if most is None or most > look.setting("connections"):
        return PASSED
    return Failed(
        why=f"It is one of {len(readers)} readers, and nobody connected to it.",
        now=(instance_hours(instance, look),),
    )


def _readers(cluster: Resource, look: Look) -> list[str]:
    told = look.attribute(cluster, "DBClusterMembers")
    if not isinstance(told, list):
        raise NotKnown("the members of its cluster were not told")
    members = [one for one in told if isinstance(one, Mapping)]
    return [str(one["DBInstanceIdentifier"]) for one in members if not one.get("IsClusterWriter")]
