"""Databases made for tests of checks, and list prices of us-east-1 they are judged by."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import count, gauge, resource

DB_INSTANCE: Final = "AWS::RDS::DBInstance"
DB_CLUSTER: Final = "AWS::RDS::DBCluster"
TABLE: Final = "AWS::DynamoDB::Table"
INDEX: Final = "AWS::DynamoDB::GlobalSecondaryIndex"


def database(
    name: str = "orders",
    *,
    size: str = "db.m5.large",
    digests: Iterable[MetricDigest] = (),
    age_days: int | None = 400,
    state: str = "available",
    tags: dict[str, str] | None = None,
    **changes: Any,
) -> Resource:
    """A Single-AZ MySQL with 100 GB of gp3; None takes an attribute away."""
    told: dict[str, Any] = {
        "Engine": "mysql",
        "EngineVersion": "8.4.3",
        "MultiAZ": False,
        "AllocatedStorage": 100,
        "StorageType": "gp3",
        "Iops": 3000,
        "LicenseModel": "general-public-license",
        "BackupRetentionPeriod": 7,
        "PerformanceInsightsEnabled": False,
    }
    told = {key: value for key, value in (told | changes).items() if value is not None}
    return resource(
        DB_INSTANCE,
        name,
        size=size,
        digests=digests,
        age_days=age_days,
        state=state,
        tags=tags,
        **told,
    )


def connections(peak: str, *, days: int = 14) -> MetricDigest:
    """Connections of which the most at once were as many."""
    return gauge("DatabaseConnections", peak, days=days, unit="Count")


def member(
    name: str,
    *,
    size: str = "db.r6g.large",
    digests: Iterable[MetricDigest] = (),
    engine: str = "aurora-postgresql",
    cluster: str = "shop",
) -> Resource:
    """An instance of a cluster of Aurora."""
    return resource(
        DB_INSTANCE,
        name,
        size=size,
        digests=digests,
        Engine=engine,
        DBClusterIdentifier=cluster,
        StorageType="aurora",
        MultiAZ=False,
    )


def aurora(
    *members: str,
    storage_type: str = "aurora",
    digests: Iterable[MetricDigest] = (),
    **changes: Any,
) -> Resource:
    """The cluster "shop" with these members, of which the first writes."""
    told: list[Any] = [
        {"DBInstanceIdentifier": name, "IsClusterWriter": number == 0}
        for number, name in enumerate(members)
    ]
    attributes: dict[str, Any] = {"Engine": "aurora-postgresql", "StorageType": storage_type}
    attributes |= {"DBClusterMembers": told} | changes
    return resource(DB_CLUSTER, "shop", digests=digests, **attributes)


def volume(stored_gib: int, requests: str) -> Sequence[MetricDigest]:
    """What a cluster's volume held, and what was asked of it in a fortnight, half of it reads."""
    half = str(int(requests) // 2)
    return (
        gauge("VolumeBytesUsed", str(stored_gib * 2**30), unit="Bytes"),
        count("VolumeReadIOPs", half),
        count("VolumeWriteIOPs", half),
    )


def table(
    name: str = "orders",
    *,
    read: str = "0",
    written: str = "0",
    peak: tuple[str, str] = ("0", "0"),
    days: int = 30,
    age_days: int | None = 400,
    digests: Iterable[MetricDigest] = (),
    kind: str = TABLE,
    **changes: Any,
) -> Resource:
    """A table on demand; `read` and `written` are units of the window, `peak` per second."""
    told: dict[str, Any] = {
        "BillingMode": "PAY_PER_REQUEST",
        "TableClass": "STANDARD",
        "TableSizeBytes": 0,
        "ScalableTargets": {},
        "TimeToLiveStatus": "DISABLED",
    }
    told = {key: value for key, value in (told | changes).items() if value is not None}
    used = (
        count("ConsumedReadCapacityUnits", read, days=days, peak_per_second=peak[0]),
        count("ConsumedWriteCapacityUnits", written, days=days, peak_per_second=peak[1]),
    )
    return resource(kind, name, age_days=age_days, digests=(*used, *digests), **told)


def index(name: str = "by-customer", **changes: Any) -> Resource:
    """An index of the table "orders"; see `table`."""
    told: dict[str, Any] = {"TableName": "orders", "IndexName": name, "IndexSizeBytes": 0}
    return table(f"orders/index/{name}", kind=INDEX, **told | changes)


REQUESTS: Final = {
    "dynamodb.requests/read/STANDARD": "0.000000125",
    "dynamodb.requests/write/STANDARD": "0.000000625",
    "dynamodb.requests/read/STANDARD_INFREQUENT_ACCESS": "0.000000155",
    "dynamodb.requests/write/STANDARD_INFREQUENT_ACCESS": "0.00000078",
    "dynamodb.capacity/read/STANDARD": "0.00013",
    "dynamodb.capacity/write/STANDARD": "0.00065",
    "dynamodb.capacity/read/STANDARD_INFREQUENT_ACCESS": "0.00016",
    "dynamodb.capacity/write/STANDARD_INFREQUENT_ACCESS": "0.00081",
    "dynamodb.storage/STANDARD": "0.25",
    "dynamodb.storage/STANDARD_INFREQUENT_ACCESS": "0.10",
}

AURORA: Final = {
    "rds.instance/db.r6g.large/Aurora PostgreSQL/EBS Only": "0.26",
    "rds.instance/db.r6g.large/Aurora PostgreSQL/Aurora IO Optimization Mode": "0.338",
    "aurora.storage/General Purpose-Aurora": "0.10",
    "aurora.storage/IO Optimized-Aurora": "0.225",
    "aurora.io": "0.0000002",
}
