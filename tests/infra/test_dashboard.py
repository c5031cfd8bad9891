"""The CloudWatch dashboard: free, complete, and its widget reads only."""

import json
import re

import pytest
from costgov.domain.prices import list_prices
from costgov.observability import (
    COST_EXPLORER_REQUESTS,
    OWN_COST_LIMIT_REACHED,
    OWN_COST_USD,
    RUN_GAPS,
)
from costgov.pipeline.cost_figures import BUDGET_PERCENT, MONTH_END, MONTH_TO_DATE, OPEN_ALERTS

from cli.estimate.result import CUSTOM_METRICS, DASHBOARDS
from tests.infra.templates import Json, Templates, text

pytestmark = [pytest.mark.synth, pytest.mark.xdist_group("synth")]

OWN = {
    BUDGET_PERCENT, COST_EXPLORER_REQUESTS, MONTH_END, MONTH_TO_DATE, OPEN_ALERTS,
    OWN_COST_LIMIT_REACHED, OWN_COST_USD, RUN_GAPS,
}  # fmt: skip
METRICS_OF_A_FREE_DASHBOARD = 50


def widgets(templates: Templates) -> list[Json]:
    [dashboard] = templates.properties("AWS::CloudWatch::Dashboard").values()
    body = json.loads(text(dashboard["DashboardBody"]))
    found: list[Json] = body["widgets"]
    return found


def test_the_dashboard_and_its_metrics_are_within_what_is_free(production: Templates) -> None:
    shown = [
        metric
        for widget in widgets(production)
        for metric in widget["properties"].get("metrics", ())
    ]

    prices = list_prices()
    assert len(shown) <= METRICS_OF_A_FREE_DASHBOARD
    assert len(production.properties("AWS::CloudWatch::Dashboard")) == DASHBOARDS
    assert len(OWN) == CUSTOM_METRICS
    assert prices["dashboards"].free_per_month >= DASHBOARDS
    assert prices["custom_metrics"].free_per_month >= CUSTOM_METRICS


def test_own_metrics_are_all_shown_or_watched(production: Templates) -> None:
    shown = json.dumps(widgets(production))

    assert {name for name in OWN if name in shown} == OWN - {OWN_COST_LIMIT_REACHED}


def test_the_report_opens_in_the_consoles_s3(production: Templates, on_laptop: Templates) -> None:
    [links] = [one for one in widgets(production) if one["type"] == "text"]
    markdown = links["properties"]["markdown"]

    assert re.search(
        r"\(https://console\.aws\.amazon\.com/s3/object/<.*Reports.*>"
        r"\?region=us-east-1&prefix=latest%2Findex\.html\)",
        markdown,
    )
    assert "console.aws" not in json.dumps(widgets(on_laptop))


def test_every_widget_has_a_title_or_is_text(production: Templates) -> None:
    for widget in widgets(production):
        assert widget["type"] == "text" or widget["properties"]["title"]


def test_the_widget_shows_all_its_sections_and_only_reads(production: Templates) -> None:
    custom = [one["properties"] for one in widgets(production) if one["type"] == "custom"]
    sections = [name for one in custom for name in one["params"]["sections"]]
    actions = {
        action
        for statement in production.statements()
        if statement.role == "WidgetRole"
        for action in statement.actions
    }

    assert sections == ["costs", "budgets", "anomalies", "alerts"]
    assert {action for action in actions if action.startswith("dynamodb:")} == {
        "dynamodb:GetItem",
        "dynamodb:Query",
    }
    assert not {action for action in actions if re.search("Put|Update|Delete", action)} - {
        "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"
    }  # fmt: skip
