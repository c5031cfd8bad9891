"""A Redshift cluster with little to do."""

from typing import Final

from costgov.checks._redshift import CLUSTER, node_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

# The fewest nodes of a cluster that is more than one.
_FEWEST: Final = 2

META: Final = Meta(
    id="redshift_cluster_low_cpu",
    title="Redshift cluster uses little of its CPU",
    why="Each node is charged by the hour; fewer do where CPU is idle even at the busiest.",
    kinds=(CLUSTER,),
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("redshift:DescribeClusters", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/redshift/latest/mgmt/managing-cluster-operations.html",
    metrics=("CPUUtilization", "DatabaseConnections"),
    window_days=14,
    thresholds=thresholds(cpu=("20", "percent", "the 95th percentile of CPU is below this")),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Priced as half the nodes; nobody at all is for deletion."""
    nodes = int(look.number(cluster, "NumberOfNodes"))
    if cluster.state == "paused" or nodes <= _FEWEST:
        return PASSED
    busy = look.digest(cluster, "CPUUtilization").p95
    if busy is None or busy >= look.setting("cpu"):
        return PASSED
    if not look.digest(cluster, "DatabaseConnections").max:
        return PASSED
    fewer = max((nodes + 1) // 2, _FEWEST)
    hours = node_hours(cluster, look)
    return Failed(
        why=f"CPU is below {busy:.0f} % in 95 of 100 hours on {nodes} nodes.",
        now=(hours,),
        then=(Line(hours.key, hours.quantity * fewer / nodes),),
        facts={"before": "see that fewer nodes hold what is stored on local disks"},
    )
