"""Budgets in the report: limits explained, what is below them, and a drawing of the days."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.pipeline.reporting.budget_rows import BudgetRow, budget_rows
from costgov.pipeline.reporting.charts.burn_up import HEIGHT, WIDTH, burn_up_chart

from tests.builders import month_cost
from tests.unit.budgeting.world import OCTOBER, World, daily
from tests.unit.reporting.html_tree import read_html

FIRST = OCTOBER.start


def rows(world: World, as_of: date) -> dict[str, BudgetRow]:
    world.judge(as_of)
    return {row.plan.id: row for row in budget_rows(world.control, world.results, "USD")}


def test_probability_and_days_of_a_breach_are_said() -> None:
    world = World(id="all")
    plan = world.plan(amount="2900")
    world.bill(month_cost(daily(FIRST, 10)))
    world.forecast(plan, date(2026, 10, 11), OCTOBER, "3100", width="300")
    words = rows(world, date(2026, 10, 11))["all"].forecast_words
    assert "the limit is reached with a probability of 80 %" in words
    assert "expected to be reached around 29 Oct" in words
    assert words.endswith("on 27 Oct at the earliest.")


def test_a_limit_that_changes_or_carries_is_explained() -> None:
    world = World(
        amount="900",
        amounts=[{"start": "2026-11-21", "amount": "1200"}],
        rollover={"since": "2026-10-01", "unspent": 10},
    )
    world.plan(id="plain")
    world.bill(month_cost(daily(FIRST, 31, "1")), month_cost(daily(date(2026, 11, 1), 5)))
    found = rows(world, date(2026, 11, 5))
    assert found["all"].limit == Decimal(1100)
    assert found["all"].limit_words == (
        "The limit is $600.00 for 1 Nov to 20 Nov at $900.00 a period and $400.00 for "
        "21 Nov to 30 Nov at $1,200.00 a period, $100.00 carried over "
        "(cut to 10 % of what is planned next)."
    )
    assert found["plain"].limit_words == ""


def test_what_is_below_a_budget_is_told() -> None:
    world = World(id="all")
    world.plan(id="a", amount="300", dimension="service", value="A", parent="all")
    world.bill(
        month_cost(daily(FIRST, 3)),
        month_cost(daily(FIRST, 3, "5"), dimension="service", value="A"),
    )
    assert rows(world, date(2026, 10, 3))["all"].parts_words == (
        "Of it a have spent $15.00 of $300.00 planned; $700.00 is given to none of them."
    )


@pytest.mark.parametrize("actual", ["100", "-100", "0"])
def test_the_drawing_stays_in_its_frame_and_ends_where_the_standing_does(actual: str) -> None:
    world = World(id="all")
    plan = world.plan(amount="2900")
    world.bill(month_cost(daily(FIRST, 10, actual)))
    world.forecast(plan, date(2026, 10, 11), OCTOBER, "3100", width="300")
    world.judge(date(2026, 10, 11))
    drawing = read_html(burn_up_chart(world.burn_up(), "label"))
    paths = {one.attributes["class"]: one.attributes["d"] or "" for one in drawing.all("path")}
    assert set(paths) == {"range", "limit", "even", "ahead", "so-far"}
    for path in (paths["even"], paths["ahead"], paths["so-far"], paths["range"].strip("z")):
        for point in path.strip("M").split("L"):
            x, y = map(float, point.split(" "))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    assert len(paths["so-far"].split("L")) == 10
    assert len(paths["ahead"].split("L")) == 20


def test_a_period_of_which_nothing_is_known_has_its_even_line_alone() -> None:
    world = World(period="custom", start="2026-10-05", end="2026-10-05")
    world.bill(month_cost(daily(FIRST, 2)))
    world.judge(date(2026, 10, 2))
    drawing = read_html(burn_up_chart(world.burn_up(), "label"))
    assert {one.attributes["class"] for one in drawing.all("path")} == {"limit", "even"}
