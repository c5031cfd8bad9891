"""Versioned documents in DynamoDB."""

import gzip
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from costgov.domain.documents import Document, Page
from costgov.errors import StoreError
from costgov.gateways.aws_batch import key_condition
from costgov.gateways.aws_errors import store_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Small bodies stay readable in the console; large ones are packed to stay below 400 KB.
_PACK_ABOVE = 8_192
_ITEM_LIMIT = 390_000


class DynamoDocumentStore:
    """DocumentStore on a table with keys `pk`, `sk`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, pk: str, sk: str) -> Document | None:
        """See DocumentStore.get; the read is consistent."""
        with store_errors(f"read {self._table}"):
            found = self._client.get_item(
                TableName=self._table, Key=_key(pk, sk), ConsistentRead=True
            )
        return _document(found["Item"]) if "Item" in found else None

    def put(
        self,
        pk: str,
        sk: str,
        body: str,
        *,
        if_version: int | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        """See DocumentStore.put."""
        values: dict[str, Any] = {":one": {"N": "1"}, ":zero": {"N": "0"}, ":b": _packed(body)}
        request: dict[str, Any] = {
            "TableName": self._table,
            "Key": _key(pk, sk),
            "UpdateExpression": "SET #v = if_not_exists(#v, :zero) + :one, #b = :b",
            "ExpressionAttributeNames": {"#v": "version", "#b": "body"},
            "ExpressionAttributeValues": values,
            "ReturnValues": "UPDATED_NEW",
        }
        if expires_at is not None:
            request["UpdateExpression"] += ", expires_at = :e"
            values[":e"] = {"N": str(int(expires_at.timestamp()))}
        if if_version == 0:
            request["ConditionExpression"] = "attribute_not_exists(#v)"
        elif if_version is not None:
            request["ConditionExpression"] = "#v = :expected"
            values[":expected"] = {"N": str(if_version)}
        return self._update(request, f"{pk}/{sk}")

    def _update(self, request: dict[str, Any], name: str) -> int:
        with store_errors(f"write {name}"):
            written = self._client.update_item(**request)
        return int(written["Attributes"]["version"]["N"])

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        after: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Page:
        """See DocumentStore.query."""
        request: dict[str, Any] = {
            "TableName": self._table,
            "ScanIndexForward": not newest_first,
            **key_condition(pk, prefix),
        }
        if limit is not None:
            request["Limit"] = limit
        if after is not None and not after.startswith(prefix):
            # DynamoDB refuses a start beyond what is asked for: all of it comes after, or nothing.
            if (after < prefix) is newest_first:
                return Page((), None)
            after = None
        if after is not None:
            request["ExclusiveStartKey"] = _key(pk, after)
        with store_errors(f"query {self._table}"):
            found = self._client.query(**request)
        last = found.get("LastEvaluatedKey")
        documents = tuple(_document(item) for item in found["Items"])
        return Page(documents, last["sk"]["S"] if last else None)

    def delete(self, pk: str, sk: str, *, if_version: int | None = None) -> None:
        """See DocumentStore.delete."""
        request: dict[str, Any] = {"TableName": self._table, "Key": _key(pk, sk)}
        if if_version is not None:
            request["ConditionExpression"] = "#v = :expected"
            request["ExpressionAttributeNames"] = {"#v": "version"}
            request["ExpressionAttributeValues"] = {":expected": {"N": str(if_version)}}
        with store_errors(f"remove {pk}/{sk}"):
            self._client.delete_item(**request)


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _packed(body: str) -> dict[str, Any]:
    if len(body) <= _PACK_ABOVE:
        return {"S": body}
    packed = gzip.compress(body.encode(), mtime=0)
    if len(packed) > _ITEM_LIMIT:
        raise StoreError(f"a document of {len(packed)} bytes (packed) is over DynamoDB's 400 KB")
    return {"B": packed}


def _document(item: Mapping[str, Any]) -> Document:
    body = item["body"]
    text = body["S"] if "S" in body else gzip.decompress(bytes(body["B"])).decode()
    return Document(item["pk"]["S"], item["sk"]["S"], text, int(item["version"]["N"]))
