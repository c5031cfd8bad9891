"""Amounts that change count for their days, and shares add up."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from costgov.domain.budgeting.amounts import (
    parts_of,
    planned_before,
    planned_for,
    planned_within,
    share,
)
from costgov.domain.budgets import BudgetPlan
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Window
from hypothesis import given
from hypothesis import strategies as st

NOVEMBER = Window(date(2026, 11, 1), date(2026, 12, 1))
AMOUNTS = st.decimals("0.000001", "1e12", places=6)


def plan(**fields: object) -> BudgetPlan:
    return BudgetPlan.model_validate({"id": "a", "amount": "900", **fields})


def test_an_amount_that_changes_within_a_month_counts_by_its_days() -> None:
    edited = plan(amounts=[{"start": "2026-11-21", "amount": "1200"}])
    before, after = parts_of(edited, NOVEMBER)
    assert (before.amount, before.counted) == (Decimal(900), Decimal(600))
    assert (after.amount, after.counted) == (Decimal(1200), Decimal(400))
    assert planned_for(edited, NOVEMBER) == Decimal(1000)


def test_a_change_on_the_first_counts_for_the_whole_month_and_the_one_before_keeps_its_own() -> (
    None
):
    edited = plan(amounts=[{"start": "2026-11-01", "amount": "1200"}])
    assert planned_for(edited, NOVEMBER) == Decimal(1200)
    assert planned_for(edited, Window(date(2026, 10, 1), date(2026, 11, 1))) == Decimal(900)


def test_a_month_of_a_yearly_budget_is_its_share_by_days() -> None:
    year = plan(period="yearly", amount="365000")
    assert planned_within(year, NOVEMBER) == Decimal(30000)


@given(AMOUNTS, st.integers(1, 400), st.data())
def test_shares_of_adjoining_days_add_up_in_every_digit(
    amount: Decimal, days: int, data: st.DataObject
) -> None:
    whole = Window(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days))
    cuts = sorted(data.draw(st.sets(st.integers(1, days), max_size=6)) | {0, days})
    parts = [
        share(amount, Window(whole.start + timedelta(a), whole.start + timedelta(b)), whole)
        for a, b in pairwise(cuts)
    ]
    assert exact_sum(parts) == amount


@given(
    st.lists(st.tuples(st.dates(date(2026, 10, 20), date(2026, 12, 10)), AMOUNTS), max_size=5),
    st.dates(date(2026, 11, 1), date(2026, 12, 1)),
)
def test_what_is_planned_before_and_after_a_day_is_what_is_planned(
    steps: list[tuple[date, Decimal]], day: date
) -> None:
    edited = plan(
        amounts=[{"start": start, "amount": amount} for start, amount in dict(steps).items()]
    )
    parts = parts_of(edited, NOVEMBER)
    planned = planned_for(edited, NOVEMBER)
    before = planned_before(parts, NOVEMBER, day)
    assert before == planned_within(edited, Window(NOVEMBER.start, day))
    assert EXACT.add(before, planned_within(edited, Window(day, NOVEMBER.end))) == planned
    amounts = [edited.amount, *(step.amount for step in edited.amounts)]
    # Shares are cut to four places.
    assert min(amounts) - 1 <= planned <= max(amounts) + 1
