"""What periods hand on to one another, with its sums."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.budgeting.rollover import Spent, limit_of
from costgov.domain.budgets import BudgetPlan
from costgov.domain.money import EXACT
from costgov.domain.period import Window
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

NOVEMBER = Window(date(2026, 11, 1), date(2026, 12, 1))
KNOWN = Window(date(2026, 8, 1), date(2026, 11, 15))


def plan(**rollover: object) -> BudgetPlan:
    return BudgetPlan.model_validate(
        {"id": "a", "amount": "1000", "rollover": {"since": "2026-08-01", **rollover}}
    )


def spent(months: Mapping[int, str]) -> Spent:
    return Spent({date(2026, m, 3): Decimal(text) for m, text in months.items()}, KNOWN)


def test_what_is_left_is_carried_on_and_on() -> None:
    found = limit_of(plan(unspent=100), NOVEMBER, spent({8: "900", 9: "1000", 10: "700"}))
    assert [one.left for one in found.earlier] == [Decimal(100), Decimal(100), Decimal(400)]
    assert found.carried == Decimal(400)
    assert (found.planned, found.amount) == (Decimal(1000), Decimal(1400))


def test_a_cap_cuts_and_says_so() -> None:
    found = limit_of(plan(unspent=10), NOVEMBER, spent({10: "0"}))
    assert found.carried == Decimal(100)
    assert found.earlier[-1].because == "cut to 10 % of what is planned next"


def test_overspending_is_taken_away_only_where_the_plan_says_so() -> None:
    found = limit_of(plan(overspent=50), NOVEMBER, spent({8: "0", 9: "1000", 10: "1200"}))
    assert found.amount == Decimal(800)
    assert found.earlier[0].because == "what is unspent is not carried"


def test_a_period_that_is_not_wholly_known_hands_on_nothing() -> None:
    short = Spent({}, Window(date(2026, 9, 2), date(2026, 11, 15)))
    found = limit_of(plan(unspent=1000), NOVEMBER, short)
    assert [one.actual for one in found.earlier] == [None, None, Decimal(0)]
    assert found.earlier[1].because == "not all of its days are delivered"
    assert found.carried == Decimal(1000)


def test_the_first_period_is_handed_nothing() -> None:
    august = Window(date(2026, 8, 1), date(2026, 9, 1))
    assert limit_of(plan(unspent=100), august, spent({})).earlier == ()


@pytest.mark.parametrize("wrong", [{}, {"overspent": 100}, {"unspent": 0}])
def test_a_rollover_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        plan(**wrong)


@given(
    st.lists(st.decimals("-2000", "5000", places=4), min_size=3, max_size=3),
    st.integers(1, 1000),
    st.integers(1, 99),
)
def test_the_sums_add_up_and_the_limit_stays_above_nothing(
    costs: list[Decimal], unspent: int, overspent: int
) -> None:
    months = dict(zip((8, 9, 10), map(str, costs), strict=True))
    found = limit_of(plan(unspent=unspent, overspent=overspent), NOVEMBER, spent(months))
    handed = Decimal(0)
    for one, cost in zip(found.earlier, costs, strict=True):
        assert one.carried_in == handed
        assert one.left == EXACT.subtract(EXACT.add(one.planned, one.carried_in), cost)
        assert abs(one.carried_out) <= abs(one.left)
        handed = one.carried_out
    assert found.amount == EXACT.add(found.planned, handed) > 0


def test_days_of_a_period_count_and_no_others() -> None:
    days = {date(2026, 9, 30) + timedelta(i): Decimal(1) for i in range(33)}
    found = limit_of(plan(unspent=100), NOVEMBER, Spent(days, KNOWN))
    assert [one.actual for one in found.earlier] == [Decimal(0), Decimal(1), Decimal(31)]
