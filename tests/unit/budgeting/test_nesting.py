"""Budgets within budgets."""

from datetime import date
from decimal import Decimal

from costgov.domain.budgeting.figures import Part
from costgov.domain.budgeting.nesting import exceeded, misfits, roll_up
from costgov.domain.budgets import BudgetPlan
from costgov.domain.money import EXACT, exact_sum
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 11, 20)


def plan(name: str, amount: str, **fields: object) -> BudgetPlan:
    return BudgetPlan.model_validate({"id": name, "amount": amount, **fields})


def test_what_cannot_be_a_parent_is_said() -> None:
    plans = [
        plan("a", "1", parent="b"),
        plan("b", "1", parent="a"),
        plan("c", "1", parent="nobody"),
        plan("d", "1", parent="a", currency="EUR"),
        plan("e", "1", parent="a"),
    ]
    assert {one.id: sentence for one, sentence in misfits(plans)} == {
        "a": "it would be part of itself: b → a",
        "b": "it would be part of itself: a → b",
        "c": "there is no budget 'nobody' for it to be part of",
        "d": "its parent a is in USD, not in EUR",
    }


def test_children_up_to_their_parent_are_no_warning_and_a_cent_more_is() -> None:
    plans = [plan("all", "100"), plan("a", "60", parent="all"), plan("b", "40", parent="all")]
    assert exceeded(plans, TODAY) == []
    more = [*plans, plan("c", "0.01", parent="all")]
    [warning] = exceeded(more, TODAY)
    assert warning == (
        "the budgets below all (a, b, c) plan $100.01 for 2026-11-01 to 2026-11-30, "
        "$0.01 more than its $100.00"
    )


def test_children_of_another_period_count_by_their_days() -> None:
    year = plan("year", "36500", period="yearly")
    months = plan("month", "3000", parent="year")
    assert exceeded([year, months], TODAY) == []
    [warning] = exceeded(
        [year, months, plan("q", "125.01", period="quarterly", parent="year")], TODAY
    )
    assert "$0.04 more" in warning
    within = [plan("m", "3000"), plan("y", "36501", period="yearly", parent="m")]
    [warning] = exceeded(within, TODAY)
    assert "plan $3,000.08 for 2026-11-01" in warning


def test_a_parent_whose_period_is_over_warns_of_nothing() -> None:
    over = plan("p", "1", period="custom", start="2026-01-01", end="2026-01-31")
    assert exceeded([over, plan("c", "100", parent="p")], TODAY) == []


AMOUNTS = st.decimals("0", "1e9", places=6)


@given(AMOUNTS, st.lists(st.tuples(AMOUNTS, st.none() | AMOUNTS), max_size=6))
def test_a_roll_up_adds_up_in_every_digit(
    limit: Decimal, amounts: list[tuple[Decimal, Decimal | None]]
) -> None:
    parts = [Part(id=f"p{n}", planned=p, actual=a) for n, (p, a) in enumerate(amounts)]
    found = roll_up(limit, parts)
    assert found.planned == exact_sum(p for p, _ in amounts)
    assert found.actual == exact_sum(a for _, a in amounts if a is not None)
    assert EXACT.add(found.planned, found.unplanned) == EXACT.add(limit, found.beyond)
    assert not (found.unplanned and found.beyond)
