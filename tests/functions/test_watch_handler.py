"""The watch function: alarm events of a queue in, alerts in the outbox out."""

import json
from collections.abc import Iterator

import boto3
import pytest
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline.alerting.records import outbox
from costgov.settings import WatchSettings
from moto import mock_aws

from functions.watch import handler as function
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed


@pytest.fixture(autouse=True)
def _deployed() -> Iterator[None]:
    with mock_aws():
        url = boto3.client("sqs").create_queue(QueueName="deliver")["QueueUrl"]
        settings = WatchSettings(stage="local", control_table="control", deliver_queue_url=url)
        with deployed(function, settings):
            yield


def record(number: int, body: str) -> dict[str, object]:
    return {"messageId": f"m{number}", "body": body, "eventSource": "aws:sqs"}


def alarm(state: str, minute: int) -> str:
    return json.dumps(
        {
            "source": "aws.cloudwatch",
            "account": "111122223333",
            "region": "us-east-1",
            "detail": {
                "alarmName": "CostGovernor-kpi-web-cpu",
                "state": {"value": state, "timestamp": f"2026-11-20T12:{minute:02}:00.000+0000"},
                "configuration": {"description": "[high] CPU of web above 90 %"},
            },
        }
    )


def test_a_batch_is_taken_in_and_what_cannot_be_read_stays_in_the_queue() -> None:
    records = [record(1, alarm("ALARM", 1)), record(2, "no event"), record(3, alarm("OK", 2))]

    answer = function.handler({"Records": records}, lambda_context("watch"))

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    found = outbox(DynamoDocumentStore(boto3.client("dynamodb"), "control")).all("email")
    assert sorted(str(item.news.what) for item in found) == ["opened", "resolved"]
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="deliver")["QueueUrl"]
    assert sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
