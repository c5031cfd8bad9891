"""Which thresholds a budget has crossed, and in which period."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.budgets import (
    BreachKind,
    BudgetPlan,
    BudgetStatus,
    breaches,
)
from pydantic import ValidationError


def status(actual: str, forecast: str | None = None, **plan: object) -> BudgetStatus:
    return BudgetStatus(
        plan=BudgetPlan.model_validate({"id": "all", "amount": "100", **plan}),
        limit=Decimal(100),
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
    ("wrong", "said"),
    [
        ({"id": "UPPER"}, "id"),
        ({"amount": "0"}, "greater than 0"),
        ({"amount": "1e-3000000"}, "no more than 30 digits"),
        ({"dimension": "colour"}, "colour"),
        ({"dimension": "allocation:"}, "is not one of"),
        ({"dimension": "allocation:team"}, "needs a unit"),
        ({"thresholds": []}, "thresholds"),
        ({"x": 1}, "x"),
        ({"period": "custom", "start": "2026-11-01"}, "needs start and end"),
        ({"start": "2026-11-01"}, "belong to a custom period"),
        ({"period": "custom", "start": "2026-11-02", "end": "2026-11-01"}, "cannot end"),
        ({"values": ["a", "b"]}, "instead of value"),
        ({"dimension": "service", "value": "a", "values": ["b"]}, "instead of value"),
        ({"dimension": "region", "value": "a", "account": "111122223333"}, "has dimension account"),
        ({"parent": "all"}, "its own parent"),
        (
            {
                "amounts": [
                    {"start": "2026-11-01", "amount": 1},
                    {"start": "2026-11-01", "amount": 2},
                ]
            },
            "two amounts begin on 2026-11-01",
        ),
        (
            {
                "period": "custom",
                "start": "2026-11-01",
                "end": "2026-11-02",
                "rollover": {"since": "2026-11-01", "unspent": 1},
            },
            "none to hand on to",
        ),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        BudgetPlan.model_validate({"id": "all", "amount": "100", **wrong})


def test_thresholds_are_kept_in_order_without_repeats() -> None:
    plan = BudgetPlan.model_validate({"id": "a", "amount": 1, "thresholds": [100, 50, 100]})
    assert plan.thresholds == (50, 100)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "all costs"),
        ({"dimension": "service", "value": "AWS Lambda"}, "service AWS Lambda"),
        (
            {"dimension": "service", "values": ["B", "A"], "account": "111122223333"},
            "service A, B in 111122223333",
        ),
        ({"dimension": "tag:Team"}, "tag Team without a value"),
        ({"dimension": "cost_category:Env", "value": "prod"}, "Env prod"),
        ({"dimension": "allocation:team", "value": "search"}, "team search"),
    ],
)
def test_what_a_plan_covers_is_told_in_words(fields: dict[str, object], words: str) -> None:
    assert BudgetPlan.model_validate({"id": "a", "amount": 1, **fields}).covers == words


def test_plans_of_the_same_cut_share_a_forecast_and_others_do_not() -> None:
    def series(**fields: object) -> tuple[str, str | None]:
        return BudgetPlan.model_validate(
            {"id": "a", "amount": 1, "dimension": "service", **fields}
        ).series

    assert series(values=["a", "b"]) == series(values=["b", "a", "b"])
    others = [
        series(values=["a", "b"]),
        series(values=["a|b"]),
        series(value="a"),
        series(value="a", account="111122223333"),
        series(value="a", account="111122223334"),
        series(values=["a"], account="111122223333"),
    ]
    assert len(set(others)) == len(others) - 1  # one value within an account, written two ways


STORED_PLAN = (
    '{"id":"all","amount":"1000","currency":"USD","period":"monthly","dimension":"total",'
    '"value":null,"metric":"EffectiveCost","thresholds":[50,80,100],"forecast_threshold":100}'
)


def test_plans_and_standings_that_were_stored_before_can_still_be_read() -> None:
    plan = BudgetPlan.model_validate_json(STORED_PLAN)
    assert (plan.amounts, plan.parent, plan.owner) == ((), None, None)
    stored = (
        f'{{"plan":{STORED_PLAN},"period_start":"2026-10-01","period_end":"2026-11-01",'
        '"as_of":"2026-10-08","actual":"800","actual_percent":"80.0","forecast":"3100",'
        '"forecast_low":"3000","forecast_high":"3200","state":"at_risk","basis":"EffectiveCost"}'
    )
    found = BudgetStatus.model_validate_json(stored)
    assert (found.limit, found.crossed) == (Decimal(1000), ())
    assert len(breaches(found)) == 3
    assert BudgetStatus.model_validate_json(found.model_dump_json()) == found
