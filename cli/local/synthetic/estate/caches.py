"""ElastiCache: groups and clusters of every engine.

Truths are at 730 hours a month and the list prices of us-east-1 in `products.csv`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

_ACCOUNT, _REGION = "production", "us-east-1"
_ARN = f"arn:aws:elasticache:{_REGION}:{ACCOUNTS[_ACCOUNT].id}"


@dataclass(frozen=True)
class _Cache:
    """One node; `asked` are commands of 5 minutes."""

    name: str
    size: str
    engine: str
    version: str
    asked: float = 90_000.0
    group: str | None = None


_CACHES = (
    _Cache("sessions-001", "cache.r6g.large", "valkey", "8.0.1", group="sessions"),
    _Cache("sessions-002", "cache.r6g.large", "valkey", "8.0.1", group="sessions"),
    _Cache("old-cache", "cache.m6g.large", "valkey", "8.0.1", asked=0.0),
    _Cache("pages", "cache.m4.large", "memcached", "1.6.22"),
    _Cache("fragments", "cache.m5.large", "memcached", "1.6.22"),
    _Cache("rate-limits", "cache.r6g.large", "redis", "7.1.0"),
    _Cache("legacy-queue", "cache.r6g.large", "redis", "5.0.6"),
)


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    made = now - timedelta(days=300)
    yield Listed(
        "elasticache",
        "DescribeCacheClusters",
        _ACCOUNT,
        _REGION,
        items=[_described(one, made) for one in _CACHES],
    )
    yield Listed(
        "elasticache",
        "DescribeReplicationGroups",
        _ACCOUNT,
        _REGION,
        items=[
            {
                "ReplicationGroupId": "sessions",
                "ARN": f"{_ARN}:replicationgroup:sessions",
                "Status": "available",
                "CacheNodeType": "cache.r6g.large",
                "MemberClusters": ["sessions-001", "sessions-002"],
                "ReplicationGroupCreateTime": made,
            }
        ],
    )
    for one in _CACHES:
        yield from _measured(one)
    yield from _memorydb(made)
    yield Truth("elasticache_cluster_idle", "old-cache", Decimal("87.02"))
    # 0.156 against 0.149 an hour, both.
    yield Truth("elasticache_cluster_previous_generation", "pages", Decimal("5.11"))
    yield Truth("elasticache_cluster_graviton", "fragments", Decimal("5.11"))
    # 0.206 against 0.1648 an hour, both.
    yield Truth("elasticache_cluster_valkey", "rate-limits", Decimal("30.08"))
    yield Truth("elasticache_cluster_valkey", "legacy-queue", Decimal("30.08"))
    # 0.165 an hour more since February.
    yield Truth("elasticache_cluster_extended_support", "legacy-queue", Decimal("120.45"))


def _memorydb(made: datetime) -> Iterator[Told]:
    """A cluster of two nodes that nobody asks."""
    arn = f"arn:aws:memorydb:{_REGION}:{ACCOUNTS[_ACCOUNT].id}:cluster/ledger-lab"
    nodes = [{"Name": f"ledger-lab-{n}", "CreateTime": made} for n in (1, 2)]
    cluster = {
        "Name": "ledger-lab",
        "ARN": arn,
        "Status": "available",
        "NodeType": "db.r6g.large",
        "Engine": "redis",
        "EngineVersion": "7.1",
        "NumberOfShards": 1,
        "Shards": [{"Name": "0001", "Nodes": nodes}],
    }
    yield Listed("memorydb", "DescribeClusters", _ACCOUNT, _REGION, items=[cluster])
    levels = {"CurrConnections": 4.0, "KeyspaceHits": 0.0, "KeyspaceMisses": 0.0}
    for metric, level in (levels | {"SetTypeCmds": 0.0}).items():
        of = {"ClusterName": "ledger-lab"}
        yield Measured("AWS/MemoryDB", metric, of, _ACCOUNT, _REGION, level=level)
    # Two nodes at 0.309 an hour.
    yield Truth("memorydb_cluster_idle", "ledger-lab", Decimal("451.14"))


def _described(cache: _Cache, made: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {
        "CacheClusterId": cache.name,
        "ARN": f"{_ARN}:cluster:{cache.name}",
        "CacheNodeType": cache.size,
        "Engine": cache.engine,
        "EngineVersion": cache.version,
        "NumCacheNodes": 1,
        "CacheClusterStatus": "available",
        "CacheClusterCreateTime": made,
    }
    if cache.group:
        told["ReplicationGroupId"] = cache.group
    return told


def _measured(cache: _Cache) -> Iterator[Measured]:
    asked = ("CmdGet", "CmdSet") if cache.engine == "memcached" else ("CacheHits", "SetTypeCmds")
    levels = dict.fromkeys(asked, (cache.asked, "Count"))
    levels |= {
        "CPUUtilization": (55.0, "Percent"),
        "CurrConnections": (40.0 if cache.asked else 3.0, "Count"),
    }
    if cache.engine != "memcached":
        levels |= {
            "CacheMisses": (cache.asked / 10, "Count"),
            "EngineCPUUtilization": (60.0, "Percent"),
            "DatabaseMemoryUsagePercentage": (75.0, "Percent"),
        }
    for metric, (level, unit) in levels.items():
        yield Measured(
            "AWS/ElastiCache",
            metric,
            {"CacheClusterId": cache.name},
            _ACCOUNT,
            _REGION,
            level=level,
            unit=unit,
        )
