"""A cache that nobody asks."""

from decimal import Decimal
from typing import Final

from costgov.checks._caches import IAM, KINDS, clusters, in_group, node_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

_ASKED: Final = ("CacheHits", "CacheMisses", "SetTypeCmds")
_ASKED_MEMCACHED: Final = ("CmdGet", "CmdSet")

META: Final = Meta(
    id="elasticache_cluster_idle",
    title="Nobody reads or writes the cache",
    why="Nodes of a cache are charged by the hour, however little they are asked.",
    kinds=KINDS,
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.Delete.html",
    metrics=(*_ASKED, *_ASKED_MEMCACHED, "CurrConnections"),
    window_days=14,
    thresholds=thresholds(
        connections=("6", "connections", "AWS itself keeps a few to each node to watch it"),
    ),
)


def evaluate(cache: Resource, look: Look) -> Verdict:
    """Idle if no node was asked anything, nor had more connections than AWS's own.

    PASSED for the part of a global datastore that stands by in another region.
    """
    if in_group(cache) or _stands_by(cache):
        return PASSED
    found = clusters(cache, look)
    for one in found:
        look.old_enough(one)
    if any(_asked(one, look) for one in found):
        return PASSED
    most = max(look.digest(one, "CurrConnections").max or Decimal(0) for one in found)
    if most > look.setting("connections"):
        return PASSED
    return Failed(
        why=f"Nothing was read or written in {META.window_days} days.",
        now=(node_hours(cache, look),),
        facts={"connections": f"{most.normalize():f} at most"},
    )


def _stands_by(cache: Resource) -> bool:
    told = cache.attributes.get("GlobalReplicationGroupInfo")
    return isinstance(told, dict) and told.get("GlobalReplicationGroupMemberRole") == "SECONDARY"


def _asked(cluster: Resource, look: Look) -> bool:
    memcached = look.attribute(cluster, "Engine") == "memcached"
    names = _ASKED_MEMCACHED if memcached else _ASKED
    return any(look.total(cluster, name) > 0 for name in names)
