"""Redshift, OpenSearch and EMR.

Truths are at 730 hours a month and the list prices of us-east-1 in `products.csv`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Answer, Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

_ACCOUNT, _REGION = "data-platform", "us-east-1"
_ID = ACCOUNTS[_ACCOUNT].id
_MIB_A_GIB = 1024
_TAGS = [{"Key": "Team", "Value": "data"}]
_RUNS = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    yield from _redshift(now)
    yield from _opensearch()
    yield from _emr(now)


@dataclass(frozen=True)
class _Warehouse:
    name: str
    size: str = "ra3.xlplus"
    nodes: int = 2
    cpu: float = 55.0
    connections: float = 12.0
    environment: str = "production"


_WAREHOUSES = (
    _Warehouse("analytics"),
    _Warehouse("old-dwh", connections=0.0),
    _Warehouse("dwh-test", environment="test"),
    _Warehouse("dwh", nodes=4, cpu=8.0),
    _Warehouse("finance", size="dc2.large"),
)


def _redshift(now: datetime) -> Iterator[Told]:
    yield Listed(
        "redshift",
        "DescribeClusters",
        _ACCOUNT,
        _REGION,
        items=[
            {
                "ClusterIdentifier": one.name,
                "ClusterStatus": "available",
                "NodeType": one.size,
                "NumberOfNodes": one.nodes,
                "ClusterCreateTime": now - timedelta(days=300),
                "Tags": [*_TAGS, {"Key": "Environment", "Value": one.environment}],
            }
            for one in _WAREHOUSES
        ],
    )
    for one in _WAREHOUSES:
        of = {"ClusterIdentifier": one.name}
        yield _level("AWS/Redshift", "CPUUtilization", of, one.cpu, "Percent")
        yield _level("AWS/Redshift", "DatabaseConnections", of, one.connections, "Count")
    # Two nodes at 1.086 an hour.
    yield Truth("redshift_cluster_idle", "old-dwh", Decimal("1585.56"))
    # Two nodes but for 60 of 168 hours.
    yield Truth("redshift_cluster_schedule_missing", "dwh-test", Decimal("1019.29"))
    # Two of four nodes.
    yield Truth("redshift_cluster_low_cpu", "dwh", Decimal("1585.56"))
    yield Truth("redshift_cluster_previous_generation", "finance", None)


@dataclass(frozen=True)
class _Domain:
    """A domain; sizes in GB of each node, `asked` are searches of 5 minutes."""

    name: str
    size: str = "m6g.large.search"
    nodes: int = 2
    volume: int = 100
    free: int = 40
    kind: str = "gp3"
    version: str = "OpenSearch_2.19"
    asked: float = 3000.0


_DOMAINS = (
    _Domain("app-logs", nodes=3),
    _Domain("old-logs", volume=50, free=20, asked=0.0),
    _Domain("metrics", nodes=3, volume=500, free=400),
    _Domain("kibana", size="m4.large.search"),
    _Domain("products", size="m5.large.search"),
    _Domain("traces", volume=200, free=80, kind="gp2"),
    _Domain("archive", size="r6g.large.search", nodes=3, volume=1000, free=350),
    _Domain("support", version="OpenSearch_1.0"),
)


def _opensearch() -> Iterator[Told]:
    names = [{"DomainName": one.name, "EngineType": "OpenSearch"} for one in _DOMAINS]
    yield Listed("opensearch", "ListDomainNames", _ACCOUNT, _REGION, items=names)
    described = [_described(one) for one in _DOMAINS]
    yield Listed("opensearch", "DescribeDomains", _ACCOUNT, _REGION, items=described)
    for one in _DOMAINS:
        of = {"DomainName": one.name, "ClientId": _ID}
        yield _level("AWS/ES", "CPUUtilization", of, 50.0, "Percent")
        free = float(one.free * _MIB_A_GIB)
        yield _level("AWS/ES", "FreeStorageSpace", of, free, "Megabytes")
        yield _level("AWS/ES", "SearchRate", of, one.asked, "Count")
        yield _level("AWS/ES", "IndexingRate", of, one.asked / 3, "Count")
    # Two nodes at 0.128 an hour and 100 GB at 0.122.
    yield Truth("opensearch_domain_idle", "old-logs", Decimal("199.08"))
    # Three times 333 of 500 GB: with two fifths free, 100 GB need 167.
    yield Truth("opensearch_domain_storage_mostly_free", "metrics", Decimal("121.88"))
    # Two nodes at 0.151, or 0.142, against 0.128.
    yield Truth("opensearch_domain_previous_generation", "kibana", Decimal("33.58"))
    yield Truth("opensearch_domain_graviton", "products", Decimal("20.44"))
    # 400 GB at 0.135 against 0.122.
    yield Truth("opensearch_domain_gp2", "traces", Decimal("5.20"))
    yield Truth("opensearch_domain_ultrawarm_missing", "archive", None)
    yield Truth("opensearch_domain_extended_support", "support", None)


def _described(domain: _Domain) -> dict[str, Any]:
    return {
        "DomainId": f"{_ID}/{domain.name}",
        "DomainName": domain.name,
        "ARN": f"arn:aws:es:{_REGION}:{_ID}:domain/{domain.name}",
        "Created": True,
        "Deleted": False,
        "EngineVersion": domain.version,
        "ClusterConfig": {
            "InstanceType": domain.size,
            "InstanceCount": domain.nodes,
            "DedicatedMasterEnabled": False,
            "WarmEnabled": False,
        },
        "EBSOptions": {
            "EBSEnabled": True,
            "VolumeType": domain.kind,
            "VolumeSize": domain.volume,
        },
    }


def _emr(now: datetime) -> Iterator[Told]:
    found = {"j-ADHOC": ("m5.xlarge", 3, 1.0), "j-NIGHTLY": ("m4.xlarge", 2, 0.0)}
    clusters = [_cluster(name, now) for name in found]
    yield _emr_answer("ListClusters", {"ClusterStates": _RUNS}, {"Clusters": clusters})
    details = {"ReleaseLabel": "emr-7.1.0", "AutoTerminate": False, "Tags": _TAGS}
    items = [one | details for one in clusters]
    yield Listed("emr", "DescribeCluster", _ACCOUNT, _REGION, items=items)
    for name, (size, number, idle) in found.items():
        instances = [
            {
                "Id": f"ci-{name}-{position}",
                "InstanceType": size,
                "Market": "ON_DEMAND",
                "Status": {"State": "RUNNING"},
            }
            for position in range(number)
        ]
        where = {"ClusterId": name, "InstanceStates": ["BOOTSTRAPPING", "RUNNING"]}
        yield _emr_answer("ListInstances", where, {"Instances": instances})
        yield _level("AWS/ElasticMapReduce", "IsIdle", {"JobFlowId": name}, idle, "None")
    # Three at 0.192 and 0.048 an hour.
    yield Truth("emr_cluster_idle", "j-ADHOC", Decimal("525.60"))
    # Two at 0.20 and 0.06 against 0.192 and 0.048.
    yield Truth("emr_cluster_previous_generation", "j-NIGHTLY", Decimal("29.20"))


def _emr_answer(operation: str, where: dict[str, Any], reply: dict[str, Any]) -> Answer:
    return Answer("emr", operation, _ACCOUNT, _REGION, where=where, reply=reply)


def _cluster(name: str, now: datetime) -> dict[str, Any]:
    return {
        "Id": name,
        "Name": name.removeprefix("j-").lower(),
        "ClusterArn": f"arn:aws:elasticmapreduce:{_REGION}:{_ID}:cluster/{name}",
        "Status": {
            "State": "WAITING",
            "Timeline": {"CreationDateTime": now - timedelta(days=40)},
        },
    }


def _level(namespace: str, metric: str, of: dict[str, str], level: float, unit: str) -> Measured:
    return Measured(namespace, metric, of, _ACCOUNT, _REGION, level=level, unit=unit)
