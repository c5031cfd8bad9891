"""The alert function: a state-machine event in, a notification at a subscriber out."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import boto3
import pytest
from costgov.domain.budgets import BudgetPlan
from costgov.errors import SettingsError
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline.alerting.records import outbox
from costgov.pipeline.records import budget_statuses, budgets, steps
from costgov.settings import AlertSettings
from moto import mock_aws

from functions.alert import handler as alert
from tests.builders import month_cost
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed

EVENT = {
    "run_id": "daily-2026-10-20",
    "as_of": "2026-10-20",
    "window": {"start": "2026-09-01", "end": "2026-10-21"},
    "duplicate": False,
}


@pytest.fixture
def queue() -> Iterator[str]:
    """Tables and the deliver function's queue, whose address is handed on."""
    with mock_aws():
        url = boto3.client("sqs").create_queue(QueueName="deliver")["QueueUrl"]
        settings = AlertSettings(
            cost_source="cost_explorer",
            stage="local",
            control_table="control",
            costs_table="costs",
            results_table="results",
            deliver_queue_url=url,
        )
        with deployed(alert, settings):
            yield url


def woken(queue: str) -> int:
    """How often deliver was told that there is something."""
    messages = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return len(messages.get("Messages", []))


def test_a_breach_waits_in_the_outbox_once_and_deliver_is_woken(queue: str) -> None:
    dynamo = boto3.client("dynamodb")
    facts = [month_cost({date(2026, 10, day): "50.25" for day in range(1, 21)})]
    DynamoCostStore(dynamo, "costs").replace(
        "cost_explorer", [facts[0].month], facts, datetime(2026, 10, 21, 6, tzinfo=UTC)
    )
    control = DynamoDocumentStore(dynamo, "control")
    plan = BudgetPlan.model_validate({"id": "all", "amount": "1000"})
    budgets(control).put(plan, plan.id)

    answer = alert.handler(EVENT, lambda_context("alert"))
    again = alert.handler(EVENT, lambda_context("alert"))

    assert answer["expected"] == answer["got"] > 0
    assert again["gaps"] == []
    (item,) = outbox(control).all("email")
    assert item.news.alert.signal.title == "Budget all: $1,005.00 of $1,000.00 spent (100.5 %)"
    assert item.news.alert.signal.step == "actual-50 actual-80 actual-100"
    assert woken(queue) == 1
    status = budget_statuses(DynamoDocumentStore(dynamo, "results")).get("all")
    assert (status.state, str(status.actual)) == ("over", "1005.00")
    assert steps(control).get("alert#all", "daily-2026-10-20").complete


def test_what_stands_open_is_a_metric(
    queue: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED")

    alert.handler(EVENT, lambda_context("alert"))

    (line,) = [one for one in capsys.readouterr().out.splitlines() if '"OpenAlerts"' in one]
    assert json.loads(line)["OpenAlerts"] == [0.0]


def test_a_missing_variable_is_named(queue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COSTGOV_DELIVER_QUEUE_URL")
    with pytest.raises(SettingsError, match="COSTGOV_DELIVER_QUEUE_URL"):
        alert.handler(EVENT, lambda_context("alert"))
