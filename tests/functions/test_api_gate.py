"""Every route lets in who may, shows what they see, and notes whom it refuses."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
import time_machine
from costgov.domain.access import Access, GroupGrant, IamGrant, Role
from costgov.pipeline.alerting.records import ONLY, accesses, audit_index
from costgov.pipeline.queries.stores import ReadStores

from functions.api import gate as gates
from functions.api.resource import Endpoint
from functions.api.routes import ROUTERS
from tests.fakes.trail import InMemoryAuditLog, InMemoryCounters
from tests.functions.api_requests import event, gate_of, posted, send
from tests.functions.test_api_problems import assert_problem
from tests.functions.test_principal import by_token
from tests.unit.queries.known import LAST_DAY, FakeStores, anomaly, days_of, put_anomalies

NOON = datetime(2026, 10, 20, 12, 0, 15, tzinfo=UTC)
PROD = "111122223333"
VIEWER = "arn:aws:iam::111122223333:user/viewer"
FEEDBACK = "/v1/anomalies/0001/feedback"
ACCESS = Access(
    iam=(IamGrant(arn=VIEWER, role="viewer"),),
    iam_default="none",
    groups=(
        GroupGrant(group="viewer", role="viewer"),
        GroupGrant(group="operator", role="operator"),
        GroupGrant(group="admin", role="admin"),
        GroupGrant(group="team-a", role="admin", accounts=(PROD,)),
    ),
)
EVERY = [endpoint for router in ROUTERS for endpoint in router.endpoints]


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["1"], LAST_DAY))
    put_anomalies(known, [anomaly(LAST_DAY, 1)])
    accesses(known.control).put(ACCESS, ONLY)
    return known


@pytest.fixture
def log() -> InMemoryAuditLog:
    return InMemoryAuditLog()


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def as_group(request: dict[str, Any], *groups: str) -> dict[str, Any]:
    """A request as it arrives for callers with tokens."""
    signed = by_token(list(groups))
    context = {**request["requestContext"], **signed["requestContext"]}
    return {
        **request,
        "headers": request["headers"] | signed["headers"],
        "requestContext": context,
    }


def asked_of(endpoint: Endpoint) -> dict[str, Any]:
    path = endpoint.path.replace("{", "").replace("}", "")
    headers = {"content-type": "application/json", "if-match": "*"}
    return event(path, method=endpoint.method, headers=headers, body="{}")


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("endpoint", EVERY, ids=lambda one: f"{one.method} {one.path}")
def test_every_route_refuses_nobody_nothing_and_too_low(
    stores: FakeStores, log: InMemoryAuditLog, endpoint: Endpoint
) -> None:
    gate, request = gate_of(stores, log), asked_of(endpoint)
    unsigned = {**request, "requestContext": {**request["requestContext"], "authorizer": {}}}

    assert_problem(send(stores, unsigned, gate), 401)
    assert_problem(send(stores, as_group(request), gate), 403)
    assert_problem(send(stores, as_group(request, "sales"), gate), 403)
    for role in Role:
        reply = send(stores, as_group(request, str(role)), gate)
        assert (reply.status == 403) == (role < endpoint.role), (role, reply.body)
    refused = [entry for entry in log.entries if entry.outcome == "refused"]
    assert len(refused) == 3 + sum(role < endpoint.role for role in Role)
    assert {entry.action for entry in refused} == {endpoint.operation}


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("endpoint", EVERY, ids=lambda one: f"{one.method} {one.path}")
def test_what_is_about_all_accounts_is_closed_to_who_sees_some(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint
) -> None:
    seen: list[ReadStores] = []

    def answer(given: ReadStores, *_asked: object) -> None:
        seen.append(given)

    monkeypatch.setattr("functions.api.resource.parsed", lambda *_: None)
    monkeypatch.setattr("functions.api.resource.command_in", lambda *_: None)
    monkeypatch.setitem(vars(endpoint), "use_case", answer)
    reply = send(stores, as_group(asked_of(endpoint), "team-a"))

    if endpoint.sight == "whole":
        assert reply.status == 403
        assert seen == []
    else:
        assert [one.sight.accounts for one in seen] == [frozenset({PROD})]


def test_a_refusal_says_what_it_takes(stores: FakeStores, log: InMemoryAuditLog) -> None:
    request = posted(FEEDBACK, '{"verdict": "real"}')
    problem = assert_problem(send(stores, request, gate_of(stores, log)), 403)

    assert problem["detail"] == "this takes the role operator; yours is viewer"
    [entry] = log.entries
    assert (entry.who, entry.role, entry.action) == (VIEWER, "viewer", "give_feedback")
    assert (entry.subject, entry.outcome) == (f"POST {FEEDBACK}", "refused")
    assert entry.reason == problem["detail"]
    assert entry.correlation_id == problem["correlation_id"]
    assert entry.at == NOON


def test_who_is_not_signed_in_is_told_how(stores: FakeStores) -> None:
    request = event("/v1/status")
    del request["requestContext"]["authorizer"]
    reply = send(stores, request)
    assert_problem(reply, 401)
    assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_a_change_is_noted_before_it_is_made(stores: FakeStores, log: InMemoryAuditLog) -> None:
    request = as_group(posted(FEEDBACK, '{"verdict": "planned", "note": "load test"}'), "operator")
    assert send(stores, request, gate_of(stores, log)).status == 201

    [entry] = log.entries
    assert (entry.subject, entry.outcome, entry.reason) == ("anomaly/0001", "done", "load test")
    assert entry.before is None
    assert entry.after["history"][0]["verdict"] == "planned"
    [indexed] = audit_index(stores.control).all()
    assert indexed == entry
    [key] = log.kept
    assert key == f"audit/2026/10/20/2026-10-20T12:00:15.000000Z-{entry.id}.json"


def test_no_entry_no_change(stores: FakeStores, log: InMemoryAuditLog) -> None:
    log.down = True
    before = dict(stores.control.items)
    request = as_group(posted(FEEDBACK, '{"verdict": "real"}'), "operator")

    assert_problem(send(stores, request, gate_of(stores, log)), 503)
    assert stores.control.items == before


def test_a_change_that_fails_after_its_entry_is_noted_too(
    stores: FakeStores, log: InMemoryAuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = stores.control.put

    def refuse(pk: str, sk: str, body: str, **how: Any) -> int:
        if pk == "anomaly-feedback":
            raise RuntimeError("out of memory")
        return put(pk, sk, body, **how)

    monkeypatch.setattr(stores.control, "put", refuse)
    request = as_group(posted(FEEDBACK, '{"verdict": "real"}'), "operator")

    assert_problem(send(stores, request, gate_of(stores, log)), 500)
    assert [(entry.subject, entry.outcome) for entry in log.entries] == [
        ("anomaly/0001", "done"),
        ("anomaly/0001", "failed"),
    ]
    assert log.entries[1].reason == "RuntimeError: out of memory"


def test_a_refusal_stands_although_it_cannot_be_noted(
    stores: FakeStores, log: InMemoryAuditLog
) -> None:
    log.down = True
    request = posted(FEEDBACK, '{"verdict": "real"}')
    assert_problem(send(stores, request, gate_of(stores, log)), 403)


def test_too_many_requests_of_a_minute_are_told_when_to_come_back(
    stores: FakeStores, log: InMemoryAuditLog
) -> None:
    gate = gate_of(stores, log, per_minute=2)
    replies = [send(stores, event("/v1/status"), gate) for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 429]
    assert_problem(replies[2], 429)
    assert replies[2].headers["Retry-After"] == "45"
    # Somebody else has requests left, and the next minute has new ones.
    assert send(stores, as_group(event("/v1/status"), "viewer"), gate).status == 200
    with time_machine.travel(NOON.replace(minute=1), tick=False):
        assert send(stores, event("/v1/status"), gate).status == 200
    assert log.entries == []


def test_who_is_granted_nothing_fills_no_trail(stores: FakeStores, log: InMemoryAuditLog) -> None:
    gate, request = gate_of(stores, log, per_minute=600), as_group(event("/v1/status"), "stranger")
    statuses = [send(stores, request, gate).status for _ in range(25)]
    assert statuses == [403] * 20 + [429] * 5
    assert len(log.entries) == 20


def test_who_is_not_signed_in_is_counted_by_address(
    stores: FakeStores, log: InMemoryAuditLog
) -> None:
    gate, request = gate_of(stores, log, per_minute=2), event("/v1/status")
    del request["requestContext"]["authorizer"]
    assert [send(stores, request, gate).status for _ in range(4)] == [401, 401, 429, 429]
    assert [entry.who for entry in log.entries] == ["nobody", "nobody"]


def test_a_counter_that_fails_refuses_nobody(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(gates.logger, "exception", logged.append)
    gate = gate_of(stores, counters=InMemoryCounters(down=True), per_minute=1)

    assert [send(stores, event("/v1/status"), gate).status for _ in range(3)] == [200] * 3
    assert len(logged) == 3


def test_a_counter_that_hangs_holds_nobody_up(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    counters, over = InMemoryCounters(), Event()
    monkeypatch.setattr(counters, "add", lambda *_: over.wait(10))
    monkeypatch.setattr(gates.logger, "warning", logged.append)
    monkeypatch.setattr(gates, "_COUNT_SECONDS", 0.01)
    gate = gate_of(stores, counters=counters, per_minute=1)

    assert [send(stores, event("/v1/status"), gate).status for _ in range(3)] == [200] * 3
    assert len(logged) == 3
    over.set()


def test_a_change_of_grants_is_heeded_within_a_minute(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(gates, "monotonic", lambda: now)
    gate = gate_of(stores)
    assert send(stores, event("/v1/status"), gate).status == 200

    accesses(stores.control).put(Access(iam_default="none"), ONLY)
    now = 59.0
    assert send(stores, event("/v1/status"), gate).status == 200
    now = 61.0
    assert send(stores, event("/v1/status"), gate).status == 403


def test_before_anything_is_pushed_iam_alone_decides() -> None:
    stores = FakeStores.empty()
    gate = gate_of(stores)
    assert gate.access() == Access()
    assert send(stores, event("/v1/status"), gate).status == 200


def test_who_asks_too_often_is_not_answered_changes_nothing_and_fills_no_trail(
    stores: FakeStores, log: InMemoryAuditLog
) -> None:
    gate = gate_of(stores, log, per_minute=1)
    before = dict(stores.control.items)
    requests = [
        event("/v1/status"),
        event("/v1/status", "colour=blue"),
        event("/v1/audit"),
        posted(FEEDBACK, '{"verdict": "real"}'),
    ]
    assert send(stores, as_group(requests[0], "viewer"), gate).status == 200
    replies = [send(stores, as_group(request, "viewer"), gate) for request in requests]
    assert [reply.status for reply in replies] == [429] * 4
    assert (log.entries, stores.control.items) == ([], before)


def test_a_read_does_not_wait_for_its_count(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters, answered = InMemoryCounters(), Event()
    add = counters.add

    def late(pk: str, sk: str, expires_at: datetime) -> int:
        assert answered.wait(10), "the answer waits for its count"
        return add(pk, sk, expires_at)

    def answer(*_asked: object) -> None:
        answered.set()

    monkeypatch.setattr(counters, "add", late)
    [endpoint] = [one for one in EVERY if (one.method, one.path) == ("GET", "/v1/me")]
    monkeypatch.setitem(vars(endpoint), "use_case", answer)
    assert send(stores, event("/v1/me"), gate_of(stores, counters=counters)).status == 200
    assert counters.counted.total() == 1
