"""Notifications read well raw and survive whatever a tag is called."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.budgets import BreachKind, BudgetPlan, BudgetStatus
from costgov.pipeline.alerting.plain import COLUMNS, plain
from costgov.pipeline.messages import BudgetNews, Share, budget_notification
from hypothesis import given
from hypothesis import strategies as st


def status(**plan: object) -> BudgetStatus:
    """A budget of $10,000 with $8,123.45 spent by 20 October."""
    fields = {"id": "platform", "amount": "10000"} | plan
    return BudgetStatus(
        plan=(plan_ := BudgetPlan.model_validate(fields)),
        limit=plan_.amount,
        period_start=date(2026, 10, 1),
        period_end=date(2026, 11, 1),
        as_of=date(2026, 10, 20),
        actual=Decimal("8123.4512"),
        actual_percent=Decimal("81.2"),
        forecast=Decimal("12300"),
        forecast_low=Decimal("11800"),
        forecast_high=Decimal("12900"),
        state="at_risk",
        basis="EffectiveCost from cost_explorer, read 2026-10-21T06:00:00.000000Z; forecast of "
        "2026-10-20: median of four methods",
    )


def news(kind: BreachKind = BreachKind.ACTUAL, plan: dict[str, object] | None = None) -> BudgetNews:
    return BudgetNews(
        status=status(**(plan or {})),
        kind=kind,
        thresholds=(50, 80) if kind is BreachKind.ACTUAL else (100,),
        since=date(2026, 10, 18),
        shares=(
            Share("Amazon Elastic Compute Cloud - Compute", Decimal("4061.7256")),
            Share("Amazon Relational Database Service", Decimal("1000")),
        ),
    )


def test_a_reached_threshold_reads_as_one_fact_per_line() -> None:
    sent = budget_notification(news())
    assert sent.subject == "Budget platform: 81.2% of 10000.00 USD spent"
    assert sent.body == (
        "Budget platform has reached 80 % of $10,000.00.\n"
        "\n"
        "Spent:      $8,123.45 of $10,000.00 (81.2 %)\n"
        "Reached:    50 %, 80 %, since 2026-10-18\n"
        "Forecast:   $12,300.00 by 2026-10-31 (123.0 %), with 80 % probability\n"
        "            $11,800.00 to $12,900.00\n"
        "Period:     monthly, 2026-10-01 to 2026-10-31, 11 days left\n"
        "Covers:     all spend in USD (EffectiveCost)\n"
        "Largest services of the period so far:\n"
        "  Amazon Elastic Compute Cloud - Compute              $4,061.73   50.0 %\n"
        "  Amazon Relational Database Service                  $1,000.00   12.3 %\n"
        "Data:       billing days (UTC) up to 2026-10-20\n"
        "Basis:      EffectiveCost from cost_explorer, read\n"
        "            2026-10-21T06:00:00.000000Z; forecast of 2026-10-20: median\n"
        "            of four methods\n"
        "More:       costgov open\n"
    )
    assert sent.attributes == {
        "kind": "actual",
        "budget_id": "platform",
        "severity": "medium",
        "threshold": "80",
    }


def test_an_expected_breach_says_by_when() -> None:
    sent = budget_notification(news(BreachKind.FORECAST))
    assert sent.subject == "Budget platform: 123.0% of 10000.00 USD expected by 2026-10-31"
    assert sent.body.startswith("Budget platform is expected to reach 100 % of $10,000.00.\n")
    assert "Expected:   100 %, since 2026-10-18\n" in sent.body
    assert (sent.attributes["kind"], sent.attributes["severity"]) == ("forecast", "medium")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"dimension": "service", "value": "Amazon S3"}, "service Amazon S3"),
        ({"dimension": "service_category", "value": "Storage"}, "service category Storage"),
        ({"dimension": "tag:team", "value": "web"}, "tag team web"),
        ({"dimension": "tag:team", "value": None}, "tag team without a value"),
    ],
)
def test_the_message_says_what_the_budget_covers(fields: dict[str, object], line: str) -> None:
    assert f"Covers:     {line} (EffectiveCost)\n" in budget_notification(news(plan=fields)).body


def test_a_currency_without_cents_has_none_and_the_subject_names_its_code() -> None:
    sent = budget_notification(news(plan={"currency": "JPY"}))
    assert "10000 JPY" in sent.subject
    assert "¥8,123 of ¥10,000" in sent.body


@given(st.text(max_size=400), st.text(max_size=80))
def test_any_tag_text_keeps_the_shape_of_the_message(value: str, service: str) -> None:
    told = news(plan={"dimension": "tag:team", "value": value})
    odd = BudgetNews(
        told.status,
        told.kind,
        told.thresholds,
        told.since,
        "services",
        (Share(service, Decimal(1)),),
    )
    sent = budget_notification(odd)
    assert all(len(line) <= COLUMNS for line in sent.body.splitlines())
    assert sent.body.splitlines() == sent.body.split("\n")[:-1]
    assert sent.body.encode()


def test_line_breaks_and_invisible_characters_cannot_forge_a_line() -> None:
    forged = "web\r\nSpent:      $0.00\x1b[2J\u202e gnp.exe\u2028\u200b"
    sent = budget_notification(news(plan={"dimension": "tag:team", "value": forged}))
    assert len([line for line in sent.body.splitlines() if line.startswith("Spent:")]) == 1
    assert "\x1b" not in sent.body
    assert "\u202e" not in sent.body
    assert plain("half \ud83d a pair") == "half a pair"
    assert plain("👩\u200d💻") == "👩\u200d💻"
