"""The bill over HTTP: comparison, reconciliation, credits, corrections, drill-down."""

from datetime import date

import pytest

from tests.functions.api_requests import event, get, send
from tests.unit.pipeline.ledgers import Bill
from tests.unit.queries.known import FakeStores

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
PROD = "111122223333"


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    bill = Bill(source="export:cur")
    bill.charge(SEPTEMBER, "10", quantity={"Hrs": "100"}, resource="i-1")
    bill.charge(OCTOBER, "18", quantity={"Hrs": "150"}, resource="i-1")
    bill.deliver(known.costs, date(2026, 10, 2))
    return known


def test_a_comparison_is_exact_text_with_drivers(stores: FakeStores) -> None:
    window = {"start": "2026-10-01", "end": "2026-10-02", "base": "same_days_last_month"}
    reply = get(stores, "/v1/costs/compare", **window)
    assert reply.status == 200
    answer = reply.json
    assert (answer["base_start"], answer["base_end"]) == ("2026-09-01", "2026-09-02")
    assert answer["total"] == {
        "amount": "18",
        "base_amount": "10",
        "change": "8",
        "percent": "80",
        "no_percent": None,
        "state": "up",
    }
    assert answer["parts"] == [{"kind": "usage", "amount": "5"}, {"kind": "rate", "amount": "3"}]
    assert answer["drivers"][0]["unit"] == "Hrs"
    assert get(stores, "/v1/costs/compare", base="last_year").status == 400


def test_a_path_of_scopes_arrives_however_it_is_encoded(stores: FakeStores) -> None:
    text = f"service=Amazon EC2&account={PROD}&usage_type=BoxUsage"
    window = {"start": "2026-10-01", "end": "2026-10-02"}
    answer = get(stores, "/v1/costs/by/resource", scope=text, **window).json
    assert answer["scope"] == text
    assert answer["values"] == [{"value": "i-1", "amount": "18", "share": "1"}]
    bare = f"scope=service%3DAmazon+EC2%26account%3D{PROD}&start=2026-10-01&end=2026-10-02"
    assert send(stores, event("/v1/costs/by/usage_type", bare)).json["total"] == "18"
    refused = get(stores, "/v1/costs/by/resource", scope="service=Amazon EC2", **window)
    assert refused.status == 404
    assert "within a service, account and usage type" in refused.json["detail"]


@pytest.mark.parametrize("name", ["reconciliation", "credits"])
def test_what_no_run_has_stored_yet_is_not_found(stores: FakeStores, name: str) -> None:
    reply = get(stores, f"/v1/costs/{name}")
    assert (reply.status, reply.json["title"]) == (404, "Not Found")
    assert "the analysis has not run" in reply.json["detail"]


def test_without_corrections_the_list_is_empty(stores: FakeStores) -> None:
    answer = get(stores, "/v1/costs/corrections").json
    assert (answer["corrections"], answer["currency"]) == ([], "USD")
