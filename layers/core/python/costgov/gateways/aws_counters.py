"""Counters in DynamoDB, beside the documents."""

from datetime import datetime
from typing import TYPE_CHECKING

from costgov.gateways.aws_errors import store_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoCounters:
    """Counters on a table with keys `pk`, `sk`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, pk: str, sk: str, expires_at: datetime) -> int:
        """See Counters.add; one atomic update."""
        with store_errors(f"count {pk}"):
            counted = self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": pk}, "sk": {"S": sk}},
                UpdateExpression="SET expires_at = :e ADD #n :one",
                ExpressionAttributeNames={"#n": "count"},
                ExpressionAttributeValues={
                    ":one": {"N": "1"},
                    ":e": {"N": str(int(expires_at.timestamp()))},
                },
                ReturnValues="UPDATED_NEW",
            )
        return int(counted["Attributes"]["count"]["N"])
