"""What both DynamoDB stores need: key conditions, and batches written to the last item."""

import random
import time
from collections.abc import Callable
from itertools import batched
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from costgov.errors import StoreError
from costgov.gateways.aws_errors import error_code, store_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH = 25
_ATTEMPTS = 12
_THROTTLED = frozenset(
    {"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"}
)


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

    A table or partition that throttles is given three quarters of a minute for each batch.

    Raises:
        StoreError: DynamoDB refused, or kept handing items back for all attempts.
    """
    for batch in batched(requests, _BATCH, strict=False):
        pending: list[Any] = list(batch)
        for attempt in range(_ATTEMPTS):
            pending = _left_of(client, table, pending)
            if not pending:
                break
            sleep(random.uniform(0, min(20.0, 0.05 * 2**attempt)))  # noqa: S311 - jitter
        else:
            raise StoreError(f"{table} left {len(pending)} items unwritten after {_ATTEMPTS} tries")


def _left_of(client: "DynamoDBClient", table: str, pending: list[Any]) -> list[Any]:
    """Send a batch; returns what is to be sent again, all of it when the table throttles."""
    with store_errors(f"write {table}"):
        try:
            answer = client.batch_write_item(RequestItems={table: pending})
        except ClientError as error:
            if error_code(error) in _THROTTLED:
                return pending
            raise
    return list(answer.get("UnprocessedItems", {}).get(table, []))
