"""DynamoDB tables of either mode and class.

Loads are in capacity units a second. Those that come "nightly" are at their level for a twelfth of
the day and at their low for the rest. A unit a second is 2.628 million requests a month: 1.6425 of
writes, 0.3285 of reads; a unit provisioned is 0.4745 and 0.0949.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from cli.local.synthetic.estate.model import Answer, Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

_GIB = 2**30
_ACCOUNT, _REGION = "production", "us-east-1"
_ARN = f"arn:aws:dynamodb:{_REGION}:{ACCOUNTS[_ACCOUNT].id}:table"
_EVERY = 300
_INFREQUENT = "STANDARD_INFREQUENT_ACCESS"


@dataclass(frozen=True)
class _Load:
    """Units a second at the busiest hour and, of what comes nightly, at others."""

    read: float = 0.0
    written: float = 0.0
    low_read: float | None = None
    low_written: float | None = None
    profile: Literal["flat", "nightly"] = "nightly"


@dataclass(frozen=True)
class _Table:
    name: str
    load: _Load | None
    stored_gib: int = 1
    capacity: tuple[int, int] | None = None
    scaled: bool = False
    table_class: str = "STANDARD"
    ttl: str = "ENABLED"


_TABLES = (
    _Table("carts", _Load(120, 60, 2, 1), stored_gib=5),
    _Table("orders", _Load(10, 100, 0, 2), stored_gib=10),
    _Table("old-sessions", None, stored_gib=0, capacity=(50, 50)),
    _Table("inventory", _Load(100, 20, profile="flat"), capacity=(1000, 200)),
    _Table("prices", _Load(65, 65, 30, 30), capacity=(100, 100)),
    _Table("telemetry", _Load(0, 100, profile="flat")),
    _Table("night-batch", _Load(10, 10, 0, 0), capacity=(15, 15), scaled=True),
    _Table("audit-log", _Load(0, 10, 0, 0), stored_gib=2000),
    _Table("hot-profiles", _Load(0, 600, 0, 0), stored_gib=10, table_class=_INFREQUENT),
    _Table(
        "clicks-history",
        _Load(0, 1, 0, 0),
        stored_gib=150,
        table_class=_INFREQUENT,
        ttl="DISABLED",
    ),
)
_INDEX = "by-coupon"


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    names = [one.name for one in _TABLES]
    yield Listed("dynamodb", "ListTables", _ACCOUNT, _REGION, items=names)
    yield Listed(
        "dynamodb",
        "DescribeTable",
        _ACCOUNT,
        _REGION,
        items=[_described(one, now) for one in _TABLES],
    )
    tags = [{"Key": "Team", "Value": "checkout"}]
    tagged = [{"ResourceARN": f"{_ARN}/{name}", "Tags": tags} for name in names]
    yield Listed("resourcegroupstaggingapi", "GetResources", _ACCOUNT, _REGION, items=tagged)
    for one in _TABLES:
        yield from _told(one)
    yield from _index_load()
    yield from _truths()


def _truths() -> Iterator[Truth]:
    yield Truth("dynamodb_table_unused", "old-sessions", Decimal("28.47"))
    # One write a second, and 20 GB at 0.25.
    yield Truth("dynamodb_index_unused", f"orders/index/{_INDEX}", Decimal("6.64"))
    # 1,000 and 200 units against 143 and 29, at seven tenths of which it runs.
    yield Truth("dynamodb_table_provisioned_low", "inventory", Decimal("162.47"))
    yield Truth("dynamodb_table_autoscaling_off", "inventory", Decimal("162.47"))
    # 189.80 against 100 reads and 20 writes a second.
    yield Truth("dynamodb_table_provisioned_costlier", "inventory", Decimal("124.10"))
    # 100 of each against 48: 32.92 on average at seven tenths.
    yield Truth("dynamodb_table_autoscaling_off", "prices", Decimal("29.61"))
    # 100 writes a second against 143 units, and one of reads.
    yield Truth("dynamodb_table_on_demand_costlier", "telemetry", Decimal("96.30"))
    # 15 of each against 10 in two hours of a day.
    yield Truth("dynamodb_table_provisioned_costlier", "night-batch", Decimal("6.90"))
    # 2,000 GB at 0.25 against 0.10, and 0.83 writes a second at 1.25 times the price.
    yield Truth("dynamodb_table_infrequent_access", "audit-log", Decimal("299.66"))
    # 50 writes a second at 2.0498 and 10 GB at 0.10 against 1.6425 and 0.25.
    yield Truth("dynamodb_table_standard_class", "hot-profiles", Decimal("18.87"))
    yield Truth("dynamodb_table_ttl_off", "clicks-history", None)


def _described(table: _Table, now: datetime) -> dict[str, Any]:
    read, written = table.capacity or (0, 0)
    told: dict[str, Any] = {
        "TableName": table.name,
        "TableArn": f"{_ARN}/{table.name}",
        "TableStatus": "ACTIVE",
        "CreationDateTime": now - timedelta(days=400),
        "TableSizeBytes": table.stored_gib * _GIB,
        "ItemCount": 1_000_000,
        "ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": written},
    }
    if table.capacity is None:
        told["BillingModeSummary"] = {"BillingMode": "PAY_PER_REQUEST"}
    if table.table_class != "STANDARD":
        told["TableClassSummary"] = {"TableClass": table.table_class}
    if table.name == "orders":
        told["GlobalSecondaryIndexes"] = [
            {
                "IndexName": _INDEX,
                "IndexArn": f"{_ARN}/orders/index/{_INDEX}",
                "IndexStatus": "ACTIVE",
                "IndexSizeBytes": 20 * _GIB,
                "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
            }
        ]
    return told


def _told(table: _Table) -> Iterator[Told]:
    where = {"TableName": table.name}
    reply = {"TimeToLiveDescription": {"TimeToLiveStatus": table.ttl}}
    yield Answer("dynamodb", "DescribeTimeToLive", _ACCOUNT, _REGION, where=where, reply=reply)
    load = table.load
    if load is not None:
        yield _units("ConsumedRead", where, load.read, load.low_read, load.profile)
        yield _units("ConsumedWrite", where, load.written, load.low_written, load.profile)
    if table.scaled and table.capacity:
        yield Listed(
            "application-autoscaling",
            "DescribeScalableTargets",
            _ACCOUNT,
            _REGION,
            items=[_target(table, which) for which in ("Read", "Write")],
        )
        for which, units in zip(("Read", "Write"), table.capacity, strict=True):
            yield Measured(
                "AWS/DynamoDB",
                f"Provisioned{which}CapacityUnits",
                where,
                _ACCOUNT,
                _REGION,
                level=float(units),
            )


def _target(table: _Table, which: str) -> dict[str, Any]:
    return {
        "ServiceNamespace": "dynamodb",
        "ResourceId": f"table/{table.name}",
        "ScalableDimension": f"dynamodb:table:{which}CapacityUnits",
        "MinCapacity": 5,
        "MaxCapacity": 100,
        "RoleARN": f"arn:aws:iam::{ACCOUNTS[_ACCOUNT].id}:role/autoscaling",
        "CreationTime": datetime.fromisoformat("2025-03-01T00:00:00+00:00"),
    }


def _index_load() -> Iterator[Measured]:
    """Written once a second with its table, and never read."""
    of = {"TableName": "orders", "GlobalSecondaryIndexName": _INDEX}
    yield _units("ConsumedWrite", of, 1.0, None, "flat")


def _units(
    which: str,
    of: dict[str, str],
    level: float,
    low: float | None,
    profile: Literal["flat", "nightly"],
) -> Measured:
    return Measured(
        "AWS/DynamoDB",
        f"{which}CapacityUnits",
        of,
        _ACCOUNT,
        _REGION,
        level=level * _EVERY,
        low=None if low is None else low * _EVERY,
        profile=profile,
        every=_EVERY,
    )
