"""DynamoDB tables and indexes: mode, class, scaling, and metrics asked for."""

from collections.abc import Mapping
from datetime import UTC, datetime

from costgov.collectors.inventory.dynamodb import SOURCE

from tests.fakes.listings import listed

CREATED = datetime(2025, 3, 1, 9, tzinfo=UTC)
ARN = "arn:aws:dynamodb:us-east-1:222233334444:table"


def orders() -> dict[str, object]:
    return {
        "TableName": "orders",
        "TableArn": f"{ARN}/orders",
        "TableStatus": "ACTIVE",
        "CreationDateTime": CREATED,
        "TableSizeBytes": 2**30,
        "ItemCount": 7,
        "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 5},
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-customer",
                "IndexArn": f"{ARN}/orders/index/by-customer",
                "IndexStatus": "ACTIVE",
                "IndexSizeBytes": 2**20,
                "ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 2},
            }
        ],
    }


def events() -> dict[str, object]:
    return {
        "TableName": "events",
        "TableArn": f"{ARN}/events",
        "CreationDateTime": CREATED,
        "TableSizeBytes": 0,
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "TableClassSummary": {"TableClass": "STANDARD_INFREQUENT_ACCESS"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
    }


def described(parameters: Mapping[str, object]) -> dict[str, object] | None:
    tables = {"orders": orders(), "events": events()}
    found = tables.get(str(parameters["TableName"]))
    return {"Table": found} if found else None


def test_tables_with_their_indexes() -> None:
    found = listed(
        SOURCE,
        {
            "dynamodb:ListTables": [{"TableNames": ["orders", "gone"]}, {"TableNames": ["events"]}],
            "dynamodb:DescribeTable": described,
            "dynamodb:DescribeTimeToLive": {
                "TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}
            },
            "resourcegroupstaggingapi:GetResources": {
                "ResourceTagMappingList": [
                    {
                        "ResourceARN": f"{ARN}/orders",
                        "Tags": [{"Key": "Team", "Value": "checkout"}],
                    }
                ]
            },
            "application-autoscaling:DescribeScalableTargets": {
                "ScalableTargets": [
                    {
                        "ResourceId": "table/orders",
                        "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
                        "MinCapacity": 5,
                        "MaxCapacity": 100,
                    }
                ]
            },
        },
    )
    table, index, other = found
    assert [one.id for one in found] == ["orders", "orders/index/by-customer", "events"]
    assert table.attributes["BillingMode"] == "PROVISIONED"
    assert table.attributes["TableClass"] == "STANDARD"
    assert table.attributes["ScalableTargets"] == {
        "ReadCapacityUnits": {"MinCapacity": 5, "MaxCapacity": 100}
    }
    assert table.attributes["TimeToLiveStatus"] == "DISABLED"
    assert table.tags == index.tags == {"Team": "checkout"}
    assert other.tags == {}
    assert index.attributes["ReadCapacityUnits"] == 3
    assert index.attributes["ScalableTargets"] == {}
    assert other.attributes["TableClass"] == "STANDARD_INFREQUENT_ACCESS"

    asked = {
        (spec.kind, spec.name): spec.dimensions
        for spec in SOURCE.metrics
        if spec.name.endswith("ReadCapacityUnits")
    }
    consumed, provisioned = "ConsumedReadCapacityUnits", "ProvisionedReadCapacityUnits"
    assert asked[table.kind, consumed](table) == {"TableName": "orders"}
    assert asked[index.kind, consumed](index) == {
        "TableName": "orders",
        "GlobalSecondaryIndexName": "by-customer",
    }
    assert asked[table.kind, provisioned](table) == {"TableName": "orders"}
    # Capacity that nothing scales is told, and that of requests is none.
    assert asked[index.kind, provisioned](index) is None
    assert asked[table.kind, provisioned](other) is None


def test_scaling_is_not_asked_for_where_there_are_no_tables() -> None:
    assert listed(SOURCE, {"dynamodb:ListTables": {"TableNames": []}}) == []
