"""Which thresholds a budget has crossed, and in which period."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.budgets import (
    BreachKind,
    BudgetPlan,
    BudgetStatus,
    Period,
    breaches,
    days_left,
    period_window,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError


def status(actual: str, forecast: str | None = None, **plan: object) -> BudgetStatus:
    return BudgetStatus(
        plan=BudgetPlan.model_validate({"id": "all", "amount": "100", **plan}),
        period_start=date(2026, 10, 1),
        period_end=date(2026, 11, 1),
        as_of=date(2026, 10, 20),
        actual=Decimal(actual),
        actual_percent=Decimal(actual),
        forecast=None if forecast is None else Decimal(forecast),
        state="ok",
        basis="test",
    )


def crossed(of: BudgetStatus) -> list[tuple[BreachKind, int]]:
    return [(breach.kind, breach.threshold) for breach in breaches(of)]


def test_exactly_at_the_threshold_is_crossed() -> None:
    assert crossed(status("49.999999999999")) == []
    assert crossed(status("50")) == [(BreachKind.ACTUAL, 50)]


def test_a_forecast_breach_counts_until_the_money_is_spent() -> None:
    assert crossed(status("81", "100.01")) == [
        (BreachKind.ACTUAL, 50),
        (BreachKind.ACTUAL, 80),
        (BreachKind.FORECAST, 100),
    ]
    assert (BreachKind.FORECAST, 100) not in crossed(status("100", "130"))


def test_forecast_breaches_can_be_switched_off() -> None:
    assert crossed(status("10", "500", forecast_threshold=None)) == []


def test_credits_may_make_a_month_negative_without_a_breach() -> None:
    assert crossed(status("-20", "-10")) == []


@pytest.mark.parametrize(
    ("period", "start", "end", "left"),
    [
        ("monthly", date(2026, 11, 1), date(2026, 12, 1), 9),
        ("quarterly", date(2026, 10, 1), date(2027, 1, 1), 40),
        ("yearly", date(2026, 1, 1), date(2027, 1, 1), 40),
    ],
)
def test_periods_follow_the_calendar(period: Period, start: date, end: date, left: int) -> None:
    window = period_window(period, date(2026, 11, 21))
    assert (window.start, window.end) == (start, end)
    assert days_left(period, date(2026, 11, 21)) == left


@given(st.dates(), st.sampled_from(["monthly", "quarterly", "yearly"]))
def test_a_day_lies_in_its_period(day: date, period: Period) -> None:
    if day.year < 9999:
        assert day in period_window(period, day)


@pytest.mark.parametrize(
    "wrong",
    [{"id": "UPPER"}, {"amount": "0"}, {"dimension": "colour"}, {"thresholds": []}, {"x": 1}],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BudgetPlan.model_validate({"id": "all", "amount": "100", **wrong})


def test_thresholds_are_kept_in_order_without_repeats() -> None:
    plan = BudgetPlan.model_validate({"id": "a", "amount": 1, "thresholds": [100, 50, 100]})
    assert plan.thresholds == (50, 100)
