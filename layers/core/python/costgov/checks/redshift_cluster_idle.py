"""A Redshift cluster that nobody connects to."""

from typing import Final

from costgov.checks._redshift import CLUSTER, node_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="redshift_cluster_idle",
    title="No client connects to the Redshift cluster",
    why="Nodes are charged by the hour while a cluster is not paused, asked or not.",
    kinds=(CLUSTER,),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # From the final snapshot.
    reversible=True,
    iam=("redshift:DescribeClusters", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/redshift/latest/mgmt/managing-cluster-operations.html",
    metrics=("DatabaseConnections",),
    window_days=7,
    thresholds=thresholds(connections=("0", "connections", "as many at once are still nobody")),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """A paused cluster is charged for storage alone."""
    if cluster.state == "paused":
        return PASSED
    look.old_enough(cluster)
    most = look.digest(cluster, "DatabaseConnections").max
    if most is None or most > look.setting("connections"):
        return PASSED
    return Failed(why="Nobody connected in the days measured.", now=(node_hours(cluster, look),))
