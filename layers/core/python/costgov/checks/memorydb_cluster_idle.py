"""A MemoryDB cluster that nobody asks."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

_ASKED: Final = ("KeyspaceHits", "KeyspaceMisses", "SetTypeCmds")

META: Final = Meta(
    id="memorydb_cluster_idle",
    title="Nobody reads or writes the MemoryDB cluster",
    why="Nodes are charged by the hour, however little they are asked.",
    kinds=("AWS::MemoryDB::Cluster",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("memorydb:DescribeClusters", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/memorydb/latest/devguide/getting-started.cleanup.html",
    metrics=(*_ASKED, "CurrConnections"),
    window_days=14,
    thresholds=thresholds(
        connections=("6", "connections", "AWS itself keeps a few to each node to watch it"),
    ),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """UNKNOWN before it is as old as the window, or if one of the metrics is missing."""
    look.old_enough(cluster)
    asked = sum((look.total(cluster, name) for name in _ASKED), Decimal(0))
    most = look.digest(cluster, "CurrConnections").max or Decimal(0)
    if asked or most > look.setting("connections"):
        return PASSED
    nodes = look.number(cluster, "NumberOfNodes")
    key = f"memorydb.node/NodeUsage:{cluster.instance_type}"
    return Failed(
        why=f"Nothing was read or written in {META.window_days} days.",
        now=(Line(key, HOURS_A_MONTH * nodes),),
    )
