"""An EMR cluster that waits for work."""

from typing import Final

from costgov.checks._emr import CLUSTER, IAM, hours, instances
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

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


# What works beside YARN, of whose jobs alone idleness is told.
_BESIDE_YARN: Final = frozenset({"hbase", "presto", "prestosql", "trino"})


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Idle in every hour measured; what Spot instances cost is left out.

    UNKNOWN where something may answer queries that are no jobs.
    """
    look.old_enough(cluster)
    if look.digest(cluster, "IsIdle").min != 1:
        return PASSED
    told = look.attribute(cluster, "Applications")
    names = {str(one).lower() for one in told} if isinstance(told, list) else set()
    if beside := sorted(names & _BESIDE_YARN):
        raise NotKnown(f"what {' and '.join(beside)} answers is no job, and not measured")
    return Failed(
        why=f"Nothing ran on it in {META.window_days} days.",
        now=tuple(
            line
            for size, number, spot in instances(cluster, look)
            for line in hours(size, number, spot=spot)
        ),
        facts={"how": "an auto-termination policy ends it by itself"},
    )
