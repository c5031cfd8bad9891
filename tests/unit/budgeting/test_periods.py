"""The periods of budgets."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from costgov.domain.budgeting.amounts import periods_in
from costgov.domain.budgeting.periods import CalendarPeriod, period_window
from costgov.domain.budgets import BudgetPlan
from costgov.domain.period import Window
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def plan(**fields: object) -> BudgetPlan:
    return BudgetPlan.model_validate({"id": "a", "amount": "100", **fields})


def custom(start: str, end: str, *, repeat: bool = False) -> BudgetPlan:
    return plan(period="custom", start=start, end=end, repeat=repeat)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("monthly", date(2026, 11, 1), date(2026, 12, 1)),
        ("quarterly", date(2026, 10, 1), date(2027, 1, 1)),
        ("yearly", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods_follow_the_calendar(period: CalendarPeriod, start: date, end: date) -> None:
    assert period_window(period, date(2026, 11, 21)) == Window(start, end)


def test_a_custom_period_holds_both_its_days_and_nothing_else() -> None:
    project = custom("2026-11-10", "2026-12-24")
    assert project.period_of(date(2026, 11, 9)) is None
    assert project.period_of(date(2026, 12, 25)) is None
    whole = Window(date(2026, 11, 10), date(2026, 12, 25))
    assert project.period_of(date(2026, 11, 10)) == whole
    assert project.period_of(date(2026, 12, 24)) == whole


def test_a_fiscal_year_repeats_by_months_and_a_sprint_by_days() -> None:
    fiscal = custom("2023-04-01", "2024-03-31", repeat=True)
    assert fiscal.period_of(date(2027, 3, 31)) == Window(date(2026, 4, 1), date(2027, 4, 1))
    sprint = custom("2026-11-02", "2026-11-15", repeat=True)
    assert sprint.period_of(date(2026, 11, 16)) == Window(date(2026, 11, 16), date(2026, 11, 30))
    assert sprint.period_of(date(2026, 11, 1)) is None


@st.composite
def plans(draw: st.DrawFn) -> BudgetPlan:
    period = draw(st.sampled_from(["monthly", "quarterly", "yearly", "custom"]))
    if period != "custom":
        return plan(period=period)
    start = draw(DAYS)
    end = start + timedelta(days=draw(st.integers(0, 500)))
    return custom(str(start), str(end), repeat=True)


@given(plans(), DAYS, st.integers(1, 800))
def test_the_periods_of_a_plan_partition_time(of: BudgetPlan, day: date, length: int) -> None:
    window = Window(day, day + timedelta(days=length))
    periods = list(periods_in(of, window))
    assert all(before.end == after.start for before, after in pairwise(periods))
    for one in periods:
        assert {of.period_of(day) for day in (one.start, one.end - timedelta(days=1))} == {one}
    first = max(window.start, of.start or window.start)
    assert sum(first in one for one in periods) == (1 if first in window else 0)
    assert not periods or periods[-1].end >= window.end
