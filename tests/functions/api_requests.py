"""Requests to the api function as API Gateway sends them (HTTP API, payload format 2.0)."""

import json
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode

from costgov.domain.documents import Document
from costgov.gateways.alert_ports import Wake
from costgov.pipeline import commands

from functions.api import handler as api
from functions.api.gate import Gate
from functions.api.memory import AnswerMemory
from tests.fakes.lambda_context import lambda_context
from tests.fakes.trail import InMemoryAuditLog, InMemoryCounters
from tests.unit.queries.known import FakeStores

REQUEST_ID = "JKJaXmPLvHcESHA="


@dataclass
class CountedWake:
    """Wake that counts."""

    times: int = 0

    def wake(self) -> None:
        self.times += 1


@dataclass(frozen=True)
class Reply:
    """What the function answered."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def event(
    path: str,
    query: str = "",
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: str | None = None,
) -> dict[str, Any]:
    """One request event, with the fields API Gateway fills for an IAM-signed call."""
    return {
        **({} if body is None else {"body": body}),
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"accept": "*/*", "host": "a1b2c3.execute-api.us-east-1.amazonaws.com"}
        | (headers or {}),
        "requestContext": {
            "accountId": "111122223333",
            "apiId": "a1b2c3",
            "authorizer": {
                "iam": {
                    "accessKey": "AKIDEXAMPLE",
                    "accountId": "111122223333",
                    "callerId": "AIDACKCEVSQ6C2EXAMPLE",
                    "userArn": "arn:aws:iam::111122223333:user/viewer",
                }
            },
            "domainName": "a1b2c3.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "a1b2c3",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.10",
                "userAgent": "curl/8.5.0",
            },
            "requestId": REQUEST_ID,
            "routeKey": "$default",
            "stage": "$default",
            "time": "20/Oct/2026:07:00:00 +0000",
            "timeEpoch": 1792479600000,
        },
        "isBase64Encoded": False,
    }


def get(stores: FakeStores, path: str, **query: object) -> Reply:
    """GET a path with query parameters."""
    text = urlencode({name: str(value) for name, value in query.items()}, quote_via=quote)
    return send(stores, event(path, text))


def post(stores: FakeStores, path: str, fields: object) -> Reply:
    """POST a JSON body to a path."""
    return send(stores, posted(path, json.dumps(fields)))


def posted(path: str, body: str, kind: str = "application/json") -> dict[str, Any]:
    """The event of a POST request."""
    return event(path, method="POST", headers={"content-type": kind}, body=body)


def gate_of(
    stores: FakeStores,
    log: InMemoryAuditLog | None = None,
    counters: InMemoryCounters | None = None,
    per_minute: int = 1_000_000,
) -> Gate:
    """A way in that asks the stores who may come; most tests send more than a caller would."""
    return Gate(
        stores.control,
        counters or InMemoryCounters(),
        log or InMemoryAuditLog(),
        groups_claim="groups",
        per_minute=per_minute,
    )


def send(
    stores: FakeStores, request: dict[str, Any], gate: Gate | None = None, wake: Wake | None = None
) -> Reply:
    """Hand an event to the function over these stores.

    A change that succeeds is tried first where nothing can be noted: it must not be made there.
    """
    before = _stored(stores)
    reply = _sent(stores, request, gate or gate_of(stores), wake or CountedWake())
    after = _stored(stores)
    _check_partitions(before, after)
    if reply.status < 300 and request["rawPath"].startswith("/v1/") and _differ(before, after):
        _restore(stores, before)
        deaf = gate_of(stores, InMemoryAuditLog(down=True))
        refused = _sent(stores, request, deaf, CountedWake())
        assert (refused.status, _stored(stores)) == (503, before), "changed without being noted"
        _restore(stores, after)
    return reply


type _Items = tuple[dict[tuple[str, str], Document], dict[tuple[str, str], Document]]


def _check_partitions(before: "_Items", after: "_Items") -> None:
    """Whatever was written or removed lies where the function's role may do so."""
    written = (commands.CONTROL_KINDS, commands.RESULTS_KINDS)
    removed: tuple[tuple[str, ...], ...] = (commands.REMOVED_KINDS, ())
    for old, new, kinds, gone in zip(before, after, written, removed, strict=True):
        changed = {key for key, document in new.items() if old.get(key) != document}
        assert {pk.partition("#")[0] for pk, _ in changed} <= set(kinds)
        assert {pk.partition("#")[0] for pk, _ in old.keys() - new.keys()} <= set(gone)


def _stored(stores: FakeStores) -> _Items:
    return dict(stores.control.items), dict(stores.results.items)


def _restore(stores: FakeStores, items: _Items) -> None:
    for store, kept in zip((stores.control, stores.results), items, strict=True):
        store.items.clear()
        store.items.update(kept)


def _differ(before: _Items, after: _Items) -> bool:
    """Whether anything but the trail's own list is another."""
    return any(
        {key: one for key, one in old.items() if key[0] != "audit"}
        != {key: one for key, one in new.items() if key[0] != "audit"}
        for old, new in zip(before, after, strict=True)
    )


def raw_send(stores: FakeStores, request: dict[str, Any]) -> dict[str, Any]:
    """The function's whole answer; what is changed stays changed."""
    gate = gate_of(stores)
    with (
        patch.object(api, "build", lambda: stores.read),
        patch.object(api, "gate", lambda: gate),
        patch.object(api, "wake", CountedWake),
        patch.object(api, "memory", AnswerMemory),
    ):
        return api.handler(request, lambda_context("api"))


def _sent(stores: FakeStores, request: dict[str, Any], gate: Gate, wake: Wake) -> Reply:
    with (
        patch.object(api, "build", lambda: stores.read),
        patch.object(api, "gate", lambda: gate),
        patch.object(api, "wake", lambda: wake),
        patch.object(api, "memory", AnswerMemory),
    ):
        answer = api.handler(request, lambda_context("api"))
    return Reply(answer["statusCode"], answer["headers"], answer["body"])
