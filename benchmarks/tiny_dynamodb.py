"""A DynamoDB on the loopback that answers at once and says what a request would consume.

It knows the requests our gateways make and no others; items are kept as the JSON they came in, so
that what is measured beside it is the client and not this server.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import json
import sys
import threading
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from typing import Any, Self

type Json = dict[str, Any]

_PAGE_BYTES = 1_000_000
_READ_UNIT = 4096
_WRITE_UNIT = 1024


class Table:
    """Items by partition, in sort-key order."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str], Json] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._sizes: dict[tuple[str, str], int] = {}
        self._sorts: defaultdict[str, list[str]] = defaultdict(list)

    def get(self, key: Json) -> Json | None:
        """One item."""
        return self._items.get(_key(key))

    def text(self, partition: str, sort: str) -> str:
        """One item as JSON."""
        return self._texts[partition, sort]

    def month(self, partition: str, sort: str) -> str:
        """An item's month, which is what queries filter by."""
        month: str = self._items[partition, sort]["month"]["S"]
        return month

    def size(self, partition: str, sort: str) -> int:
        """About what DynamoDB counts: names and values, without the JSON around them."""
        return self._sizes[partition, sort]

    def put(self, item: Json) -> float:
        """Store; the write units it takes: the larger of the item before and after."""
        key = _key(item)
        before, size = self._sizes.get(key), item_size(item)
        if before is None:
            insort(self._sorts[key[0]], key[1])
        self._items[key], self._sizes[key] = item, size
        self._texts[key] = json.dumps(item, separators=(",", ":"))
        return _write_units(max(size, before or 0))

    def delete(self, key: Json) -> float:
        """Remove; the write units it takes."""
        if self._items.pop(_key(key), None) is None:
            return 1.0
        size = self._sizes.pop(_key(key))
        del self._texts[_key(key)]
        sorts = self._sorts[_key(key)[0]]
        del sorts[bisect_left(sorts, _key(key)[1])]
        return _write_units(size)

    def sorts(self, partition: str, first: str, last: str) -> list[str]:
        """The sort keys between two, both included."""
        sorts = self._sorts[partition]
        return sorts[bisect_left(sorts, first) : bisect_right(sorts, last)]

    def __len__(self) -> int:
        return len(self._items)

    @property
    def stored_bytes(self) -> int:
        """What DynamoDB would bill for storage, without its 100 bytes an item."""
        return sum(self._sizes.values())


class TinyDynamoDB:
    """The server, while its `with` block lasts; tables appear when first named."""

    def __init__(self) -> None:
        self.tables: defaultdict[str, Table] = defaultdict(Table)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.answer))

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, operation: str, request: Json) -> str:
        """The JSON body that answers a request."""
        with self._lock:
            match operation:
                case "Query":
                    return _query(self.tables[request["TableName"]], request)
                case "BatchWriteItem":
                    return json.dumps(self._batch(request["RequestItems"]))
                case _:
                    table = self.tables[request["TableName"]]
                    return json.dumps(_SINGLE[operation](table, request))

    def _batch(self, requests: Mapping[str, list[Json]]) -> Json:
        consumed = []
        for name, writes in requests.items():
            table, units = self.tables[name], 0.0
            for write in writes:
                if "PutRequest" in write:
                    units += table.put(write["PutRequest"]["Item"])
                else:
                    units += table.delete(write["DeleteRequest"]["Key"])
            consumed.append({"TableName": name, "CapacityUnits": units})
        return {"UnprocessedItems": {}, "ConsumedCapacity": consumed}


def item_size(item: Json) -> int:
    """Bytes of attribute names and values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Json) -> int:
    [(kind, held)] = value.items()
    match kind:
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(v) for name, v in held.items())
        case "L":
            return 3 + sum(1 + _value_size(v) for v in held)
        case "B":
            return len(held) * 3 // 4
        case "S" | "N":
            return len(held.encode())
    return 1


def _write_units(size: int) -> float:
    return float(max(ceil(size / _WRITE_UNIT), 1))


def _read_units(size: int, *, consistent: bool) -> float:
    units = max(ceil(size / _READ_UNIT), 1)
    return float(units) if consistent else units / 2


def _key(item: Json) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _query(table: Table, request: Json) -> str:
    values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items()}
    partition, first, last = values[":p"], "", "\U0010ffff"
    condition = request["KeyConditionExpression"]
    if "BETWEEN" in condition:
        first, last = values[":a"], values[":z"]
    elif "begins_with" in condition:
        first, last = values[":s"], values[":s"] + last
    sorts = table.sorts(partition, first, last)
    forward = request.get("ScanIndexForward", True)
    if "ExclusiveStartKey" in request:
        after = _key(request["ExclusiveStartKey"])[1]
        sorts = [sort for sort in sorts if (sort > after if forward else sort < after)]
    if not forward:
        sorts.reverse()
    page, size = _page(table, partition, sorts, request.get("Limit"))
    units = _read_units(size, consistent=request.get("ConsistentRead", False))
    more = ""
    if len(page) < len(sorts):
        key = json.dumps({"pk": {"S": partition}, "sk": {"S": page[-1]}})
        more = f',"LastEvaluatedKey":{key}'
    if "FilterExpression" in request:
        page = [
            sort
            for sort in page
            if values[":first"] <= table.month(partition, sort) <= values[":last"]
        ]
    items = ",".join(table.text(partition, sort) for sort in page)
    consumed = json.dumps({"TableName": request["TableName"], "CapacityUnits": units})
    return f'{{"Items":[{items}],"Count":{len(page)},"ConsumedCapacity":{consumed}{more}}}'


def _page(
    table: Table, partition: str, sorts: list[str], limit: int | None
) -> tuple[list[str], int]:
    page: list[str] = []
    size = 0
    for sort in sorts:
        if size > _PAGE_BYTES or len(page) == limit:
            break
        page.append(sort)
        size += table.size(partition, sort)
    return page, size


def _get(table: Table, request: Json) -> Json:
    found = table.get(request["Key"])
    size = item_size(found or {})
    units = _read_units(size, consistent=request.get("ConsistentRead", False))
    answer: Json = {"ConsumedCapacity": {"CapacityUnits": units}}
    return answer if found is None else answer | {"Item": found}


def _put(table: Table, request: Json) -> Json:
    return {"ConsumedCapacity": {"CapacityUnits": table.put(request["Item"])}}


def _update(table: Table, request: Json) -> Json:
    """The two updates there are: a body with its version raised by one, and a counter."""
    if "ADD" in request["UpdateExpression"]:
        return _counted(table, request)
    values, key = request["ExpressionAttributeValues"], request["Key"]
    before = table.get(key)
    version = {"N": str(int(before["version"]["N"]) + 1 if before else 1)}
    expires = {"expires_at": values[":e"]} if ":e" in values else {}
    units = table.put(key | {"body": values[":b"], "version": version} | expires)
    return {"Attributes": {"version": version}, "ConsumedCapacity": {"CapacityUnits": units}}


def _counted(table: Table, request: Json) -> Json:
    key, expires = request["Key"], request["ExpressionAttributeValues"][":e"]
    before = table.get(key)
    count = {"N": str(int(before["count"]["N"]) + 1 if before else 1)}
    units = table.put(key | {"count": count, "expires_at": expires})
    return {"Attributes": {"count": count}, "ConsumedCapacity": {"CapacityUnits": units}}


def _delete(table: Table, request: Json) -> Json:
    return {"ConsumedCapacity": {"CapacityUnits": table.delete(request["Key"])}}


_SINGLE: Mapping[str, Callable[[Table, Json], Json]] = {
    "GetItem": _get,
    "PutItem": _put,
    "UpdateItem": _update,
    "DeleteItem": _delete,
}


def _handler(answer: Callable[[str, Json], str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Else a small answer waits for the client's acknowledgement of its headers.
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            request = json.loads(self.rfile.read(length))
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            body = answer(operation, request).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def main() -> None:
    """Serve until standard input ends, after telling where."""
    with TinyDynamoDB() as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
