"""ElastiCache: cache clusters, which are nodes of a replication group or stand by themselves."""

from collections.abc import Iterator, Sequence
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

CACHE_CLUSTER: Final = "AWS::ElastiCache::CacheCluster"
REPLICATION_GROUP: Final = "AWS::ElastiCache::ReplicationGroup"
_CLUSTERS: Final = "elasticache:DescribeCacheClusters"
_GROUPS: Final = "elasticache:DescribeReplicationGroups"
_NAMESPACE: Final = "AWS/ElastiCache"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    clusters = list(reader.each(_CLUSTERS, "CacheClusters"))
    groups = list(reader.each(_GROUPS, "ReplicationGroups"))
    if not clusters and not groups:
        return
    tags = tags_by_arn(reader, "elasticache:cluster", "elasticache:replicationgroup")
    for group in groups:
        yield place.resource(
            REPLICATION_GROUP,
            group["ReplicationGroupId"],
            group["ARN"],
            state=group.get("Status", "available"),
            size=group.get("CacheNodeType"),
            created=group.get("ReplicationGroupCreateTime"),
            tags=tags.get(group["ARN"]),
            attributes=kept(
                group,
                *("Engine", "MemberClusters", "MultiAZ", "AutomaticFailover"),
                "GlobalReplicationGroupInfo",
            ),
        )
    for cluster in clusters:
        yield place.resource(
            CACHE_CLUSTER,
            cluster["CacheClusterId"],
            cluster["ARN"],
            state=cluster.get("CacheClusterStatus", "available"),
            size=cluster.get("CacheNodeType"),
            created=cluster.get("CacheClusterCreateTime"),
            tags=tags.get(cluster["ARN"]),
            attributes=kept(
                cluster, "Engine", "EngineVersion", "NumCacheNodes", "ReplicationGroupId"
            ),
        )


def _dimensions(cluster: Resource) -> dict[str, str]:
    return {"CacheClusterId": cluster.id}


def _not_memcached(cluster: Resource) -> dict[str, str] | None:
    return None if cluster.attributes.get("Engine") == "memcached" else _dimensions(cluster)


def _memcached(cluster: Resource) -> dict[str, str] | None:
    return _dimensions(cluster) if cluster.attributes.get("Engine") == "memcached" else None


def _metrics() -> Sequence[MetricSpec]:
    specs = [
        MetricSpec(CACHE_CLUSTER, _NAMESPACE, "CPUUtilization", "Percent", _dimensions),
        MetricSpec(CACHE_CLUSTER, _NAMESPACE, "CurrConnections", "Count", _dimensions),
    ]
    specs += [
        MetricSpec(CACHE_CLUSTER, _NAMESPACE, name, "Percent", _not_memcached)
        for name in ("EngineCPUUtilization", "DatabaseMemoryUsagePercentage")
    ]
    specs += [
        MetricSpec(CACHE_CLUSTER, _NAMESPACE, name, "Count", asked, reading="count")
        for asked, names in (
            (_not_memcached, ("CacheHits", "CacheMisses", "SetTypeCmds")),
            (_memcached, ("CmdGet", "CmdSet")),
        )
        for name in names
    ]
    return specs


SOURCE: Final = Source(
    name="elasticache",
    kinds=(CACHE_CLUSTER, REPLICATION_GROUP),
    calls=(_CLUSTERS, _GROUPS, TAGGED),
    fetch=_fetch,
    metrics=tuple(_metrics()),
)
