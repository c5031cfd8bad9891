"""A table in a file on this machine that answers the cost store as DynamoDB does."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

type Item = dict[str, Any]


class LocalTable:
    """As much of a DynamoDB client as DynamoCostStore uses, for one writer at a time.

    `path` is a file, or ":memory:". Items keep DynamoDB's own form.
    """

    def __init__(self, path: Path | str) -> None:
        # Not by one thread, but by one after the other.
        self._rows = sqlite3.connect(path, check_same_thread=False)
        self._rows.execute(
            "CREATE TABLE items (pk TEXT, sk TEXT, month TEXT, item TEXT, PRIMARY KEY (pk, sk))"
            " WITHOUT ROWID"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._rows.close()

    def get_paginator(self, _operation: Literal["query"]) -> Self:
        """Its only paged operation is `query`, which it does itself."""
        return self

    def paginate(self, **request: Any) -> Iterator[dict[str, list[Item]]]:  # noqa: ANN401 - as boto3
        """Query: the items of a partition, within sort keys `:a` to `:z`, of some months."""
        values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items()}
        found = self._rows.execute(
            "SELECT item FROM items WHERE pk = :p AND (:a IS NULL OR sk BETWEEN :a AND :z)"
            " AND (:first IS NULL OR month BETWEEN :first AND :last) ORDER BY sk",
            {name: values.get(f":{name}") for name in ("p", "a", "z", "first", "last")},
        )
        yield {"Items": [json.loads(item) for (item,) in found]}

    def batch_write_item(self, RequestItems: Mapping[str, list[Item]]) -> Item:  # noqa: N803
        """Put and delete items; none is left unprocessed."""
        [requests] = RequestItems.values()
        self.put_all(one["PutRequest"]["Item"] for one in requests if "PutRequest" in one)
        keys = [one["DeleteRequest"]["Key"] for one in requests if "DeleteRequest" in one]
        self._rows.executemany(
            "DELETE FROM items WHERE pk = ? AND sk = ?",
            [(key["pk"]["S"], key["sk"]["S"]) for key in keys],
        )
        return {}

    def put_item(self, *, Item: Item, **_: object) -> Mapping[str, Any]:  # noqa: N803
        """Put an item; a condition always holds, since there is one writer."""
        self.put_all([Item])
        return {}

    def put_all(self, items: Iterable[Item]) -> None:
        """Put any number of items."""
        self._rows.executemany(
            "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)",
            (
                (
                    item["pk"]["S"],
                    item["sk"]["S"],
                    item["month"]["S"] if "month" in item else None,
                    json.dumps(item, ensure_ascii=False, sort_keys=True),
                )
                for item in items
            ),
        )

    def items(self) -> Iterator[Item]:
        """Every item in the order of the keys."""
        found = self._rows.execute("SELECT item FROM items ORDER BY pk, sk")
        return (json.loads(item) for (item,) in found)
