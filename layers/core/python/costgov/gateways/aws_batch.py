"""What both DynamoDB stores need: key conditions, and batches written to the last item."""

import random
import time
from collections.abc import Callable
from itertools import batched
from typing import TYPE_CHECKING, Any

from costgov.errors import StoreError
from costgov.gateways.aws_errors import store_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH = 25
_ATTEMPTS = 12


def key_condition(partition: str, prefix: str = "") -> dict[str, Any]:
    """The Query parameters that select a partition, or its sort keys below a prefix."""
    condition, values = "pk = :p", {":p": {"S": partition}}
    if prefix:
        condition += " AND begins_with(sk, :s)"
        values[":s"] = {"S": prefix}
    return {"KeyConditionExpression": condition, "ExpressionAttributeValues": values}


def write_all(
    client: "DynamoDBClient",
    table: str,
    requests: list[dict[str, Any]],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Write put and delete requests; what DynamoDB hands back is sent again, with backoff.

    Raises:
        StoreError: DynamoDB refused, or kept handing items back for all attempts.
    """
    for batch in batched(requests, _BATCH, strict=False):
        pending: list[Any] = list(batch)
        for attempt in range(_ATTEMPTS):
            with store_errors(f"write {table}"):
                answer = client.batch_write_item(RequestItems={table: pending})
            pending = list(answer.get("UnprocessedItems", {}).get(table, []))
            if not pending:
                break
            sleep(random.uniform(0, min(20.0, 0.05 * 2**attempt)))  # noqa: S311 - jitter
        else:
            raise StoreError(f"{table} left {len(pending)} items unwritten after {_ATTEMPTS} tries")
