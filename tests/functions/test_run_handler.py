"""run, from the state machine's event to the stored run."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import boto3
import pytest
import time_machine
from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.usage import Used
from costgov.errors import NotFound
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline.alerting.records import outbox
from costgov.pipeline.records import usages
from costgov.settings import RunSettings
from moto import mock_aws

from functions.run import handler as run
from functions.run.handler import handler, metrics
from tests.functions.surroundings import deployed

CONTEXT = cast(
    "LambdaContext",
    SimpleNamespace(
        function_name="run",
        memory_limit_in_mb=256,
        invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:run",
        aws_request_id="request",
    ),
)
BEGIN = {
    "action": "begin",
    "trigger": "schedule",
    "as_of": "2026-10-20",
    "execution": "arn:one",
    "started_at": "2026-10-21T06:00:00Z",
}


@pytest.fixture(autouse=True)
def _run_is_deployed() -> Iterator[None]:
    with mock_aws():
        settings = RunSettings(
            stage="dev",
            control_table="control",
            costs_table="costs",
            time_zone="UTC",
            cost_source="billing_files",
            home_account="111122223333",
            home_region="eu-west-1",
            deliver_queue_url=boto3.client("sqs").create_queue(QueueName="deliver")["QueueUrl"],
        )
        with deployed(run, settings):
            yield


def test_begin_hands_out_window_and_targets_once() -> None:
    begun = handler(BEGIN, CONTEXT)

    assert begun["duplicate"] is False
    assert begun["targets"] == [
        {"account_id": "111122223333", "region": "eu-west-1", "is_first": True}
    ]
    assert handler(BEGIN | {"execution": "arn:two"}, CONTEXT)["duplicate"] is True


def test_finish_tells_status_and_gaps_with_the_failed_targets_reason() -> None:
    handler(BEGIN, CONTEXT)
    failed = {
        "action": "failed-target",
        "run_id": "daily-2026-10-20",
        "account_id": "111122223333",
        "region": "eu-west-1",
        "error": {"Error": "Lambda.Unknown", "Cause": "out of memory"},
    }
    assert handler(failed, CONTEXT)["gaps"][0]["reason"] == "Lambda.Unknown"

    closed = handler({"action": "finish", "run_id": "daily-2026-10-20", "errors": {}}, CONTEXT)

    assert closed == {"run_id": "daily-2026-10-20", "status": "FAILED", "gaps": 8}


def test_a_run_that_never_began_cannot_finish() -> None:
    with pytest.raises(NotFound):
        handler({"action": "finish", "run_id": "daily-1999-01-01", "errors": {}}, CONTEXT)


def test_a_run_publishes_what_the_day_cost_and_whether_that_is_too_much(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COSTGOV_OWN_COST_ALARM_USD", "0.000001")
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "false")
    metrics.clear_metrics()
    handler(BEGIN, CONTEXT)
    capsys.readouterr()

    handler({"action": "finish", "run_id": "daily-2026-10-20", "errors": {}}, CONTEXT)

    [line] = [line for line in capsys.readouterr().out.splitlines() if "OwnCostUSD" in line]
    published = json.loads(line)
    assert published["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "CostGovernor"
    assert published["CostExplorerRequests"] == [0.0]
    assert published["OwnCostUSD"][0] > 0
    assert published["OwnCostLimitReached"] == [1.0]


def test_an_invocation_notes_its_use_also_when_it_fails() -> None:
    with pytest.raises(NotFound):
        handler({"action": "finish", "run_id": "daily-2026-10-20"}, CONTEXT)

    store = DynamoDocumentStore(boto3.client("dynamodb"), "control")
    [note] = usages(store).all(utc_now().date().isoformat())
    assert note.function == "run"
    assert note.usage[Used.LAMBDA_REQUESTS] == note.usage[Used.STATE_TRANSITIONS] == 1


def told() -> list[str]:
    """What waits for the e-mail subscriber, by title."""
    found = outbox(DynamoDocumentStore(boto3.client("dynamodb"), "control")).all("email")
    return [item.news.alert.signal.title for item in found]


def wake_ups() -> int:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="deliver")["QueueUrl"]
    return len(sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []))


def test_a_run_without_result_is_told_once() -> None:
    handler(BEGIN, CONTEXT)
    finish = {"action": "finish", "run_id": "daily-2026-10-20", "errors": {}}

    handler(finish, CONTEXT)
    handler(finish, CONTEXT)

    [title] = told()
    assert title.startswith("The run daily-2026-10-20 gave no result: 8 gaps")
    assert wake_ups() == 1


def test_the_next_begin_closes_a_run_whose_end_never_came_and_tells_it() -> None:
    with time_machine.travel(datetime(2026, 10, 20, 6, tzinfo=UTC), tick=False):
        handler(BEGIN, CONTEXT)
    with time_machine.travel(datetime(2026, 10, 21, 6, tzinfo=UTC), tick=False):
        handler(BEGIN | {"as_of": "2026-10-21", "execution": "arn:two"}, CONTEXT)
        [title] = told()

    assert title.startswith("The run daily-2026-10-20 gave no result: 9 gaps")
