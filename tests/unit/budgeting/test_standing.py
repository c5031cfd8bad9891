"""Where budgets stand: exact, explained, remembered."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.allocation.result import AllocationMonth, UnitDays
from costgov.domain.costs import ChargeCategory, Metric, Scope
from costgov.domain.insights import Basis
from costgov.domain.keys import value_key
from costgov.domain.money import exact_sum
from costgov.domain.packing import pack
from costgov.domain.period import Window
from costgov.pipeline.alert_budgets import drivers
from costgov.pipeline.records import allocation_days, allocations
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import month_cost
from tests.unit.budgeting.world import OCTOBER, World, daily

FIRST = OCTOBER.start


@pytest.mark.fault_case(35)
def test_an_edit_never_crosses_a_threshold_of_the_same_period_twice() -> None:
    world = World(id="all")
    world.bill(month_cost(daily(FIRST, 8)))
    world.judge(date(2026, 10, 8))
    step = world.status().step
    assert step == "actual-50 actual-80"
    world.plan(amount="2000")
    world.judge(date(2026, 10, 9))
    assert world.crossed() == {"actual-50": False, "actual-80": False}
    world.plan(amount="1000")
    world.judge(date(2026, 10, 10))
    assert world.crossed() == {"actual-50": True, "actual-80": True}
    assert world.status().step == step
    assert {(one.on, one.seen) for one in world.status().crossed} == {
        (date(2026, 10, 5), date(2026, 10, 8)),
        (date(2026, 10, 8), date(2026, 10, 8)),
    }


@pytest.mark.fault_case(35)
def test_an_amount_from_a_day_on_counts_for_its_days_and_says_so() -> None:
    world = World(amount="900", amounts=[{"start": "2026-10-21", "amount": "3690"}])
    world.bill(month_cost(daily(FIRST, 20)))
    world.judge(date(2026, 10, 20))
    status = world.status()
    assert status.limit == Decimal("580.6452") + Decimal("1309.3548") == Decimal(1890)
    assert status.arithmetic is not None
    assert [part.counted for part in status.arithmetic.parts] == [
        Decimal("580.6452"),
        Decimal("1309.3548"),
    ]
    assert status.state == "over"


@pytest.mark.fault_case(35)
def test_a_forecast_that_flaps_crosses_once() -> None:
    world = World(id="all")
    plan = world.plan()
    world.bill(month_cost(daily(FIRST, 4, "10")))
    steps = []
    for day, mean in ((4, "1010"), (5, "990"), (6, "1010")):
        world.forecast(plan, date(2026, 10, day), OCTOBER, mean)
        world.judge(date(2026, 10, day))
        steps.append((world.status().step, world.crossed()["forecast-100"]))
    assert steps == [("forecast-100", True), ("forecast-100", False), ("forecast-100", True)]


def test_a_new_period_begins_with_nothing_crossed() -> None:
    world = World(id="all")
    world.bill(month_cost(daily(FIRST, 31)), month_cost(daily(date(2026, 11, 1), 1)))
    world.judge(date(2026, 10, 31))
    world.judge(date(2026, 11, 1))
    assert (world.status().crossed, world.status().period_key) == ((), "2026-11-01/2026-12-01")


def test_a_budget_that_is_put_on_something_else_has_crossed_nothing_of_it_yet() -> None:
    world = World(id="all")
    world.bill(
        month_cost(daily(FIRST, 9)),
        month_cost(daily(FIRST, 9, "1"), dimension="service", value="Amazon S3"),
    )
    world.judge(date(2026, 10, 8))
    assert world.crossed() == {"actual-50": True, "actual-80": True}
    world.plan(dimension="service", value="Amazon S3")
    world.judge(date(2026, 10, 9))

    assert world.crossed() == {}


def test_probability_and_days_of_a_breach_come_from_the_forecast() -> None:
    world = World(id="all")
    plan = world.plan(amount="2900")
    world.bill(month_cost(daily(FIRST, 10)))
    world.forecast(plan, date(2026, 10, 11), OCTOBER, "3100", width="300")
    world.judge(date(2026, 10, 11))
    status = world.status()
    assert status.breach_probability is not None
    assert status.breach_probability.words == "80 %"
    assert (status.breach_date, status.breach_earliest) == (date(2026, 10, 29), date(2026, 10, 27))
    assert status.state == "at_risk"


def test_without_a_forecast_nobody_knows() -> None:
    world = World(id="all")
    world.bill(month_cost(daily(FIRST, 5)))
    world.judge(date(2026, 10, 5))
    status = world.status()
    assert (status.forecast, status.breach_probability, status.breach_date) == (None, None, None)
    assert status.state == "ok"


def test_what_has_been_reached_has_its_own_day() -> None:
    world = World(amount="400")
    world.bill(month_cost(daily(FIRST, 5)))
    world.judge(date(2026, 10, 5))
    assert world.status().breach_date == date(2026, 10, 4)


def test_several_services_and_a_service_within_an_account_are_added_exactly() -> None:
    world = World()
    world.plan(id="two", dimension="service", values=["A", "B", "never seen"])
    world.plan(id="inside", dimension="service", value="A", account="111122223333")
    world.plan(id="nowhere", dimension="service", value="A", account="999999999999")
    world.bill(
        month_cost(daily(FIRST, 3, "0.1"), dimension="service", value="A"),
        month_cost(daily(FIRST, 3, "0.0000001"), dimension="service", value="B"),
        month_cost(daily(FIRST, 3, "7"), dimension="service", value="C"),
        month_cost(
            daily(FIRST, 3, "0.04"),
            dimension="service",
            value="A",
            scope=Scope.account("111122223333"),
        ),
    )
    judged = world.judge(date(2026, 10, 3))
    assert world.status("two").actual == Decimal("0.3000003")
    assert world.status("inside").actual == Decimal("0.12")
    assert "never seen service 'A' in account 999999999999" in world.status("nowhere").basis
    of, largest = drivers(world.status("two"), judged.books["USD"])
    assert (of, [one.name for one in largest]) == ("services", ["A", "B"])


def test_a_unit_of_a_view_is_what_it_was_allocated() -> None:
    world = World(dimension="allocation:team", value="search")
    world.bill(month_cost(daily(FIRST, 5)))
    usage = (ChargeCategory.USAGE, Metric.EFFECTIVE)
    unit = UnitDays(
        unit="search",
        direct=pack({usage: {1: Decimal("1.5"), 4: Decimal("0.25")}}),
        shared={"support": pack({usage: {1: Decimal("0.125")}})},
    )
    place = ("USD", "team", "2026-10")
    allocation_days(world.results).put(unit, value_key("search"), *place)
    month = AllocationMonth(
        currency="USD",
        view="team",
        month="2026-10",
        first_day=FIRST,
        last_day=date(2026, 10, 5),
        bill={},
        units=1,
        unallocated=(),
        suggestions=(),
        told={},
        fingerprint="",
        basis=Basis(sources=("cost_explorer",), as_of="then", method=""),
    )
    allocations(world.results).put(month, "2026-10", "USD", "team")
    world.plan(id="other", dimension="allocation:environment", value="prod")
    world.judge(date(2026, 10, 5))
    assert world.status().actual == Decimal("1.875")
    assert "allocated by team, read then" in world.status().basis
    assert world.status("other").basis == "nothing in USD has been allocated by 'environment'"
    assert world.status("other").state == "no_data"


def test_what_a_month_leaves_is_carried_into_the_next() -> None:
    world = World(rollover={"since": "2026-10-01", "unspent": 20})
    world.bill(month_cost(daily(FIRST, 31, "20")), month_cost(daily(date(2026, 11, 1), 3)))
    world.judge(date(2026, 11, 3))
    status = world.status()
    assert status.limit == Decimal(1200)
    assert status.arithmetic is not None
    [october] = status.arithmetic.earlier
    assert (october.left, october.carried_out) == (Decimal(380), Decimal(200))
    assert status.actual_percent == Decimal("25.0")


def test_a_custom_period_is_judged_between_its_days_only() -> None:
    world = World(period="custom", start="2026-10-05", end="2026-10-08", amount="400")
    world.bill(month_cost(daily(FIRST, 12)))
    states = {}
    for day in (4, 5, 8, 9):
        world.judge(date(2026, 10, day))
        states[day] = (world.status().state, world.status().actual)
    assert states == {
        4: ("inactive", Decimal(0)),
        5: ("ok", Decimal(100)),
        8: ("over", Decimal(400)),
        9: ("inactive", Decimal(400)),
    }
    assert world.status().basis == "its period is over since 2026-10-09"


def test_children_roll_up_to_their_parent_and_what_they_plan_too_much_is_a_warning() -> None:
    world = World(id="all")
    world.plan(id="a", amount="700", dimension="service", value="A", parent="all")
    world.plan(id="b", amount="4000", dimension="service", value="B", parent="all",
               period="yearly")  # fmt: skip
    world.plan(id="c", amount="9", dimension="service", value="never", parent="all")
    world.bill(
        month_cost(daily(FIRST, 3)),
        month_cost(daily(FIRST, 3, "60"), dimension="service", value="A"),
        month_cost(daily(FIRST, 3, "30"), dimension="service", value="B"),
        month_cost(daily(date(2026, 9, 1), 30, "30"), dimension="service", value="B"),
    )
    judged = world.judge(date(2026, 10, 3))
    rolled = world.status().roll_up
    assert rolled is not None
    assert [(one.id, one.actual) for one in rolled.parts] == [
        ("a", Decimal(180)),
        ("b", Decimal(90)),
        ("c", None),
    ]
    assert (rolled.actual, rolled.planned) == (Decimal(270), Decimal("1048.7260"))
    [warning] = world.status().warnings
    assert warning.endswith("$48.73 more than its $1,000.00")
    assert warning in judged.notes


def test_judging_a_day_again_writes_nothing_and_an_older_one_keeps_what_is_newer() -> None:
    world = World(id="all")
    world.bill(month_cost(daily(FIRST, 8)))
    world.judge(date(2026, 10, 8))
    writes = world.results.writes
    world.judge(date(2026, 10, 8))
    judged = world.judge(date(2026, 10, 5))
    assert world.results.writes == writes
    assert judged.statuses == ()
    assert world.burn_up().as_of == date(2026, 10, 8)


AMOUNTS = st.decimals("-100", "1000", places=9)


@settings(max_examples=60, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=31), st.sampled_from(["monthly", "yearly"]))
def test_the_burn_up_ends_at_the_standings_actual_and_the_even_line_at_the_limit(
    amounts: list[Decimal], period: str
) -> None:
    world = World(period=period, amounts=[{"start": "2026-10-11", "amount": "777.77"}],
                  rollover={"since": "2026-09-01", "unspent": 50})  # fmt: skip
    days = {FIRST + timedelta(days=i): str(amount) for i, amount in enumerate(amounts)}
    world.bill(month_cost(days), month_cost(daily(date(2026, 9, 1), 30, "1.000000001")))
    as_of = max(days)
    world.judge(as_of)
    status, found = world.status(), world.burn_up()
    known = [one for one in found.points if one.actual is not None]
    assert known[-1].day == as_of
    assert known[-1].actual == status.actual
    expected = exact_sum(amounts) + (Decimal("30.00000003") if period == "yearly" else 0)
    assert status.actual == expected
    assert found.points[-1].ideal == status.limit
    window = Window(status.period_start, status.period_end)
    assert [one.day for one in found.points] == list(window.days())
    ideal = [one.ideal for one in found.points]
    assert ideal == sorted(ideal)
