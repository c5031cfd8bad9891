"""What scenarios come to, by the API: as stored, by period, by day, as of a day."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.functions.api_requests import get
from tests.unit.queries.known import FakeStores
from tests.unit.scenarios.world import AS_OF, EC2, World

LAUNCH: dict[str, Any] = {"kind": "launch", "start": "2026-11-01", "amount": "40"}


@pytest.fixture(scope="module")
def world() -> World:
    world = World().ask("launch", LAUNCH, description="A shop", horizon_days=80)
    world.ask("ec2", LAUNCH | {"name": "more"}, dimension="service", value=EC2, horizon_days=80)
    world.run(AS_OF - timedelta(days=1))
    world.run()
    return world.ask("new", LAUNCH)


@pytest.fixture
def stores(world: World) -> FakeStores:
    return FakeStores(world.costs, world.results, world.control)


def test_all_scenarios_say_what_they_come_to(stores: FakeStores) -> None:
    answer = get(stores, "/v1/scenarios").json

    assert [one["name"] for one in answer["scenarios"]] == ["ec2", "launch", "new"]
    ec2, launch, new = answer["scenarios"]
    assert new["figures"] is None
    assert (launch["description"], launch["horizon_days"]) == ("A shop", 80)
    assert ec2["figures"]["as_of"] == "2026-10-20"
    assert [change["name"] for change in ec2["figures"]["changes"]] == ["more"]
    horizon = launch["figures"]["periods"][-1]
    assert (horizon["name"], horizon["actual"]) == ("horizon", "0")
    # 68 of the 80 days lie in November, December and January.
    assert horizon["effects"] == [horizon["difference"]["mean"]] == ["2720"]
    assert (answer["sources"], answer["next_page"]) == (["cost_explorer"], None)


def test_they_are_filtered_and_come_in_pages(stores: FakeStores) -> None:
    def named(**query: object) -> list[str]:
        return [one["name"] for one in get(stores, "/v1/scenarios", **query).json["scenarios"]]

    assert named(dimension="service") == ["ec2"]
    assert named(dimension="service", value="Amazon S3") == []
    assert named(currency="USD", dimension="total") == ["launch", "new"]
    assert named(currency="EUR") == []
    first = get(stores, "/v1/scenarios", limit=2).json
    rest = get(stores, "/v1/scenarios", limit=2, page_token=first["next_page"]).json
    assert [one["name"] for one in rest["scenarios"]] == ["new"]


def test_one_scenario_has_its_days_when_they_are_asked_for(stores: FakeStores) -> None:
    answer = get(stores, "/v1/scenarios/ec2").json
    assert answer["days"] is None
    assert (answer["currency"], answer["sources"]) == ("USD", ["cost_explorer"])

    window = {"granularity": "daily", "start": "2026-10-31", "end": "2026-11-02"}
    days = get(stores, "/v1/scenarios/ec2", **window).json["days"]
    assert [(day["day"], day["effects"]) for day in days] == [
        ("2026-10-31", ["0"]),
        ("2026-11-01", ["40"]),
    ]
    for day in days:
        difference = Decimal(day["scenario"]["mean"]) - Decimal(day["baseline"]["mean"])
        assert difference == Decimal(day["effects"][0])
        assert [one["level"] for one in day["scenario"]["intervals"]] == [80, 90, 95]
    assert len(get(stores, "/v1/scenarios/ec2", granularity="daily").json["days"]) == 80


def test_what_was_computed_earlier_can_be_asked_for(stores: FakeStores) -> None:
    then = get(stores, "/v1/scenarios/ec2", as_of="2026-10-19").json["scenario"]["figures"]
    assert (then["as_of"], then["history_end"]) == ("2026-10-19", "2026-10-18")


def test_figures_of_another_currency_are_not_told_as_those_of_a_changed_scenario() -> None:
    world = World().ask("plan", LAUNCH)
    world.run()
    world.ask("plan", LAUNCH, currency="EUR")
    stores = FakeStores(world.costs, world.results, world.control)

    [plan] = get(stores, "/v1/scenarios").json["scenarios"]
    assert (plan["currency"], plan["figures"]) == ("EUR", None)
    newest = get(stores, "/v1/scenarios/plan")
    assert (newest.status, "has not been computed yet" in newest.body) == (404, True)
    then = get(stores, "/v1/scenarios/plan", as_of="2026-10-20").json
    assert then["currency"] == then["scenario"]["currency"] == "USD"


@pytest.mark.parametrize(
    ("path", "query", "status", "detail"),
    [
        ("old", {}, 404, "there is no scenario 'old'; the scenarios: ec2, launch, new"),
        ("new", {}, 404, "scenario 'new' has not been computed yet"),
        ("ec2", {"as_of": "2026-10-01"}, 404, "no scenario-result '2026-10-01' is stored"),
        ("ec2", {"granularity": "hourly"}, 400, "granularity"),
        ("ec2", {"start": "November"}, 400, "start"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence(
    stores: FakeStores, path: str, query: dict[str, str], status: int, detail: str
) -> None:
    answer = get(stores, f"/v1/scenarios/{path}", **query)
    assert answer.status == status
    assert detail in answer.body
