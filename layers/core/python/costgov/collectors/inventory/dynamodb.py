"""DynamoDB tables and their global secondary indexes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import (
    Item,
    MetricSpec,
    Place,
    Source,
    as_json,
    kept,
)
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

TABLE: Final = "AWS::DynamoDB::Table"
INDEX: Final = "AWS::DynamoDB::GlobalSecondaryIndex"
_LIST: Final = "dynamodb:ListTables"
# Each table is asked for by itself: nothing tells of many at once.
_TABLE: Final = "dynamodb:DescribeTable"
_TTL: Final = "dynamodb:DescribeTimeToLive"
_TARGETS: Final = "application-autoscaling:DescribeScalableTargets"

_TIME_TO_LIVE: Final = Setting(
    "TimeToLiveStatus",
    _TTL,
    lambda answer: (answer.get("TimeToLiveDescription") or {}).get("TimeToLiveStatus"),
)

type _Targets = Mapping[str, Sequence[Item]]


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    names = [str(name) for name in reader.each(_LIST, "TableNames")]
    if not names:
        return
    targets, tags = _scalable(reader), tags_by_arn(reader, "dynamodb:table")
    for name in names:
        # Deleted since it was listed.
        answer = reader.one(_TABLE, absent=("ResourceNotFoundException",), TableName=name)
        if answer is None:
            continue
        table = answer["Table"]
        own = tags.get(table["TableArn"], {})
        yield _table(table, place, targets, own, _TIME_TO_LIVE.read(reader, TableName=name))
        for index in table.get("GlobalSecondaryIndexes") or ():
            yield _index(index, table, place, targets, own)


def _scalable(reader: Reader) -> _Targets:
    """What Application Auto Scaling adjusts, by resource id (`table/orders`)."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for target in reader.each(_TARGETS, "ScalableTargets", ServiceNamespace="dynamodb"):
        found[target["ResourceId"]].append(target)
    return found


def _table(
    table: Item,
    place: Place,
    targets: _Targets,
    tags: Mapping[str, str],
    ttl: Mapping[str, JsonValue],
) -> Resource:
    name = table["TableName"]
    attributes = kept(table, "TableSizeBytes", "ItemCount", "Replicas")
    attributes |= _capacity(table, targets.get(f"table/{name}", ()))
    # Neither is told of a table that was never anything but the default.
    attributes["BillingMode"] = _billing_mode(table)
    attributes["TableClass"] = (table.get("TableClassSummary") or {}).get("TableClass", "STANDARD")
    return place.resource(
        TABLE,
        name,
        table["TableArn"],
        state=table.get("TableStatus", "ACTIVE"),
        created=table.get("CreationDateTime"),
        tags=tags,
        attributes=attributes | {**ttl},
    )


def _index(
    index: Item, table: Item, place: Place, targets: _Targets, tags: Mapping[str, str]
) -> Resource:
    name, index_name = table["TableName"], index["IndexName"]
    attributes = kept(index, "IndexSizeBytes", "ItemCount")
    attributes |= _capacity(index, targets.get(f"table/{name}/index/{index_name}", ()))
    attributes |= {
        "TableName": name,
        "IndexName": index_name,
        "BillingMode": _billing_mode(table),
        "TableClass": (table.get("TableClassSummary") or {}).get("TableClass", "STANDARD"),
    }
    return place.resource(
        INDEX,
        f"{name}/index/{index_name}",
        index.get("IndexArn", f"{table['TableArn']}/index/{index_name}"),
        state=index.get("IndexStatus", "ACTIVE"),
        created=table.get("CreationDateTime"),
        tags=tags,
        attributes=attributes,
    )


def _billing_mode(table: Item) -> str:
    return str((table.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED"))


def _capacity(item: Item, targets: Sequence[Item]) -> dict[str, JsonValue]:
    found = kept(item.get("ProvisionedThroughput") or {}, "ReadCapacityUnits", "WriteCapacityUnits")
    scaled: dict[str, JsonValue] = {
        str(one["ScalableDimension"]).rpartition(":")[2]: as_json(
            {"MinCapacity": one["MinCapacity"], "MaxCapacity": one["MaxCapacity"]}
        )
        for one in targets
    }
    return found | {"ScalableTargets": scaled}


def _measured(part: Resource) -> dict[str, str]:
    if part.kind == TABLE:
        return {"TableName": part.id}
    return {
        "TableName": str(part.attributes["TableName"]),
        "GlobalSecondaryIndexName": str(part.attributes["IndexName"]),
    }


def _provisioned(part: Resource) -> dict[str, str] | None:
    # What is fixed is told with the table; what is scaled has to be measured.
    scaled = part.attributes.get("ScalableTargets")
    provisioned = part.attributes.get("BillingMode") == "PROVISIONED"
    return _measured(part) if provisioned and scaled else None


SOURCE: Final = Source(
    name="dynamodb",
    kinds=(TABLE, INDEX),
    calls=(_LIST, _TABLE, _TTL, _TARGETS, TAGGED),
    fetch=_fetch,
    metrics=(
        # Published only when something is consumed. A silent month decides, and the busiest hour.
        *(
            MetricSpec(
                kind,
                "AWS/DynamoDB",
                f"Consumed{which}CapacityUnits",
                "Count",
                _measured,
                reading="count",
                days=30,
                silent_is_zero=True,
            )
            for kind in (TABLE, INDEX)
            for which in ("Read", "Write")
        ),
        *(
            MetricSpec(
                kind, "AWS/DynamoDB", f"Provisioned{which}CapacityUnits", "Count", _provisioned
            )
            for kind in (TABLE, INDEX)
            for which in ("Read", "Write")
        ),
    ),
)
