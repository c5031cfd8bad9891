"""No request, however odd, is answered by a 5xx or by anything but JSON."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from urllib.parse import quote

import pytest
from costgov.domain.measures import Measure
from costgov.pipeline import use_records
from costgov.pipeline.measure_store import keep_values
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.api.aliases import ALIASES, NOT_BUILT
from functions.api.resource import Endpoint
from functions.api.routes import ROUTERS
from tests.functions.api_requests import event, posted, send
from tests.unit.allocation.delivered import Estate
from tests.unit.queries.known import (
    LAST_DAY,
    READ_AT,
    FakeStores,
    anomaly,
    days_of,
    put_anomalies,
    put_run,
    run_of,
)

EVERY = [endpoint for router in ROUTERS for endpoint in router.endpoints]
ENDPOINTS = [endpoint for endpoint in EVERY if endpoint.method == "GET"]
WRITTEN = [endpoint for endpoint in EVERY if endpoint.method == "POST"]
FIELDS = sorted({name for endpoint in WRITTEN for name in endpoint.question.model_fields})
OTHERS = [one.path for one in (*ALIASES, *NOT_BUILT) if one.method == "GET"]
NAMES = sorted({name for endpoint in ENDPOINTS for name in endpoint.question.model_fields})
NAMES += ["format", "timeframe", "horizon", "confidence_level", "resource_type", "type"]


@cache
def known() -> FakeStores:
    stores = FakeStores.empty()
    stores.bill(days_of("AmazonEC2", ["1.5", "", "-2"], date(2026, 10, 1)))
    put_run(stores, run_of(date(2026, 10, 3)))
    put_anomalies(stores, [anomaly(date(2026, 10, day), day) for day in (1, 2, 3)])
    orders = Measure(name="orders", unit="orders", kind="business")
    use_records.measures(stores.control).put(orders, orders.name)
    keep_values(stores.results, orders.name, {LAST_DAY: Decimal(1)}, READ_AT)
    estate = Estate(stores.costs, stores.results, stores.control)
    estate.configure(team={"rules": [{"service": "AmazonEC2", "unit": "search"}]}).allocate()
    return stores


words = st.sampled_from(
    [
        "total",
        "service",
        "tag:Team",
        "USD",
        "BilledCost",
        "monthly",
        "org",
        "account=111122223333",
        "service=é",
        "2026-10-01",
        "2026-10-04",
        "2026-10-04T06:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01",
        "9999-12-31",
        "1",
        "100",
        "ongoing",
        "Usage,Tax",
        "us-east-1",
        "daily-2026-10-03",
        "team",
        "2026-10",
        "daily",
        "csv",
        "rows",
        "30d",
        "9999y",
        "0.95",
        "own",
        "-saving",
    ]
)
values = st.one_of(words, words, st.text(max_size=40), st.dates().map(str), st.integers().map(str))
encoded = values.map(lambda text: quote(text, safe="", errors="replace"))
parameters = st.lists(
    st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=5).map(quote)), encoded),
    max_size=6,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
queries = st.one_of(parameters, parameters, st.text(st.characters(codec="ascii"), max_size=60))
paths = st.one_of(
    st.tuples(st.sampled_from([*(one.path for one in ENDPOINTS), *OTHERS]), encoded).map(
        lambda pair: (
            pair[0]
            .replace("{dimension}", pair[1])
            .replace("{run_id}", pair[1])
            .replace("{view}", pair[1])
        )
    ),
    st.text(max_size=30).map(lambda text: f"/{text}"),
)


@settings(max_examples=400, deadline=None)
@given(paths, queries)
def test_no_request_is_answered_by_a_server_error(path: str, query: str) -> None:
    reply = send(known(), event(path, query))
    assert reply.status in {200, 400, 404, 414, 501}, reply.body
    kind = reply.headers["Content-Type"].partition(";")[0]
    if reply.status != 200:
        assert kind == "application/problem+json"
    else:
        assert kind in {"application/json", "text/csv", "text/plain", "text/html"}
    assert not kind.endswith("json") or isinstance(reply.json, dict | list)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.path)
def test_no_day_of_the_calendar_is_a_server_error(endpoint: Endpoint) -> None:
    path = endpoint.path.replace("{name}", "orders")
    for name in endpoint.question.model_fields:
        for day in ("0001-01-01", "0001-01-02", "1900-01-01", "2999-12-31", "9999-12-31"):
            reply = send(known(), event(path, f"{name}={day}"))
            assert reply.status in {200, 400, 404}, (name, day, reply.body)


LINES = [f"{one.method} {one.path}" for one in EVERY]
LINES += [f"{one.method} {one.path}" for one in ALIASES]
CHANGING = [line for line in LINES if not line.startswith("GET ")]


@pytest.mark.parametrize("line", CHANGING)
@pytest.mark.parametrize("value", [r'"\ud800"', "1e999999999", "1e-999999999", "[" * 30_000])
def test_what_json_can_hold_and_nothing_can_store_is_refused(line: str, value: str) -> None:
    method, _, path = line.partition(" ")
    request = event(path.replace("{id}", "a1").replace("{name}", "orders"), method=method)
    request["headers"] |= {"content-type": "application/json", "if-match": "*"}
    for name in ("amount", "budget", "service", "value", "values", "x"):
        request["body"] = f'{{"{name}": {value}}}'
        assert send(known(), request).status in {400, 404, 501}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
bodies = st.one_of(
    st.dictionaries(st.sampled_from([*FIELDS, "x"]), json_values).map(json.dumps),
    json_values.map(json.dumps),
    st.text(max_size=40),
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([endpoint.path for endpoint in WRITTEN]), encoded, bodies)
def test_no_body_is_answered_by_a_server_error(path: str, value: str, body: str) -> None:
    reply = send(known(), posted(path.replace("{id}", value), body))
    assert reply.status in {201, 400, 404}, reply.body
    assert isinstance(reply.json, dict)
