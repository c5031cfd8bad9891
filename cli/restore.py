"""`costgov restore`: puts back into a table what another table, restored from PITR, still has.

DynamoDB restores into a new table. Its items are compared with the live ones by key: what is
missing is put back, what differs only when asked for, and what the live table has beyond stays.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING, Any, Final, Literal

from botocore.exceptions import ClientError
from costgov.errors import InvalidInput, NotFound
from costgov.gateways.aws_batch import write_all

from cli.deployment import Deployment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type TableName = Literal["costs", "results", "control"]
type Item = Mapping[str, Any]

TABLES: Final[Mapping[str, str]] = {
    "costs": "CostsTable",
    "results": "ResultsTable",
    "control": "ControlTable",
}
_READ_AT_ONCE: Final = 100
_SHOWN: Final = 20


@dataclass(slots=True)
class Restored:
    """How many items are equal, missing from the live table, or different; the first of those."""

    equal: int = 0
    missing: int = 0
    different: int = 0
    written: int = 0
    first: list[str] = field(default_factory=list)


def restore(
    deployment: Deployment, table: TableName, source: str, *, write: bool, replace: bool
) -> Restored:
    """Compare a restored table with the live one, and put back what was asked for.

    Raises:
        InvalidInput: the source is the live table itself.
        NotFound: there is no such table.
        StoreError: the live table refused.
    """
    live = getattr(deployment.outputs, TABLES[table])
    if source == live:
        raise InvalidInput(f"{source} is the live table itself")
    dynamo: DynamoDBClient = deployment.client("dynamodb")
    found = Restored()
    for items in batched(_scanned(dynamo, source), _READ_AT_ONCE, strict=False):
        present = _present(dynamo, live, items)
        back = [item for item in items if _counted(found, item, present, replace=replace)]
        if write and back:
            write_all(dynamo, live, [{"PutRequest": {"Item": item}} for item in back])
            found.written += len(back)
    return found


def _counted(
    found: Restored, item: Item, present: Mapping[tuple[str, str], Item], *, replace: bool
) -> bool:
    """Note how an item stands; whether it is to be put back."""
    stored = present.get(_key_of(item))
    if stored == item:
        found.equal += 1
        return False
    if stored is None:
        found.missing += 1
    else:
        found.different += 1
    if len(found.first) < _SHOWN:
        how = "missing" if stored is None else "different"
        found.first.append(f"{how}: {' '.join(_key_of(item))}")
    return stored is None or replace


def _scanned(dynamo: "DynamoDBClient", table: str) -> Iterator[Item]:
    try:
        for page in dynamo.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
            yield from page["Items"]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ResourceNotFoundException":
            raise
        raise NotFound(f"there is no table {table}") from error


def _present(
    dynamo: "DynamoDBClient", table: str, items: Iterable[Item]
) -> dict[tuple[str, str], Item]:
    keys: Any = [{"pk": item["pk"], "sk": item["sk"]} for item in items]
    present: dict[tuple[str, str], Item] = {}
    while keys:
        answer = dynamo.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
        present |= {_key_of(item): item for item in answer["Responses"].get(table, ())}
        left = answer["UnprocessedKeys"].get(table)
        keys = left["Keys"] if left else []
    return present


def _key_of(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]
