"""Databases behind the API of RDS: its own engines, Aurora, DocumentDB and Neptune.

One API lists them all (https://docs.aws.amazon.com/neptune/latest/userguide/api.html); the engine
says whose they are.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from costgov.collectors.inventory._engine_lifecycles import DESCRIBE_ENGINES, Lifecycles
from costgov.collectors.inventory.contract import Item, MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

DB_INSTANCE: Final = "AWS::RDS::DBInstance"
DB_CLUSTER: Final = "AWS::RDS::DBCluster"
DOCDB_INSTANCE: Final = "AWS::DocDB::DBInstance"
DOCDB_CLUSTER: Final = "AWS::DocDB::DBCluster"
NEPTUNE_INSTANCE: Final = "AWS::Neptune::DBInstance"
NEPTUNE_CLUSTER: Final = "AWS::Neptune::DBCluster"

_INSTANCES: Final = "rds:DescribeDBInstances"
_CLUSTERS: Final = "rds:DescribeDBClusters"
_NAMESPACES: Final = {
    DB_INSTANCE: "AWS/RDS",
    DB_CLUSTER: "AWS/RDS",
    DOCDB_INSTANCE: "AWS/DocDB",
    NEPTUNE_INSTANCE: "AWS/Neptune",
}
_SERVERLESS: Final = "db.serverless"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    instances = list(reader.each(_INSTANCES, "DBInstances"))
    clusters = list(reader.each(_CLUSTERS, "DBClusters"))
    lifecycles = Lifecycles.read(reader) if instances or clusters else Lifecycles({})
    for cluster in clusters:
        yield _cluster(cluster, place, lifecycles)
    for instance in instances:
        yield _instance(instance, place, lifecycles)


def _instance(instance: Item, place: Place, lifecycles: Lifecycles) -> Resource:
    return place.resource(
        _kind(instance, (DB_INSTANCE, DOCDB_INSTANCE, NEPTUNE_INSTANCE)),
        instance["DBInstanceIdentifier"],
        instance["DBInstanceArn"],
        state=instance.get("DBInstanceStatus", "creating"),
        size=instance.get("DBInstanceClass"),
        created=instance.get("InstanceCreateTime"),
        tags=tags_of(instance, "TagList"),
        attributes=kept(
            instance,
            "Engine",
            "EngineVersion",
            "EngineLifecycleSupport",
            "LicenseModel",
            "MultiAZ",
            "AllocatedStorage",
            "StorageType",
            "Iops",
            "StorageThroughput",
            "DBClusterIdentifier",
            "ReadReplicaSourceDBInstanceIdentifier",
            "ReadReplicaDBInstanceIdentifiers",
            "BackupRetentionPeriod",
            "PerformanceInsightsEnabled",
            "PerformanceInsightsRetentionPeriod",
            "DatabaseInsightsMode",
            "AutomaticRestartTime",
        )
        | lifecycles.of(instance),
    )


def _cluster(cluster: Item, place: Place, lifecycles: Lifecycles) -> Resource:
    return place.resource(
        _kind(cluster, (DB_CLUSTER, DOCDB_CLUSTER, NEPTUNE_CLUSTER)),
        cluster["DBClusterIdentifier"],
        cluster["DBClusterArn"],
        state=cluster.get("Status", "creating"),
        created=cluster.get("ClusterCreateTime"),
        tags=tags_of(cluster, "TagList"),
        attributes=kept(
            cluster,
            "Engine",
            "EngineVersion",
            "EngineMode",
            "EngineLifecycleSupport",
            "DBClusterMembers",
            "StorageType",
            "BackupRetentionPeriod",
            "ServerlessV2ScalingConfiguration",
            "IOOptimizedNextAllowedModificationTime",
            "ReplicationSourceIdentifier",
            "GlobalClusterIdentifier",
        )
        | lifecycles.of(cluster),
    )


def _kind(item: Item, kinds: tuple[str, str, str]) -> str:
    relational, document, graph = kinds
    return {"docdb": document, "neptune": graph}.get(str(item.get("Engine")), relational)


def _runs(instance: Resource) -> dict[str, str] | None:
    # A stopped instance publishes nothing.
    return {"DBInstanceIdentifier": instance.id} if instance.state != "stopped" else None


def _own_volume(instance: Resource) -> dict[str, str] | None:
    # A member of a cluster shares the cluster's volume.
    return None if "DBClusterIdentifier" in instance.attributes else _runs(instance)


def _serverless(instance: Resource) -> dict[str, str] | None:
    return _runs(instance) if instance.instance_type == _SERVERLESS else None


def _aurora(cluster: Resource) -> dict[str, str] | None:
    engine = str(cluster.attributes.get("Engine", ""))
    return {"DBClusterIdentifier": cluster.id} if engine.startswith("aurora") else None


def _metrics() -> Sequence[MetricSpec]:
    """What instances publish per minute, and what clusters are charged by."""
    kinds = (DB_INSTANCE, DOCDB_INSTANCE, NEPTUNE_INSTANCE)
    specs = [
        MetricSpec(kind, _NAMESPACES[kind], "CPUUtilization", "Percent", _runs) for kind in kinds
    ]
    specs += [
        MetricSpec(kind, _NAMESPACES[kind], "FreeableMemory", "Bytes", _runs, reading="stock")
        for kind in kinds
    ]
    specs += [
        MetricSpec(kind, _NAMESPACES[kind], "DatabaseConnections", "Count", _runs)
        for kind in (DB_INSTANCE, DOCDB_INSTANCE)
    ]
    specs += [
        MetricSpec(DB_INSTANCE, "AWS/RDS", name, "Count/Second", _own_volume)
        for name in ("ReadIOPS", "WriteIOPS")
    ]
    volume_io = [
        MetricSpec(DB_CLUSTER, "AWS/RDS", name, "Count", _aurora, reading="count")
        for name in ("VolumeReadIOPs", "VolumeWriteIOPs")
    ]
    return (
        *specs,
        MetricSpec(
            DB_INSTANCE, "AWS/RDS", "FreeStorageSpace", "Bytes", _own_volume, reading="stock"
        ),
        MetricSpec(DB_INSTANCE, "AWS/RDS", "ServerlessDatabaseCapacity", "None", _serverless),
        MetricSpec(NEPTUNE_INSTANCE, "AWS/Neptune", "TotalRequestsPerSec", "Count/Second", _runs),
        MetricSpec(DB_CLUSTER, "AWS/RDS", "VolumeBytesUsed", "Bytes", _aurora),
        *volume_io,
    )


SOURCE: Final = Source(
    name="rds",
    kinds=(
        DB_INSTANCE,
        DB_CLUSTER,
        DOCDB_INSTANCE,
        DOCDB_CLUSTER,
        NEPTUNE_INSTANCE,
        NEPTUNE_CLUSTER,
    ),
    calls=(_INSTANCES, _CLUSTERS, DESCRIBE_ENGINES),
    fetch=_fetch,
    metrics=tuple(_metrics()),
)
