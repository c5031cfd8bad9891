"""A Neptune cluster that answers no queries."""

from typing import Final

from costgov.checks._clusters import idle_instances
from costgov.checks._documents import cluster_instance_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

_INSTANCE: Final = "AWS::Neptune::DBInstance"

META: Final = Meta(
    id="neptune_cluster_idle",
    title="Nobody queries the Neptune cluster",
    why="Each instance of a cluster is charged by the hour, however little it is asked.",
    kinds=("AWS::Neptune::DBCluster",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("rds:DescribeDBClusters", "rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/neptune/latest/userguide/manage-console-instances-delete.html",
    metrics=("TotalRequestsPerSec",),
    window_days=7,
    thresholds=thresholds(requests=("0", "requests/second", "as many at most are still none")),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Idle if every member is."""
    if cluster.state == "stopped":
        return PASSED
    idle = idle_instances(cluster, look, _INSTANCE, "TotalRequestsPerSec", "requests")
    if not idle:
        return PASSED
    return Failed(
        why=f"None of its {len(idle)} instances was queried in the days measured.",
        now=tuple(cluster_instance_hours(one, look) for one in idle),
    )
