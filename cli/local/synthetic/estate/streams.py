"""Kinesis, MSK, Amazon MQ and DMS.

Truths are at 730 hours a month and the list prices of us-east-1 in `products.csv`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

_ACCOUNT, _REGION = "data-platform", "us-east-1"
_ID = ACCOUNTS[_ACCOUNT].id
_EVERY = 300
_KIB = 1024


@dataclass(frozen=True)
class _Stream:
    """A stream; so many records a second of so many KiB, read once where it is read."""

    name: str
    shards: int = 1
    records: float = 0.0
    kib: int = 32
    is_read: bool = True
    mode: str = "PROVISIONED"
    hours: int = 24


_STREAMS = (
    _Stream("orders", shards=2, records=26),
    _Stream("old-clicks", shards=2),
    _Stream("debug-events", records=1, kib=10, is_read=False),
    _Stream("clickstream", records=16, mode="ON_DEMAND"),
    _Stream("seldom", shards=10, records=1, kib=10),
    _Stream("audit", records=10, hours=168),
)


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    yield from _kinesis(now)
    yield from _msk(now)
    yield from _mq(now)
    yield from _dms(now)


def _kinesis(now: datetime) -> Iterator[Told]:
    names = [one.name for one in _STREAMS]
    yield Listed("kinesis", "ListStreams", _ACCOUNT, _REGION, items=names, key="StreamNames")
    yield Listed(
        "kinesis",
        "DescribeStreamSummary",
        _ACCOUNT,
        _REGION,
        items=[
            {
                "StreamName": one.name,
                "StreamARN": f"arn:aws:kinesis:{_REGION}:{_ID}:stream/{one.name}",
                "StreamStatus": "ACTIVE",
                "StreamModeDetails": {"StreamMode": one.mode},
                "RetentionPeriodHours": one.hours,
                "StreamCreationTimestamp": now - timedelta(days=300),
                "EnhancedMonitoring": [],
                "OpenShardCount": one.shards,
                "ConsumerCount": 0,
            }
            for one in _STREAMS
        ],
    )
    for one in _STREAMS:
        sent = one.records * one.kib * _KIB * _EVERY
        levels = {"IncomingRecords": one.records * _EVERY, "IncomingBytes": sent}
        levels |= {"GetRecords.Bytes": sent} if one.is_read else {}
        for metric, level in levels.items() if one.records else ():
            yield _level("AWS/Kinesis", metric, {"StreamName": one.name}, level, "Count")
    # Two shards at 0.015 an hour.
    yield Truth("kinesis_stream_idle", "old-clicks", Decimal("21.90"))
    # A shard, and 2.628 million puts at 0.014 a million.
    yield Truth("kinesis_stream_consumers_missing", "debug-events", Decimal("10.99"))
    # 29.20 and 1,283.2 GB at 0.08 and 0.04 against a shard and 84.1 million units.
    yield Truth("kinesis_stream_on_demand_costlier", "clickstream", Decimal("171.06"))
    # Ten shards against one; or against 29.20, and 25.1 GB at 0.08 and 0.04 less 0.04 for puts.
    yield Truth("kinesis_stream_shards_unused", "seldom", Decimal("98.55"))
    yield Truth("kinesis_stream_provisioned_costlier", "seldom", Decimal("77.33"))
    # A shard at 0.02 an hour.
    yield Truth("kinesis_stream_retention_extended", "audit", Decimal("14.60"))


def _msk(now: datetime) -> Iterator[Told]:
    found = {"bus": ("kafka.m5.large", 4e6), "old-bus": ("kafka.m7g.large", 40.0)}
    yield Listed(
        "kafka",
        "ListClustersV2",
        _ACCOUNT,
        _REGION,
        items=[
            {
                "ClusterName": name,
                "ClusterArn": f"arn:aws:kafka:{_REGION}:{_ID}:cluster/{name}/1-2",
                "ClusterType": "PROVISIONED",
                "State": "ACTIVE",
                "CreationTime": now - timedelta(days=300),
                "Tags": {"Team": "platform"},
                "Provisioned": {
                    "NumberOfBrokerNodes": 3,
                    "BrokerNodeGroupInfo": {
                        "ClientSubnets": ["subnet-1", "subnet-2", "subnet-3"],
                        "InstanceType": size,
                        "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 100}},
                    },
                },
            }
            for name, (size, _) in found.items()
        ],
    )
    for name, (_, rate) in found.items():
        for broker in ("1", "2", "3"):
            of = {"Cluster Name": name, "Broker ID": broker}
            for metric in ("BytesInPerSec", "BytesOutPerSec"):
                yield _level("AWS/Kafka", metric, of, rate, "Bytes/Second")
    # Three brokers at 0.21 against 0.204 an hour.
    yield Truth("msk_cluster_graviton", "bus", Decimal("13.14"))
    # Three at 0.204 an hour with 100 GB at 0.10 each.
    yield Truth("msk_cluster_idle", "old-bus", Decimal("476.76"))


def _mq(now: datetime) -> Iterator[Told]:
    found = {"jobs": 25.0, "legacy-bus": 0.0}
    yield Listed(
        "mq",
        "ListBrokers",
        _ACCOUNT,
        _REGION,
        items=[
            {
                "BrokerId": f"b-{name}",
                "BrokerName": name,
                "BrokerArn": f"arn:aws:mq:{_REGION}:{_ID}:broker:{name}:b-{name}",
                "BrokerState": "RUNNING",
                "Created": now - timedelta(days=300),
                "DeploymentMode": "SINGLE_INSTANCE",
                "EngineType": "ACTIVEMQ",
                "HostInstanceType": "mq.m5.large",
            }
            for name in found
        ],
    )
    for name, connections in found.items():
        of = {"Broker": f"{name}-1"}
        yield _level("AWS/AmazonMQ", "CurrentConnectionsCount", of, connections, "Count")
    # 0.30 an hour.
    yield Truth("mq_broker_idle", "b-legacy-bus", Decimal("219.00"))


def _dms(now: datetime) -> Iterator[Told]:
    arns = {name: f"arn:aws:dms:{_REGION}:{_ID}:rep:{name.upper()}" for name in ("crm", "live")}
    yield Listed(
        "dms",
        "DescribeReplicationInstances",
        _ACCOUNT,
        _REGION,
        items=[
            {
                "ReplicationInstanceIdentifier": f"migrate-{name}",
                "ReplicationInstanceArn": arn,
                "ReplicationInstanceClass": "dms.t3.medium",
                "ReplicationInstanceStatus": "available",
                "AllocatedStorage": 50,
                "MultiAZ": False,
                "InstanceCreateTime": now - timedelta(days=150),
            }
            for name, arn in arns.items()
        ],
    )
    tasks: list[dict[str, Any]] = [
        {
            "ReplicationTaskIdentifier": "crm-full-load",
            "ReplicationInstanceArn": arns["crm"],
            "Status": "stopped",
            "ReplicationTaskStats": {"StopDate": now - timedelta(days=100)},
        },
        {
            "ReplicationTaskIdentifier": "live-changes",
            "ReplicationInstanceArn": arns["live"],
            "Status": "running",
        },
    ]
    yield Listed("dms", "DescribeReplicationTasks", _ACCOUNT, _REGION, items=tasks)
    # 0.073 an hour.
    yield Truth("dms_instance_idle", "migrate-crm", Decimal("53.29"))


def _level(namespace: str, metric: str, of: dict[str, str], level: float, unit: str) -> Measured:
    return Measured(namespace, metric, of, _ACCOUNT, _REGION, level=level, unit=unit, every=_EVERY)
