"""A cluster of Aurora that is I/O-Optimized and asks too little for that."""

from typing import Final

from costgov.checks._aurora import VOLUME_METRICS, configuration, share_saved
from costgov.checks._costs import cost
from costgov.checks._rds import DB_CLUSTER, engine, is_aurora, is_io_optimized
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="aurora_cluster_standard_storage",
    title="Aurora cluster would cost less with Standard storage",
    why="I/O-Optimized pays off only where requests are a good part of what a cluster costs.",
    kinds=(DB_CLUSTER,),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("rds:DescribeDBClusters", "rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/"
        "Aurora.Overview.StorageReliability.html"
    ),
    metrics=VOLUME_METRICS,
    window_days=14,
    thresholds=thresholds(saved=("0.05", "share", "less is within how requests vary")),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Both configurations are computed from what was stored and requested."""
    if not is_aurora(engine(cluster, look)) or not is_io_optimized(cluster, look):
        return PASSED
    now = configuration(cluster, look, io_optimized=True)
    then = configuration(cluster, look, io_optimized=False)
    before, after = cost(now, look, cluster), cost(then, look, cluster)
    if share_saved(before, after) <= look.setting("saved"):
        return PASSED
    requests = then[-1].quantity / 1_000_000
    return Failed(
        why=f"Its {requests:.0f} million requests a month would cost less paid for apart.",
        now=now,
        then=then,
    )
