"""A cluster of Aurora that nobody connects to."""

from typing import Final

from costgov.checks._clusters import idle_instances
from costgov.checks._rds import DB_CLUSTER, DB_INSTANCE, engine, instance_hours, is_aurora
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="aurora_cluster_idle",
    title="No client connects to the Aurora cluster",
    why="Each instance of a cluster is charged by the hour, however little it is asked.",
    kinds=(DB_CLUSTER,),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("rds:DescribeDBClusters", "rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
    metrics=("DatabaseConnections",),
    window_days=7,
    thresholds=thresholds(connections=("0", "connections", "as many at once are still nobody")),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Idle if every member is; what its volume holds would be charged as a snapshot instead."""
    if not is_aurora(engine(cluster, look)) or cluster.state == "stopped":
        return PASSED
    idle = idle_instances(cluster, look, DB_INSTANCE, "DatabaseConnections", "connections")
    if not idle:
        return PASSED
    return Failed(
        why=f"Nobody connected to any of its {len(idle)} instances in the days measured.",
        now=tuple(instance_hours(one, look) for one in idle),
    )
