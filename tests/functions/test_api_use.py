"""Measures, capacity, efficiency and unit costs over the API, from push to answer."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.measures import CloudWatchSource, Measure
from costgov.domain.period import Window
from costgov.domain.runs import StepEvent, StepWindow
from costgov.domain.unit_cost import UnitCostPlan
from costgov.pipeline import commands, use_records
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.measure_store import keep_values, stored_values
from costgov.pipeline.unit_costs import assess
from costgov.settings import AnalyseSettings

from tests.functions.api_requests import get, post, posted, send
from tests.functions.test_api_problems import assert_problem
from tests.unit.queries.known import LAST_DAY, READ_AT, FakeStores, days_of

PATH = "/v1/measures/orders/values"
VIEWER = "arn:aws:iam::111122223333:user/viewer"
AS_OF = LAST_DAY + timedelta(days=1)
YEAR = Window(date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["30"] * 40, LAST_DAY - timedelta(days=39)))
    source = CloudWatchSource(
        account="111122223333", region="us-east-1", namespace="Shop", metric="Load"
    )
    for measure in (
        Measure(name="orders", unit="orders", kind="business"),
        Measure(name="load", unit="percent", kind="technical", source=source),
    ):
        use_records.measures(known.control).put(measure, measure.name)
    plan = UnitCostPlan(name="per-order", measure="orders", target=Decimal("0.25"))
    use_records.unit_cost_plans(known.control).put(plan, plan.name)
    return known


def look(stores: FakeStores) -> None:
    event = StepEvent(run_id="run", as_of=AS_OF, window=StepWindow(start=AS_OF, end=AS_OF))
    settings = AnalyseSettings(
        cost_source="billing_files",
        stage="local",
        control_table="control",
        costs_table="costs",
        results_table="results",
    )
    ports = AnalysePorts(stores.costs, stores.costs, stores.results, stores.control)
    assert assess(event, ports, settings, READ_AT).gaps == ()


def value(day: str, amount: object = "12.5") -> dict[str, object]:
    return {"day": day, "value": amount}


def test_pushed_values_are_stored_with_who_pushed_them_and_read_back(stores: FakeStores) -> None:
    reply = post(stores, PATH, {"values": [value("2026-10-19", 7), value("2026-09-30")]})

    assert reply.status == 201
    assert reply.json["months"] == ["2026-09", "2026-10"]
    answer = get(stores, "/v1/measures/orders").json
    assert answer["values"] == [
        {"day": "2026-09-30", "value": "12.5"},
        {"day": "2026-10-19", "value": "7"},
    ]
    state = get(stores, "/v1/measures").json["measures"][1]
    assert (state["last_day"], state["last_value"], state["sent_by"]) == ("2026-10-19", "7", VIEWER)
    written = {partition.partition("#")[0] for partition, _ in stores.results.items}
    assert written <= set(commands.RESULTS_KINDS)


def test_a_number_is_kept_digit_for_digit(stores: FakeStores) -> None:
    exact = "0.1000000000000000055511151231"
    post(stores, PATH, {"values": [value("2026-10-19", exact)]})

    assert stored_values(stores.results, "orders", YEAR)[date(2026, 10, 19)] == Decimal(exact)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"values": []}, "at least 1"),
        ({"values": [value("2026-10-19"), value("2026-10-19")]}, "given twice"),
        ({"values": [value("yesterday")]}, "not a day"),
        ({"values": [value("2026-10-19", "NaN")]}, "finite"),
        ({"values": [value("2026-10-19", "many")]}, "decimal"),
        ({"values": [value("2026-10-19", "1e18")]}, "less than 1000000000000000000"),
        ({"values": [value("2026-10-19", "-1e18")]}, "greater than"),
        ({"values": [value("0001-01-01")]}, "not between 1900"),
        ({"values": [{"day": 0, "value": 1}]}, "not a day"),
        ({"values": [value("2999-01-01")]}, "has not come yet"),
        ({"values": [value("2026-10-19") | {"unit": "h"}]}, "not a"),
        ({"values": [value("2026-10-19")], "name": "load"}, "path"),
    ],
)
def test_what_is_no_day_or_no_number_is_refused(
    stores: FakeStores, body: dict[str, object], said: str
) -> None:
    problem = assert_problem(post(stores, PATH, body), 400)

    assert said in str(problem)
    assert stores.results.items == {}


def test_a_number_no_computer_holds_is_refused(stores: FakeStores) -> None:
    body = '{"values": [{"day": "2026-10-19", "value": 1e99999999999999999999}]}'

    assert "no JSON text" in str(assert_problem(send(stores, posted(PATH, body)), 400))


def test_only_a_measure_that_is_pushed_takes_values(stores: FakeStores) -> None:
    body = {"values": [value("2026-10-19")]}

    assert "not pushed" in str(assert_problem(post(stores, "/v1/measures/load/values", body), 400))
    assert_problem(post(stores, "/v1/measures/unknown/values", body), 404)


def test_without_a_value_a_measure_says_so(stores: FakeStores) -> None:
    assert get(stores, "/v1/measures/orders").json["values"] == []
    assert get(stores, "/v1/measures").json["measures"][0]["last_value"] is None
    too_long = get(stores, "/v1/measures/orders", start="2020-01-01", end="2026-01-01")
    assert too_long.status == 200, "nothing is stored, so nothing is too long"


def test_more_days_than_are_kept_are_refused(stores: FakeStores) -> None:
    keep_values(stores.results, "orders", {LAST_DAY: Decimal(1)}, READ_AT)

    for window in (("2020-01-01", "2026-01-01"), ("2026-01-02", "2026-01-01")):
        reply = get(stores, "/v1/measures/orders", start=window[0], end=window[1])
        assert_problem(reply, 400)


def test_unit_costs_follow_from_what_was_pushed(stores: FakeStores) -> None:
    orders = {LAST_DAY - timedelta(days=n): Decimal(100) for n in range(40)}
    assert get(stores, "/v1/unit-costs").json["unit_costs"][0]["figures"] is None
    assert_problem(get(stores, "/v1/unit-costs/per-order"), 404)
    keep_values(stores.results, "orders", orders, datetime(2026, 10, 20, tzinfo=UTC))

    look(stores)

    [found] = get(stores, "/v1/unit-costs").json["unit_costs"]
    assert found["figures"]["current"]["unit_cost"] == "0.3"
    assert (found["figures"]["status"], found["figures"]["alert"]) == ("above target", True)
    report = get(stores, "/v1/unit-costs/per-order").json["report"]
    assert report["days"][-1] == {
        "start": "2026-10-19", "days": 1, "cost": "30", "units": "100", "unit_cost": "0.3",
        "reason": None,
    }  # fmt: skip
    assert report["forecast"]["mean"] == "0.3"
    then = get(stores, "/v1/unit-costs/per-order", as_of=str(AS_OF)).json["report"]
    assert then == report


def test_before_the_first_look_there_is_no_capacity(stores: FakeStores) -> None:
    for path in ("/v1/capacity", "/v1/efficiency"):
        assert "yet" in str(assert_problem(get(stores, path), 404))
    assert_problem(get(stores, "/v1/capacity", as_of="2026-10-01"), 404)
