"""Caches, warehouses, domains, streams and brokers made for tests of checks."""

from collections.abc import Iterable
from typing import Any

from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import count, gauge, resource


def cache(
    name: str = "sessions",
    *,
    size: str = "cache.r5.large",
    engine: str = "redis",
    version: str = "7.1.0",
    digests: Iterable[MetricDigest] = (),
    age_days: int | None = 400,
    **more: Any,
) -> Resource:
    """A cache cluster of one node; with `ReplicationGroupId` one of a group."""
    told: dict[str, Any] = {"Engine": engine, "EngineVersion": version, "NumCacheNodes": 1}
    return resource(
        "AWS::ElastiCache::CacheCluster",
        name,
        size=size,
        digests=digests,
        age_days=age_days,
        **told | more,
    )


def group(*members: str, **more: Any) -> Resource:
    """The replication group "store" of these clusters."""
    kind = "AWS::ElastiCache::ReplicationGroup"
    return resource(kind, "store", MemberClusters=[*members], **more)


def asked(hits: str = "0", writes: str = "0", connections: str = "3") -> list[MetricDigest]:
    """What a Redis node was asked in a fortnight."""
    return [
        count("CacheHits", hits),
        count("CacheMisses", "0"),
        count("SetTypeCmds", writes),
        gauge("CurrConnections", connections, unit="Count"),
    ]


def warehouse(
    *digests: MetricDigest,
    nodes: int = 4,
    size: str | None = "ra3.xlplus",
    state: str = "available",
    tags: dict[str, str] | None = None,
    paused: bool | None = False,
) -> Resource:
    """A Redshift cluster."""
    told: dict[str, Any] = {"NumberOfNodes": nodes}
    told |= {} if paused is None else {"HasPauseSchedule": paused}
    return resource(
        "AWS::Redshift::Cluster", "dwh", size=size, state=state, tags=tags, digests=digests, **told
    )


def domain(
    *digests: MetricDigest,
    size: str = "m5.large.search",
    **more: Any,
) -> Resource:
    """An OpenSearch domain of three nodes with 100 GB of gp3 each."""
    told: dict[str, Any] = {
        "EngineVersion": "OpenSearch_2.19",
        "InstanceCount": 3,
        "EBSEnabled": True,
        "VolumeType": "gp3",
        "VolumeSize": 100,
    }
    told = {name: value for name, value in (told | more).items() if value is not None}
    return resource("AWS::OpenSearchService::Domain", "logs", size=size, digests=digests, **told)


def stream(
    sent: str = "0",
    records: str = "0",
    read: str = "0",
    *,
    busiest: tuple[str, str] = ("0", "0"),
    age_days: int | None = 400,
    **more: Any,
) -> Resource:
    """A stream of four shards; `sent` and `read` in bytes, `busiest` bytes and records a second."""
    told: dict[str, Any] = {
        "StreamMode": "PROVISIONED",
        "OpenShardCount": 4,
        "RetentionPeriodHours": 24,
        "ConsumerCount": 0,
    }
    told = {name: value for name, value in (told | more).items() if value is not None}
    digests = [
        count("IncomingBytes", sent, peak_per_second=busiest[0]),
        count("IncomingRecords", records, peak_per_second=busiest[1]),
        count("GetRecords.Bytes", read),
    ]
    return resource("AWS::Kinesis::Stream", "events", digests=digests, age_days=age_days, **told)


KINESIS = {
    "kinesis/Storage-ShardHour": "0.015",
    "kinesis/PutRequestPayloadUnits": "0.000000014",
    "kinesis/OnDemand-StreamHour": "0.04",
    "kinesis/OnDemand-BilledIncomingBytes": "0.08",
    "kinesis/OnDemand-BilledOutgoingBytes": "0.04",
}
