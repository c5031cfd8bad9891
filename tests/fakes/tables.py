"""The tables as the storage stack makes them, on moto, and one in a dict for large tests."""

from collections import defaultdict
from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def create_table(client: "DynamoDBClient", name: str) -> None:
    """A table with the product's keys."""
    client.create_table(
        TableName=name,
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )


class PlainTable:
    """As much of a DynamoDB client as DynamoCostStore uses, where moto takes minutes.

    `write_units` counts what writes would be billed: one for each item and KB begun.
    """

    def __init__(self) -> None:
        self.partitions: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.write_units = 0

    def get_paginator(self, _: str) -> "PlainTable":
        return self

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any parameter
        values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items()}
        items = self.partitions.get(values[":p"], {})
        yield {
            "Items": [
                items[sort]
                for sort in sorted(items)
                if values.get(":a", "") <= sort <= values.get(":z", sort)
                and values.get(":first", "") <= items[sort].get("month", {"S": ""})["S"]
                and items[sort].get("month", {"S": ""})["S"] <= values.get(":last", "~")
            ]
        }

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803
        for request in RequestItems["costs"]:
            if "PutRequest" in request:
                self._put(request["PutRequest"]["Item"])
            else:
                key = request["DeleteRequest"]["Key"]
                del self.partitions[key["pk"]["S"]][key["sk"]["S"]]
                self.write_units += 1
        return {}

    def put_item(self, *, Item: dict[str, Any], **_: object) -> dict[str, Any]:  # noqa: N803
        self._put(Item)
        return {}

    def _put(self, item: dict[str, Any]) -> None:
        self.partitions[item["pk"]["S"]][item["sk"]["S"]] = item
        # Not less than DynamoDB counts for an item of texts.
        self.write_units += ceil(len(repr(item)) / 1024)
