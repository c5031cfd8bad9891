"""An EMR cluster that waits for work."""

from typing import Final

from costgov.checks._emr import CLUSTER, IAM, hours, instances
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="emr_cluster_idle",
    title="EMR cluster waits with nothing to do",
    why="Instances of a cluster that waits are charged as if it worked, by EC2 and by EMR.",
    kinds=(CLUSTER,),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # What HDFS holds is gone with the cluster.
    reversible=False,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-auto-termination-policy.html",
    metrics=("IsIdle",),
    window_days=3,
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Idle in every hour measured; what Spot instances cost is left out."""
    look.old_enough(cluster)
    if look.digest(cluster, "IsIdle").min != 1:
        return PASSED
    return Failed(
        why=f"Nothing ran on it in {META.window_days} days.",
        now=tuple(
            line
            for size, number, spot in instances(cluster, look)
            for line in hours(size, number, spot=spot)
        ),
        facts={"how": "an auto-termination policy ends it by itself"},
    )
