"""The report function: a state-machine event in, a page in the bucket out."""

from collections.abc import Iterator
from datetime import date

import boto3
import pytest
from costgov.errors import SettingsError, StoreError
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.pipeline import records
from costgov.settings import ReportSettings

from functions.report import handler as report
from tests.builders import month_cost
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed
from tests.unit.reporting.bill import READ_AT
from tests.unit.reporting.demo import Demo
from tests.unit.reporting.demo_run import RUN_ID, open_run

EVENT = {
    "run_id": RUN_ID,
    "as_of": "2026-10-20",
    "window": {"start": "2026-09-01", "end": "2026-10-21"},
    "duplicate": False,
    "errors": {},
}


@pytest.fixture
def aws() -> Iterator[None]:
    """Tables with a run and a day's cost, and an empty bucket."""
    settings = ReportSettings(
        cost_source="cost_explorer",
        stage="production",
        control_table="control",
        costs_table="costs",
        results_table="results",
        reports_bucket="reports",
    )
    with deployed(report, settings):
        seed()
        yield


def seed() -> None:
    """Copy a run into the control table, and a cost into the costs table."""
    demo = Demo()
    open_run(demo)
    control = DynamoDocumentStore(client("dynamodb"), "control")
    for document in demo.control.items.values():
        control.put(document.pk, document.sk, document.body)
    fact = month_cost({date(2026, 10, 20): "20.52022672899"})
    report.build().costs.replace("cost_explorer", [fact.month], [fact], READ_AT)


@pytest.mark.usefixtures("aws")
def test_the_page_is_in_the_bucket_to_be_opened() -> None:
    answer = report.handler(EVENT, lambda_context("report"))
    assert (answer["step"], answer["expected"], answer["got"]) == ("report", 14, 14)
    page = boto3.client("s3").get_object(Bucket="reports", Key="latest/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert page["ContentDisposition"] == "inline"
    assert "20.52022672899" in page["Body"].read().decode()
    control = DynamoDocumentStore(client("dynamodb"), "control")
    assert records.steps(control).get("report#all", RUN_ID).complete


@pytest.mark.usefixtures("aws")
def test_the_months_list_links_to_the_console_in_aws() -> None:
    report.handler(EVENT, lambda_context("report"))
    listed = boto3.client("s3").get_object(Bucket="reports", Key="daily/2026-10/index.html")
    address = "https://console.aws.amazon.com/s3/object/reports?region=us-east-1"
    assert address in listed["Body"].read().decode()


@pytest.mark.usefixtures("aws")
def test_a_bucket_that_is_not_there_fails_the_step_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COSTGOV_REPORTS_BUCKET", "elsewhere")
    report.build.cache_clear()
    with pytest.raises(StoreError, match="NoSuchBucket"):
        report.handler(EVENT, lambda_context("report"))


def test_an_incomplete_environment_names_the_variable() -> None:
    report.build.cache_clear()
    with pytest.raises(SettingsError, match="COSTGOV_"):
        report.build()
