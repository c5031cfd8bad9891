"""Databases: one of each kind of waste, and some that are as they should be.

Truths are at 730 hours a month and the list prices of us-east-1 in `products.csv`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

_GIB = 2**30
_SHOP, _LAB, _REGION = "production", "development", "us-east-1"
_PRODUCTION = {"Team": "checkout", "Environment": "production"}


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    yield from _versions()
    yield from _shop(now)
    yield from _snapshots(now)
    yield from _outside_production(now)


def _versions() -> Iterator[Told]:
    """How long AWS supports what runs here."""
    dates = {
        ("mysql", "8.4"): datetime(2029, 7, 31, tzinfo=UTC),
        ("postgres", "13"): datetime(2026, 2, 28, tzinfo=UTC),
        ("postgres", "16"): datetime(2029, 2, 28, tzinfo=UTC),
        ("aurora-postgresql", "16"): datetime(2029, 2, 28, tzinfo=UTC),
    }
    items = [
        {
            "Engine": engine,
            "MajorEngineVersion": version,
            "SupportedEngineLifecycles": [
                {
                    "LifecycleSupportName": "open-source-rds-standard-support",
                    "LifecycleSupportStartDate": datetime(2020, 1, 1, tzinfo=UTC),
                    "LifecycleSupportEndDate": end,
                }
            ],
        }
        for (engine, version), end in dates.items()
    ]
    yield Listed("rds", "DescribeDBMajorEngineVersions", "", "", items=items)


def _shop(now: datetime) -> Iterator[Told]:
    found: dict[str, dict[str, Any]] = {
        "shop-orders": {"AllocatedStorage": 200, "MultiAZ": True},
        "shop-orders-replica": {
            "AllocatedStorage": 200,
            "ReadReplicaSourceDBInstanceIdentifier": "shop-orders",
        },
        "legacy-crm": {},
        "old-wiki": {
            "DBInstanceStatus": "stopped",
            "AutomaticRestartTime": now + timedelta(days=2),
            "AllocatedStorage": 500,
            "StorageType": "gp2",
        },
        "billing": {"DBInstanceClass": "db.t2.large"},
        "catalog": {"DBInstanceClass": "db.t3.medium"},
        "payments": {"Engine": "postgres", "EngineVersion": "13.15"},
        "ledger": {
            "Engine": "postgres",
            "EngineVersion": "16.4",
            "StorageType": "io1",
            "Iops": 10_000,
            "AllocatedStorage": 400,
        },
        "search-index": {"AllocatedStorage": 200, "Iops": 8000},
        "archive": {"AllocatedStorage": 1000, "Iops": 12_000},
        "erp": {
            "Engine": "sqlserver-ee",
            "EngineVersion": "15.00.4415.2.v1",
            "LicenseModel": "license-included",
            "DBInstanceClass": "db.m5.xlarge",
        },
        "reports": {"PerformanceInsightsEnabled": True, "PerformanceInsightsRetentionPeriod": 31},
    }
    items = [_instance(_SHOP, name, now, **changes) for name, changes in found.items()]
    yield Listed("rds", "DescribeDBInstances", _SHOP, _REGION, items=items)
    for item in items:
        if item["DBInstanceStatus"] == "available":
            yield from _busy(_SHOP, item)
    # An instance at 0.152 an hour and 100 or 200 GB at 0.115.
    yield Truth("rds_instance_idle", "legacy-crm", Decimal("122.46"))
    yield Truth("rds_replica_idle", "shop-orders-replica", Decimal("133.96"))
    # 500 GB at 0.115 against a snapshot of as much at 0.095.
    yield Truth("rds_instance_stopped", "old-wiki", Decimal("10.00"))
    # 0.136 against 0.129, and 0.068 against 0.065.
    yield Truth("rds_instance_previous_generation", "billing", Decimal("5.11"))
    yield Truth("rds_instance_graviton", "catalog", Decimal("2.19"))
    # Two vCPUs at 0.10.
    yield Truth("rds_instance_extended_support", "payments", Decimal("146.00"))
    # 400 GB at 0.125 and 10,000 IOPS at 0.10 against 400 GB at 0.115, 12,000 IOPS included.
    yield Truth("rds_storage_provisioned_iops", "ledger", Decimal("1004.00"))
    # 5,000 IOPS beyond the 3,000 that are included, at 0.02.
    yield Truth("rds_storage_iops_unused", "search-index", Decimal("100.00"))
    # 700 of 1,000 GB: half as much again as the 200 in use is kept.
    yield Truth("rds_storage_mostly_free", "archive", Decimal("80.50"))
    # 2.336 against 1.224 an hour.
    yield Truth("rds_instance_commercial_edition", "erp", Decimal("811.76"))
    yield Truth("rds_instance_performance_insights_retention", "reports", None)


def _outside_production(now: datetime) -> Iterator[Told]:
    items = [
        _instance(_LAB, "shop-staging", now, environment="staging", MultiAZ=True),
        _instance(_LAB, "shop-test", now, environment="test", BackupRetentionPeriod=30),
    ]
    yield Listed("rds", "DescribeDBInstances", _LAB, _REGION, items=items)
    for item in items:
        yield from _busy(_LAB, item)
    # 0.304 against 0.152 an hour, 100 GB at 0.23 against 0.115.
    yield Truth("rds_instance_multi_az_nonproduction", "shop-staging", Decimal("122.46"))
    yield Truth("rds_instance_backup_retention", "shop-test", None)


def _snapshots(now: datetime) -> Iterator[Told]:
    held = {"FullSnapshotSizeInBytes": 80 * _GIB}
    yield Listed(
        "rds",
        "DescribeDBSnapshots",
        _SHOP,
        _REGION,
        items=[
            _snapshot("forum-final", "forum", now - timedelta(days=90)),
            _snapshot("orders-before-8-4", "shop-orders", now - timedelta(days=400), **held),
            _snapshot("orders-before-release", "shop-orders", now - timedelta(days=9), **held),
        ],
    )
    # 200 GB, and 80 GB that are told, at 0.095.
    yield Truth("rds_snapshot_orphaned", "forum-final", Decimal("19.00"))
    yield Truth("rds_snapshot_old", "orders-before-8-4", Decimal("7.60"))


def _instance(
    account: str, name: str, now: datetime, *, environment: str = "production", **changes: object
) -> dict[str, Any]:
    tags = {**_PRODUCTION, "Environment": environment}
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceArn": f"arn:aws:rds:{_REGION}:{ACCOUNTS[account].id}:db:{name}",
        "DBInstanceClass": "db.m6g.large",
        "DBInstanceStatus": "available",
        "Engine": "mysql",
        "EngineVersion": "8.4.3",
        "LicenseModel": "general-public-license",
        "InstanceCreateTime": now - timedelta(days=300),
        "AllocatedStorage": 100,
        "StorageType": "gp3",
        "Iops": 3000,
        "MultiAZ": False,
        "BackupRetentionPeriod": 7,
        "PerformanceInsightsEnabled": False,
        "TagList": [{"Key": key, "Value": value} for key, value in tags.items()],
        **changes,
    }


def _snapshot(name: str, of: str, made: datetime, **more: object) -> dict[str, Any]:
    return {
        "DBSnapshotIdentifier": name,
        "DBSnapshotArn": f"arn:aws:rds:{_REGION}:{ACCOUNTS[_SHOP].id}:snapshot:{name}",
        "DBInstanceIdentifier": of,
        "Engine": "mysql",
        "AllocatedStorage": 200,
        "SnapshotType": "manual",
        "Status": "available",
        "SnapshotCreateTime": made,
        **more,
    }


_IDLE = frozenset({"legacy-crm", "shop-orders-replica"})
_FREE_GIB = {"archive": 800}


def _busy(account: str, item: Mapping[str, Any]) -> Iterator[Measured]:
    """CPU and memory that fill the class; connections but for the idle ones."""
    name = item["DBInstanceIdentifier"]
    free = _FREE_GIB.get(name, item["AllocatedStorage"] // 2)
    levels = {
        "CPUUtilization": (55.0, "Percent"),
        "FreeableMemory": (1.2 * _GIB, "Bytes"),
        "DatabaseConnections": (0.0 if name in _IDLE else 40.0, "Count"),
        "ReadIOPS": (900.0, "Count/Second"),
        "WriteIOPS": (600.0, "Count/Second"),
        "FreeStorageSpace": (float(free * _GIB), "Bytes"),
    }
    for metric, (level, unit) in levels.items():
        yield Measured(
            "AWS/RDS",
            metric,
            {"DBInstanceIdentifier": name},
            account,
            _REGION,
            level=level,
            unit=unit,
        )
