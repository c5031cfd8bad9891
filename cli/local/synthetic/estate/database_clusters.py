"""Clusters of Aurora, DocumentDB and Neptune.

Truths are at 730 hours a month and the list prices of us-east-1 in `products.csv`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

_GIB = 2**30
_ACCOUNT, _REGION = "data-platform", "us-east-1"
_ARN = f"arn:aws:rds:{_REGION}:{ACCOUNTS[_ACCOUNT].id}"
_NAMESPACES = {"docdb": "AWS/DocDB", "neptune": "AWS/Neptune"}
_TAGS = [{"Key": "Team", "Value": "data"}]


@dataclass(frozen=True)
class _Cluster:
    """A cluster and how it is used; `requests` are reads of 5 minutes, and as many writes."""

    name: str
    size: str = "db.r6g.large"
    engine: str = "aurora-postgresql"
    version: str = "16.4"
    connections: Sequence[float] = (30.0,)
    storage_type: str = "aurora"
    stored_gib: int = 100
    requests: int = 1000
    minimum_acu: float | None = None


_CLUSTERS = (
    _Cluster("storefront", connections=(60.0, 40.0, 0.0), stored_gib=300, requests=5000),
    _Cluster("clickstream", stored_gib=400, requests=150_000),
    _Cluster("quiet-docs", storage_type="aurora-iopt1"),
    _Cluster("abandoned", connections=(0.0,), stored_gib=20, requests=0),
    _Cluster("campaigns", size="db.serverless", stored_gib=50, minimum_acu=8.0),
    _Cluster(
        "catalog-docs",
        size="db.t3.medium",
        engine="docdb",
        version="5.0.0",
        connections=(0.0,),
        storage_type="standard",
    ),
    _Cluster(
        "graph-lab",
        size="db.r5.large",
        engine="neptune",
        version="1.3.2.1",
        connections=(0.0,),
        storage_type="standard",
    ),
)


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    yield Listed(
        "rds",
        "DescribeDBClusters",
        _ACCOUNT,
        _REGION,
        items=[_described(one, now) for one in _CLUSTERS],
    )
    yield Listed(
        "rds",
        "DescribeDBInstances",
        _ACCOUNT,
        _REGION,
        items=[item for one in _CLUSTERS for item in _members(one, now)],
    )
    for one in _CLUSTERS:
        yield from _measured(one)
    # The third instance, at 0.26 an hour.
    yield Truth("aurora_reader_idle", "storefront-3", Decimal("189.80"))
    # 2 x 150,000 requests of 5 minutes are 2,628 million a month for 525.60; with 189.80 and 40.00
    # that is 755.40 against 246.74 and 90.00.
    yield Truth("aurora_cluster_io_optimized", "clickstream", Decimal("418.66"))
    # 246.74 and 22.50 against 189.80, 10.00, and 17.52 million requests for 3.50.
    yield Truth("aurora_cluster_standard_storage", "quiet-docs", Decimal("65.94"))
    yield Truth("aurora_cluster_idle", "abandoned", Decimal("189.80"))
    # Four of eight ACU at 0.12 an hour.
    yield Truth("aurora_cluster_min_capacity_high", "campaigns", Decimal("350.40"))
    yield Truth("documentdb_cluster_idle", "catalog-docs", Decimal("56.94"))
    yield Truth("neptune_cluster_idle", "graph-lab", Decimal("254.04"))


def _described(cluster: _Cluster, now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {
        "DBClusterIdentifier": cluster.name,
        "DBClusterArn": f"{_ARN}:cluster:{cluster.name}",
        "Status": "available",
        "Engine": cluster.engine,
        "EngineVersion": cluster.version,
        "StorageType": cluster.storage_type,
        "ClusterCreateTime": now - timedelta(days=200),
        "DBClusterMembers": [
            {"DBInstanceIdentifier": name, "IsClusterWriter": number == 0}
            for number, name in enumerate(_names(cluster))
        ],
        "TagList": _TAGS,
    }
    if cluster.minimum_acu is not None:
        capacity = {"MinCapacity": cluster.minimum_acu, "MaxCapacity": 32.0}
        told["ServerlessV2ScalingConfiguration"] = capacity
    return told


def _members(cluster: _Cluster, now: datetime) -> Iterator[dict[str, Any]]:
    for name in _names(cluster):
        yield {
            "DBInstanceIdentifier": name,
            "DBInstanceArn": f"{_ARN}:db:{name}",
            "DBInstanceClass": cluster.size,
            "DBInstanceStatus": "available",
            "DBClusterIdentifier": cluster.name,
            "Engine": cluster.engine,
            "EngineVersion": cluster.version,
            "InstanceCreateTime": now - timedelta(days=200),
            "MultiAZ": False,
            "StorageType": cluster.storage_type,
            "PerformanceInsightsEnabled": False,
            "BackupRetentionPeriod": 7,
            "TagList": _TAGS,
        }


def _names(cluster: _Cluster) -> list[str]:
    return [f"{cluster.name}-{number + 1}" for number in range(len(cluster.connections))]


def _measured(cluster: _Cluster) -> Iterator[Measured]:
    namespace = _NAMESPACES.get(cluster.engine, "AWS/RDS")
    for name, connections in zip(_names(cluster), cluster.connections, strict=True):
        of = {"DBInstanceIdentifier": name}
        serverless = cluster.minimum_acu is not None
        cpu, memory = (8.0 if serverless else 60.0), 3.0 * _GIB
        yield _gauge(namespace, "CPUUtilization", of, cpu, "Percent")
        yield _gauge(namespace, "FreeableMemory", of, memory, "Bytes")
        if cluster.engine == "neptune":
            yield _gauge(namespace, "TotalRequestsPerSec", of, connections, "Count/Second")
        else:
            yield _gauge(namespace, "DatabaseConnections", of, connections, "Count")
        if cluster.minimum_acu is not None:
            yield _gauge(namespace, "ServerlessDatabaseCapacity", of, cluster.minimum_acu, "None")
    if namespace == "AWS/RDS":
        of = {"DBClusterIdentifier": cluster.name}
        stored = float(cluster.stored_gib * _GIB)
        yield _gauge(namespace, "VolumeBytesUsed", of, stored, "Bytes")
        for metric in ("VolumeReadIOPs", "VolumeWriteIOPs"):
            yield _gauge(namespace, metric, of, float(cluster.requests), "Count")


def _gauge(namespace: str, metric: str, of: dict[str, str], level: float, unit: str) -> Measured:
    return Measured(namespace, metric, of, _ACCOUNT, _REGION, level=level, unit=unit)
