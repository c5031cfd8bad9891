"""The api function, from API Gateway's event to the answer."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.costs import ChargeCategory

from tests.functions.api_requests import Reply, event, get, send
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


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(
        [
            *days_of("AmazonEC2", ["10.00000000001", "", "3"], date(2026, 10, 1)),
            ("AmazonEC2", LAST_DAY, ChargeCategory.CREDIT, Decimal("-1E-7")),
            (None, LAST_DAY, ChargeCategory.TAX, Decimal("2.50")),
        ]
    )
    return known


def test_history_is_exact_text_per_day(stores: FakeStores) -> None:
    reply = get(
        stores, "/v1/costs/history", group_by="service", start="2026-10-01", end="2026-10-20"
    )
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["Cache-Control"] == "private, no-cache"
    answer = reply.json
    assert answer["total"] == "15.49999990001"
    assert answer["series"] == [
        {
            "value": "AmazonEC2",
            "total": "12.99999990001",
            "points": [
                {"start": "2026-10-01", "amount": "10.00000000001"},
                {"start": "2026-10-03", "amount": "3"},
                {"start": "2026-10-19", "amount": "-0.0000001"},
            ],
        },
        {
            "value": None,
            "total": "2.5",
            "points": [{"start": "2026-10-19", "amount": "2.5"}],
        },
    ]
    assert {name: answer[name] for name in ("currency", "sources", "data_as_of")} == {
        "currency": "USD",
        "sources": ["cost_explorer"],
        "data_as_of": "2026-10-20T06:00:00.000000Z",
    }


def test_an_earlier_answer_is_had_again_with_its_etag(stores: FakeStores) -> None:
    window = {"start": "2026-10-01", "end": "2026-10-20"}
    before = get(stores, "/v1/costs/history", **window, as_of="2026-10-20T23:00:00Z")
    stores.bill(days_of("AmazonEC2", ["99"], LAST_DAY), at=READ_AT + timedelta(days=1))

    then = get(stores, "/v1/costs/history", **window, as_of="2026-10-20T23:00:00Z")

    assert then.headers["ETag"] == before.headers["ETag"]
    assert then.json["as_of"] == "2026-10-20T23:00:00.000000Z"
    assert (then.json["total"], get(stores, "/v1/costs/history", **window).json["total"]) == (
        "15.49999990001",
        "99",
    )
    assert get(stores, "/v1/costs/by/service", **window, as_of="2026-10-20").json["total"] == (
        "15.49999990001"
    )
    assert get(stores, "/v1/costs/history", as_of="yesterday").status == 400


def test_charge_categories_are_a_comma_separated_list(stores: FakeStores) -> None:
    query = {"start": "2026-10-01", "end": "2026-10-20", "charge_category": "Tax,Credit"}
    assert get(stores, "/v1/costs/history", **query).json["total"] == "2.4999999"


def test_the_top_values_and_the_rest(stores: FakeStores) -> None:
    window = {"start": "2026-10-01", "end": "2026-10-20", "limit": 1}
    answer = get(stores, "/v1/costs/by/service", **window).json
    assert answer["values"] == [
        {"value": "AmazonEC2", "amount": "12.99999990001", "share": "0.83871"}
    ]
    assert answer["rest"] == {"values": 1, "amount": "2.5", "share": "0.16129"}
    following = get(stores, "/v1/costs/by/service", **window, page_token=answer["next_page"]).json
    assert [found["value"] for found in following["values"]] == [None]
    assert (following["rest"], following["next_page"]) == (None, None)


@pytest.mark.parametrize("path", ["/v1/costs/by/tag:a/b%20c", "/v1/costs/by/tag%3Aa%2Fb c"])
def test_a_tag_key_may_hold_slashes_however_the_gateway_sends_them(path: str) -> None:
    reply = send(FakeStores.empty(), event(path))
    assert reply.json["detail"].startswith("no cost is stored yet"), "the route was found"


def test_pages_of_anomalies_are_followed_by_token(stores: FakeStores) -> None:
    put_anomalies(stores, [anomaly(LAST_DAY - timedelta(days=n), n) for n in range(3)])
    first = get(stores, "/v1/anomalies", limit=2).json
    second = get(stores, "/v1/anomalies", limit=2, page_token=first["next_page"]).json
    assert [one["start"] for one in first["anomalies"] + second["anomalies"]] == [
        "2026-10-19",
        "2026-10-18",
        "2026-10-17",
    ]
    assert first["anomalies"][0]["impact"] == "10.5"


def test_a_run_says_when_it_was(stores: FakeStores) -> None:
    put_run(stores, run_of(LAST_DAY))
    answer = get(stores, "/v1/runs/daily-2026-10-19").json
    assert answer["run"]["started_at"] == "2026-10-19T06:00:00.000000Z"
    assert answer["run"]["status"] == "OK"


def test_health_names_the_stores_and_the_version() -> None:
    reply = get(FakeStores.empty(), "/v1/health")
    assert reply.json["status"] == "ok"
    assert reply.json["stores"] == ["costs", "control", "results"]
    document = get(FakeStores.empty(), "/v1/openapi.json").json
    assert reply.json["version"] == document["info"]["version"]


def test_an_answer_the_caller_has_is_not_sent_again(stores: FakeStores) -> None:
    def asked(known: str) -> Reply:
        return send(stores, event("/v1/costs/history", headers={"if-none-match": known}))

    etag = asked("").headers["ETag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        again = asked(known)
        assert (again.status, again.body, again.headers["ETag"]) == (304, "", etag)
    stores.bill(days_of("AmazonEC2", ["99"], LAST_DAY), at=READ_AT + timedelta(hours=1))
    changed = asked(etag)
    assert changed.status == 200
    assert changed.headers["ETag"] != etag


def test_a_stage_in_the_path_is_not_part_of_the_route(stores: FakeStores) -> None:
    request = event("/prod/v1/status")
    request["requestContext"]["stage"] = "prod"
    request["requestContext"]["http"]["path"] = "/prod/v1/status"
    assert send(stores, request).status == 200


def test_a_large_answer_comes_in_pages_below_a_megabyte() -> None:
    stores = FakeStores.empty()
    first = date(2025, 10, 1)
    amounts = ["0.123456789012345678901234567890123456789012345"] * 365
    for number in range(40):
        stores.bill(
            days_of(f"service-{number:03d}", amounts, first),
            source=f"s{number:03d}",
            at=datetime(2026, 10, 20, tzinfo=UTC),
        )
    query = {"group_by": "service", "start": "2025-10-01", "end": "2026-10-01"}
    found: list[str] = []
    token: dict[str, object] = {}
    while True:
        reply = get(stores, "/v1/costs/history", **query, **token)
        assert len(reply.body.encode()) < 1_000_000
        found += [series["value"] for series in reply.json["series"]]
        if reply.json["next_page"] is None:
            break
        token = {"page_token": reply.json["next_page"]}
    assert token, "it did not fit one page"
    assert found == [f"service-{number:03d}" for number in range(40)]


def test_values_come_in_the_order_that_is_asked_for(stores: FakeStores) -> None:
    stores.bill(days_of("Zebra", ["5"], LAST_DAY), source="other")
    window = {"start": "2026-10-01", "end": "2026-10-20"}

    def order(**asked: object) -> list[str | None]:
        answer = get(stores, "/v1/costs/by/service", **window, **asked).json
        return [one["value"] for one in answer["values"]]

    assert order() == order(sort="-amount") == ["AmazonEC2", "Zebra", None]
    assert order(sort="amount") == [None, "Zebra", "AmazonEC2"]
    assert order(sort="value", limit=2) == ["AmazonEC2", "Zebra"]
