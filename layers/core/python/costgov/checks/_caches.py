"""What nodes of ElastiCache are charged for, shared by their checks.

A cluster that belongs to a replication group is judged with its group.
"""

from typing import Final

from costgov.checks._successors import Reason
from costgov.checks._successors import moved as to_successor
from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

CACHE_CLUSTER: Final = "AWS::ElastiCache::CacheCluster"
REPLICATION_GROUP: Final = "AWS::ElastiCache::ReplicationGroup"
KINDS: Final = (CACHE_CLUSTER, REPLICATION_GROUP)
IAM: Final = ("elasticache:DescribeCacheClusters", "elasticache:DescribeReplicationGroups")
_ENGINES: Final = {"redis": "Redis", "valkey": "Valkey", "memcached": "Memcached"}


def in_group(cache: Resource) -> bool:
    """Whether it is a cluster that its replication group is judged with."""
    return cache.kind == CACHE_CLUSTER and "ReplicationGroupId" in cache.attributes


def clusters(cache: Resource, look: Look) -> list[Resource]:
    """The clusters of a group, or the one that stands by itself; raises NotKnown."""
    if cache.kind == CACHE_CLUSTER:
        return [cache]
    names = look.attribute(cache, "MemberClusters")
    found = [
        look.estate.get(CACHE_CLUSTER, cache.region, str(name))
        for name in (names if isinstance(names, list) else ())
    ]
    listed = [one for one in found if one is not None]
    if not listed or len(listed) != len(found):
        raise NotKnown("not all clusters of the group were listed")
    return listed


def engine(cache: Resource, look: Look) -> str:
    """`redis`, `valkey` or `memcached`; raises NotKnown."""
    return str(look.attribute(clusters(cache, look)[0], "Engine"))


def version(cache: Resource, look: Look) -> str:
    """The version of the engine; raises NotKnown."""
    return str(look.attribute(clusters(cache, look)[0], "EngineVersion"))


def nodes(cache: Resource, look: Look) -> int:
    """How many nodes it has; raises NotKnown."""
    return sum(int(look.number(one, "NumCacheNodes")) for one in clusters(cache, look))


def node_type(cache: Resource, look: Look) -> str:
    """The type of its nodes; raises NotKnown."""
    size = clusters(cache, look)[0].instance_type
    if size is None:
        raise NotKnown("the type of its nodes was not told")
    return size


def node_hours(
    cache: Resource, look: Look, *, size: str | None = None, other_engine: str | None = None
) -> Line:
    """A month of its nodes, or of as many of another type or engine; raises NotKnown."""
    name = other_engine or engine(cache, look)
    if name not in _ENGINES:
        raise NotKnown(f"the price list's name of the engine {name} is not known")
    key = f"elasticache.node/{size or node_type(cache, look)}/{_ENGINES[name]}"
    return Line(key, HOURS_A_MONTH * nodes(cache, look))


def moved(cache: Resource, look: Look, reason: Reason) -> Verdict:
    """Failed if the family that follows costs less; raises NotKnown."""
    if in_group(cache):
        return PASSED
    return to_successor(
        cache,
        look,
        lambda size: node_hours(cache, look, size=size),
        service="elasticache",
        reason=reason,
        size=node_type(cache, look),
    )
