"""Whatever goes wrong, the caller gets one shape, and nothing of our insides."""

from base64 import b64encode
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from costgov.domain.period import ONE_DAY
from costgov.errors import StoreError
from costgov.pipeline.queries.stores import ReadStores

from functions.api import handler as api
from functions.api.routes import ROUTERS
from tests.fakes.lambda_context import lambda_context
from tests.functions.api_requests import REQUEST_ID, Reply, event, gate_of, get, posted, send
from tests.unit.queries.known import LAST_DAY, READ_AT, FakeStores, days_of, put_run, run_of

ENDPOINTS = [endpoint for router in ROUTERS for endpoint in router.endpoints]
PATHS = [endpoint.path for endpoint in ENDPOINTS if endpoint.method == "GET"]
WRITTEN = [endpoint.path for endpoint in ENDPOINTS if endpoint.method == "POST"]
# Whose bodies are written by other programs, which may add to them.
FOREIGN = {"/v1/events/alertmanager"}
METHODS = {
    path: {one.method for one in ENDPOINTS if one.path == path}
    for path in dict.fromkeys(one.path for one in ENDPOINTS)
}
PAGED = [
    endpoint.path
    for router in ROUTERS
    for endpoint in router.endpoints
    if "page_token" in endpoint.question.model_fields
]


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["1"], LAST_DAY))
    put_run(known, run_of(date(2026, 10, 20)))
    return known


def assert_problem(reply: Reply, status: int) -> dict[str, Any]:
    """The one error shape."""
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Cache-Control"] == "no-store"
    problem: dict[str, Any] = reply.json
    assert set(problem) == {"type", "title", "status", "detail", "correlation_id", "errors"}
    assert problem["status"] == status
    assert problem["correlation_id"] == REQUEST_ID
    return problem


def filled(path: str) -> str:
    names = {"dimension": "service", "run_id": "daily-2026-10-20", "name": "orders"}
    names["id"] = "0" * 20
    for name, value in names.items():
        path = path.replace(f"{{{name}}}", value)
    return path


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_parameter_is_refused_everywhere(stores: FakeStores, path: str) -> None:
    problem = assert_problem(get(stores, filled(path), colour="red"), 400)
    assert problem["errors"] == [
        {"parameter": "colour", "message": "is not a parameter of this request"}
    ]


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("path", METHODS)
def test_a_path_takes_its_own_methods_and_no_other(stores: FakeStores, path: str) -> None:
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - METHODS[path]:
        reply = send(stores, event(filled(path), method=method))
        assert_problem(reply, 405)
        assert reply.headers["Allow"] == ", ".join(sorted(METHODS[path]))


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("path", WRITTEN)
@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        ("[" * 60_000, "body"),
        ('{"a": NaN}', "body"),
        ('{"a": 1, "a": 2}', "body"),
        (f'{{"n": {"9" * 6_000}}}', "body"),
    ],
)
def test_a_bad_body_is_refused_everywhere(
    stores: FakeStores, path: str, body: str, parameter: str
) -> None:
    assert parameter in refused_fields(stores, path, body)


def refused_fields(stores: FakeStores, path: str, body: str) -> list[str]:
    problem = assert_problem(send(stores, posted(filled(path), body)), 400)
    return [found["parameter"] for found in problem["errors"]]


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("path", [path for path in WRITTEN if path not in FOREIGN])
@pytest.mark.parametrize(
    ("body", "parameter"), [('{"\\ud800": 1}', "body"), ('{"colour": "red"}', "colour")]
)
def test_an_unknown_field_is_refused_where_the_body_is_ours(
    stores: FakeStores, path: str, body: str, parameter: str
) -> None:
    assert parameter in refused_fields(stores, path, body)


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("path", WRITTEN)
def test_a_body_of_the_wrong_kind_or_size_is_refused_unread(stores: FakeStores, path: str) -> None:
    at = filled(path)
    assert_problem(send(stores, posted(at, "verdict=real", "text/plain")), 415)
    assert_problem(send(stores, posted(at, "é" * 40_000)), 413)
    packed = posted(at, b64encode(b"x" * 70_000).decode()) | {"isBase64Encoded": True}
    assert_problem(send(stores, packed), 413)


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("path", PAGED)
@pytest.mark.parametrize("token", ["x", "bm90IGpzb24", "WyIwMTIzNDU2Nzg5YWJjZGVmIiwieCJd"])
def test_a_bad_page_token_is_refused_everywhere(stores: FakeStores, path: str, token: str) -> None:
    problem = assert_problem(get(stores, filled(path), page_token=token), 400)
    assert "page_token" in problem["detail"]


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("path", ["/", "/v1", "/v1/costs", "/v1/costs/by/", "/v2/health", "/é"])
def test_an_unknown_path_is_not_found(stores: FakeStores, path: str) -> None:
    assert_problem(send(stores, event(path)), 404)


@pytest.mark.fault_case(38)
@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        ("/v1/costs/history", "start=2026-02-30", "start"),
        ("/v1/costs/history", "start=1792479600", "start"),
        ("/v1/costs/history", "limit=-1", "limit"),
        ("/v1/costs/history", "limit=101", "limit"),
        ("/v1/costs/history", "limit=1e9", "limit"),
        ("/v1/costs/history", "limit=", "limit"),
        ("/v1/costs/history", "metric=BlendedCost", "metric"),
        ("/v1/costs/history", "granularity=hourly", "granularity"),
        ("/v1/costs/history", "scope=team=a", "scope"),
        ("/v1/costs/history", "charge_category=Usage,", "charge_category"),
        ("/v1/costs/history", "group_by=tag:", "group_by"),
        ("/v1/costs/history", "currency=", "currency"),
        ("/v1/costs/history", "start=2026-10-01&start=2026-10-02", "start"),
        ("/v1/costs/history", "start", "query"),
        ("/v1/costs/history", "&".join(f"a{n}=1" for n in range(40)), "query"),
        ("/v1/costs/by/service", "dimension=account", "dimension"),
        ("/v1/costs/by/%F0%9F%92%B8", "", "dimension"),
        ("/v1/resources", "account=1", "account"),
        ("/v1/resources", "region=..", "region"),
        ("/v1/anomalies", "state=ongoing", "state"),
        ("/v1/runs/" + "x" * 200, "", "run_id"),
    ],
)
def test_a_bad_parameter_is_named(
    stores: FakeStores, path: str, query: str, parameter: str
) -> None:
    problem = assert_problem(send(stores, event(path, query)), 400)
    assert [found["parameter"] for found in problem["errors"]] == [parameter]


@pytest.mark.fault_case(38)
def test_a_huge_window_is_refused(stores: FakeStores) -> None:
    reply = get(stores, "/v1/costs/history", start="1900-01-01", end="2999-12-31")
    assert "more than the 400 allowed" in assert_problem(reply, 400)["detail"]


@pytest.mark.fault_case(38)
def test_an_oversized_query_is_refused_before_it_is_read(stores: FakeStores) -> None:
    assert_problem(send(stores, event("/v1/forecast", "value=" + "x" * 5_000)), 414)


def test_a_currency_has_to_be_chosen_when_there_are_two(stores: FakeStores) -> None:
    stores.bill(days_of("AmazonEC2", ["1"], LAST_DAY), currency="EUR")
    for path in ("/v1/costs/history", "/v1/costs/by/service", "/v1/forecast", "/v1/anomalies"):
        assert "EUR, USD" in assert_problem(get(stores, path), 400)["detail"]
        assert "EUR, USD" in assert_problem(get(stores, path, currency="CHF"), 404)["detail"]


def test_a_page_token_of_older_data_is_refused(stores: FakeStores) -> None:
    stores.bill(days_of("AmazonS3", ["2"], LAST_DAY), source="other")
    token = get(stores, "/v1/costs/by/service", limit=1).json["next_page"]
    stores.bill(days_of("AmazonS3", ["3"], LAST_DAY), source="other", at=READ_AT + ONE_DAY)
    reply = get(stores, "/v1/costs/by/service", limit=1, page_token=token)
    assert "changed since" in assert_problem(reply, 400)["detail"]


class Broken:
    """A cost store that raises what it is told to."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def ledgers(self, known_at: datetime | None = None) -> None:
        raise self.error


def broken(error: Exception) -> Reply:
    empty = FakeStores.empty()
    stores = ReadStores(costs=Broken(error), results=empty.results, control=empty.control)  # type: ignore[arg-type]
    gate = gate_of(empty)
    with patch.object(api, "build", lambda: stores), patch.object(api, "gate", lambda: gate):
        answer = api.handler(event("/v1/costs/history"), lambda_context("api"))
    return Reply(answer["statusCode"], answer["headers"], answer["body"])


def test_an_unexpected_error_is_logged_and_tells_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logged: list[object] = []
    monkeypatch.setattr(
        "functions.api.app.logger.exception", lambda _text, exc_info: logged.append(exc_info)
    )
    error = ZeroDivisionError("secret-table-name")
    reply = broken(error)
    assert_problem(reply, 500)
    assert "secret" not in reply.body
    assert logged == [error]


def test_a_store_that_does_not_answer_is_worth_a_retry() -> None:
    reply = broken(StoreError("query costgov-costs-1: ThrottlingException: slow down"))
    assert_problem(reply, 503)
    assert reply.headers["Retry-After"] == "5"
    assert "costgov-costs-1" not in reply.body


def test_a_missing_setting_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    api.build.cache_clear()
    answer = api.handler(event("/v1/health"), lambda_context("api"))
    assert_problem(Reply(answer["statusCode"], answer["headers"], answer["body"]), 500)
