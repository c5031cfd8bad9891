"""Showback by the API: units, shared costs, what is nobody's, and the rules that would catch it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.functions.api_requests import get
from tests.unit.allocation.bills import ACCOUNTS, charge
from tests.unit.allocation.delivered import FILE, Estate, facts
from tests.unit.queries.known import FakeStores

VIEW = {
    "rules": [{"tag": "Team"}, {"service_regex": "AWS Support.*", "unit": "support"}],
    "shared": [{"unit": "support", "split": "even"}],
}
BILL = [
    charge("60", team="search"),
    charge("-10.5", team="search", day=2),
    charge("30", team="checkout"),
    charge("10", service="AWS Support (Business)"),
    charge("4", service="Tax", account=ACCOUNTS[1]),
    charge("1", stage="production"),
]


@pytest.fixture
def stores() -> FakeStores:
    estate = Estate().configure(team=VIEW, stage={"rules": [{"tag": "Stage"}]})
    estate.deliver(facts(BILL, FILE)).allocate()
    return FakeStores(estate.costs, estate.results, estate.control)


def amounts(parts: list[dict[str, Any]], name: str) -> dict[str, str]:
    return {part[name]: part["amount"] for part in parts}


def test_units_and_what_is_nobodys_are_the_bill(stores: FakeStores) -> None:
    answer = get(stores, "/v1/allocation/team").json

    assert answer["bill"] == "94.5"
    assert (answer["allocated"], answer["unallocated"]) == ("89.5", "5")
    assert [(unit["unit"], unit["direct"], unit["shared"]) for unit in answer["units"]] == [
        ("search", "49.5", "5"),
        ("checkout", "30", "5"),
    ]
    assert answer["units"][0]["total"] == "54.5"
    assert answer["units"][0]["share"] == "0.57672"
    assert amounts(answer["units"][0]["shared_from"], "unit") == {"support": "5"}
    assert amounts(answer["units"][0]["by_category"], "category") == {"Usage": "54.5"}
    assert amounts(answer["unallocated_parts"], "reason") == {"no-rule": "5"}
    assert answer["unallocated_parts"][0]["groups"][0] == {
        "known": {"account": ACCOUNTS[1], "service": "Tax", "tag:Stage": None, "tag:Team": None},
        "cost": "4",
    }
    assert (answer["month"], answer["currency"]) == ("2026-10", "USD")
    assert answer["sources"] == [FILE]
    assert answer["told"] == {"service": "2026-10-02", "tag:Team": "2026-10-02"}


def test_days_add_up_to_the_months(stores: FakeStores) -> None:
    answer = get(stores, "/v1/allocation/team", granularity="daily").json

    search = answer["units"][0]
    assert [(part["day"], part["amount"]) for part in search["days"]] == [
        ("2026-10-01", "65"),
        ("2026-10-02", "-10.5"),
    ]
    days = [
        part for whole in (*answer["units"], *answer["unallocated_parts"]) for part in whole["days"]
    ]
    assert sum(Decimal(part["amount"]) for part in days) == Decimal(answer["bill"])


def test_units_come_in_pages(stores: FakeStores) -> None:
    first = get(stores, "/v1/allocation/team", limit=1).json
    second = get(stores, "/v1/allocation/team", limit=1, page_token=first["next_page"]).json

    assert [unit["unit"] for unit in (*first["units"], *second["units"])] == ["search", "checkout"]
    assert second["next_page"] is None


def test_a_metric_that_nobody_delivers_is_nothing(stores: FakeStores) -> None:
    answer = get(stores, "/v1/allocation/team", metric="x_NetAmortizedCost").json

    assert answer["bill"] == "0"


def test_suggestions_name_rules_with_what_they_would_catch(stores: FakeStores) -> None:
    answer = get(stores, "/v1/allocation/team/suggestions").json

    assert answer["unmatched"] == "5"
    assert [
        (one["rule"], one["unit_is"], one["caught"], one["cumulative_share"])
        for one in answer["suggestions"]
    ] == [
        ({"account": ACCOUNTS[1], "unit": ACCOUNTS[1]}, "placeholder", "4", "0.8"),
        ({"account": ACCOUNTS[0], "unit": ACCOUNTS[0]}, "placeholder", "1", "1"),
    ]


def test_the_views_say_how_much_they_allocate(stores: FakeStores) -> None:
    answer = get(stores, "/v1/allocation").json

    assert [(view["view"], view["rules"], view["shared"]) for view in answer["views"]] == [
        ("stage", 1, 0),
        ("team", 2, 1),
    ]
    assert answer["views"][0]["newest"] == [
        {
            "currency": "USD",
            "month": "2026-10",
            "bill": "94.5",
            "allocated": "1",
            "unallocated": "93.5",
            "units": 1,
        }
    ]


@pytest.mark.parametrize(
    ("path", "query", "status", "detail"),
    [
        ("/v1/allocation/owner", {}, 404, "there is no view 'owner'; the views: stage, team"),
        ("/v1/allocation/team", {"month": "2026-09"}, 404, "no allocation '2026-09' is stored"),
        ("/v1/allocation/team", {"month": "2026-9"}, 400, "'2026-9' is not a month"),
        ("/v1/allocation/team/suggestions", {"currency": "EUR"}, 404, "no cost is stored in 'EUR'"),
    ],
)
def test_what_is_not_there_is_said(
    stores: FakeStores, path: str, query: dict[str, str], status: int, detail: str
) -> None:
    reply = get(stores, path, **query)

    assert reply.status == status
    assert detail in reply.json["detail"]


def test_a_view_that_has_not_been_allocated_yet_is_listed_without_a_month() -> None:
    estate = Estate().configure(team=VIEW).deliver(facts(BILL))
    stores = FakeStores(estate.costs, estate.results, estate.control)

    assert get(stores, "/v1/allocation").json["views"][0]["newest"] == []
    assert get(stores, "/v1/allocation/team").status == 404
