"""The alert function: a state-machine event in, a notification at a subscriber out."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest
from costgov.domain.budgets import BudgetPlan
from costgov.errors import SettingsError
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
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
def aws() -> Iterator[str]:
    """Tables, the topic and a queue subscribed to it; the queue's address is handed on."""
    with mock_aws():
        topic = boto3.client("sns").create_topic(Name="alerts")["TopicArn"]
        queue = boto3.client("sqs").create_queue(QueueName="inbox")["QueueUrl"]
        boto3.client("sns").subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:inbox"
        )
        settings = AlertSettings(
            cost_source="cost_explorer",
            stage="local",
            control_table="control",
            costs_table="costs",
            results_table="results",
            alerts_topic_arn=topic,
            deliver_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
        )
        with deployed(alert, settings):
            yield queue


def received(queue: str) -> list[dict[str, Any]]:
    messages = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in messages.get("Messages", [])]


def test_a_breach_reaches_the_topics_subscriber_once(aws: str) -> None:
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

    assert (answer["expected"], answer["got"], again["gaps"]) == (2, 2, [])
    (message,) = received(aws)
    assert message["Subject"] == "Budget all: 100.5% of 1000.00 USD spent"
    assert "Reached:    50 %, 80 %, 100 %, since 2026-10-20" in message["Message"]
    assert message["MessageAttributes"]["threshold"] == {"Type": "String", "Value": "100"}
    status = budget_statuses(DynamoDocumentStore(dynamo, "results")).get("all")
    assert (status.state, str(status.actual)) == ("over", "1005.00")
    assert steps(control).get("alert#all", "daily-2026-10-20").complete


def test_a_missing_variable_is_named(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COSTGOV_ALERTS_TOPIC_ARN")
    with pytest.raises(SettingsError, match="COSTGOV_ALERTS_TOPIC_ARN"):
        alert.handler(EVENT, lambda_context("alert"))
