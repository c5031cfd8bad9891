"""The import_billing function: SQS messages in, cost facts out, failed messages told apart."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import boto3
import pytest
from costgov.domain.costs import ORG, Metric, SeriesKey
from costgov.domain.money import exact_sum
from costgov.domain.period import Window
from costgov.errors import SettingsError
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.pipeline import records
from costgov.settings import ImportBillingSettings

from functions.import_billing import handler as import_billing
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed
from tests.unit.billing.files import csv_bytes, focus

OCTOBER = Window(date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture
def aws() -> Iterator[None]:
    """Tables and buckets on moto, and the function's environment."""
    settings = ImportBillingSettings(
        stage="local",
        control_table="control",
        costs_table="costs",
        exports_bucket="exports",
        evidence_bucket="evidence",
        memory_limit_mb=256,
    )
    with deployed(import_billing, settings):
        yield


def arrived(key: str, content: bytes | None = None) -> str:
    """Put an object and return what EventBridge says of it."""
    etag = "gone"
    if content is not None:
        etag = boto3.client("s3").put_object(Bucket="exports", Key=key, Body=content)["ETag"]
    detail = {
        "version": "0",
        "bucket": {"name": "exports"},
        "object": {"key": key, "size": len(content or b""), "etag": etag.strip('"')},
        "reason": "PutObject",
    }
    return json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": detail})


def invoke(*bodies: str) -> list[str]:
    """Hand the function messages 0, 1, …; returns those it wants to keep in the queue."""
    event: dict[str, Any] = {
        "Records": [
            {"messageId": str(number), "eventSource": "aws:sqs", "body": body}
            for number, body in enumerate(bodies)
        ]
    }
    answer: Any = import_billing.handler(event, lambda_context("import_billing"))
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def total() -> Decimal:
    costs = DynamoCostStore(client("dynamodb"), "costs")
    [fact] = costs.months(SeriesKey("USD", ORG, "total"), OCTOBER)
    return exact_sum(fact.daily(Metric.BILLED).values())


def test_an_arrived_file_is_imported(aws: None) -> None:
    assert invoke(arrived("billing/my bill+1.csv", csv_bytes([focus()]))) == []

    assert total() == Decimal("1.5")
    record = records.imports(DynamoDocumentStore(client("dynamodb"), "control")).get(
        "billing/my bill+1.csv"
    )
    assert (record.status, record.kept) == ("imported", 1)
    kept = boto3.client("s3").get_object(Bucket="evidence", Key=record.evidence_key or "")
    assert kept["Body"].read() == csv_bytes([focus()])


def test_a_refused_file_is_done_with(aws: None) -> None:
    assert invoke(arrived("billing/empty.csv", b""), arrived("billing/gone.csv")) == []

    control = DynamoDocumentStore(client("dynamodb"), "control")
    assert [record.status for record in records.imports(control).all()] == ["refused"] * 2


@pytest.mark.fault_case(29)
def test_a_poison_message_is_kept_apart(aws: None) -> None:
    good = arrived("billing/focus.csv", csv_bytes([focus()]))

    assert invoke("no JSON", good, '{"detail": {}}') == ["0", "2"]

    assert total() == Decimal("1.5")


def test_a_store_that_fails_keeps_the_message(aws: None) -> None:
    body = arrived("billing/focus.csv", csv_bytes([focus()]))
    boto3.client("s3").delete_bucket(Bucket="evidence")

    assert invoke(body) == ["0"]

    assert DynamoCostStore(client("dynamodb"), "costs").ledgers() == []


def test_a_missing_setting_is_named(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COSTGOV_EXPORTS_BUCKET")

    with pytest.raises(SettingsError, match="COSTGOV_EXPORTS_BUCKET"):
        import_billing.build()
