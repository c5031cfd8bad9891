"""A DocumentDB cluster that nobody connects to."""

from typing import Final

from costgov.checks._clusters import idle_instances
from costgov.checks._documents import cluster_instance_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

_INSTANCE: Final = "AWS::DocDB::DBInstance"

META: Final = Meta(
    id="documentdb_cluster_idle",
    title="No client connects to the DocumentDB cluster",
    why="Each instance of a cluster is charged by the hour, however little it is asked.",
    kinds=("AWS::DocDB::DBCluster",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("rds:DescribeDBClusters", "rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/documentdb/latest/developerguide/db-cluster-delete.html",
    metrics=("DatabaseConnections",),
    window_days=7,
    thresholds=thresholds(connections=("0", "connections", "as many at once are still nobody")),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Idle if every member is."""
    if cluster.state == "stopped":
        return PASSED
    idle = idle_instances(cluster, look, _INSTANCE, "DatabaseConnections", "connections")
    if not idle:
        return PASSED
    return Failed(
        why=f"Nobody connected to any of its {len(idle)} instances in the days measured.",
        now=tuple(cluster_instance_hours(one, look) for one in idle),
    )
