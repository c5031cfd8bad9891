"""The api function over real DynamoDB calls: its environment, its tables, its read-only habits."""

from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from costgov.domain.period import Month
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import records
from costgov.pipeline.queries.runs import RunsQuestion
from costgov.settings import ApiSettings

from functions.api import handler as api
from tests.builders import month_cost
from tests.fakes.lambda_context import lambda_context
from tests.functions.api_requests import Reply, event
from tests.functions.surroundings import deployed
from tests.unit.queries.known import LAST_DAY, run_of


@pytest.fixture
def _deployed() -> Iterator[None]:
    """The tables, with a day's cost and three runs, and the function's environment."""
    settings = ApiSettings(
        cost_source="cost_explorer",
        stage="local",
        control_table="control",
        costs_table="costs",
        results_table="results",
        deliver_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
        evidence_bucket="evidence",
    )
    with deployed(api, settings):
        dynamo = boto3.client("dynamodb")
        DynamoCostStore(dynamo, "costs").replace(
            "cost_explorer",
            [Month.of(LAST_DAY)],
            [month_cost({LAST_DAY: "1.23"})],
            datetime(2026, 10, 20, 6, tzinfo=UTC),
        )
        runs = records.runs(DynamoDocumentStore(dynamo, "control"))
        for day in (17, 18, 19):
            run = run_of(LAST_DAY.replace(day=day))
            runs.put(run, run.run_id)
        yield


def get(path: str, query: str = "") -> Reply:
    answer = api.handler(event(path, query), lambda_context("api"))
    return Reply(answer["statusCode"], answer["headers"], answer["body"])


@pytest.mark.usefixtures("_deployed")
def test_it_answers_from_the_tables_its_environment_names() -> None:
    assert get("/v1/health").status == 200
    assert get("/v1/costs/history").json["total"] == "1.23"


@pytest.mark.usefixtures("_deployed")
def test_pages_go_on_where_dynamodb_left_off() -> None:
    first = get("/v1/runs", "limit=2").json
    second = get("/v1/runs", f"limit=2&page_token={first['next_page']}").json
    days = [run["as_of"] for run in first["runs"] + second["runs"]]
    assert days == ["2026-10-19", "2026-10-18", "2026-10-17"]
    assert second["next_page"] is None


@pytest.mark.usefixtures("_deployed")
def test_a_position_of_ones_own_making_is_only_a_position() -> None:
    token = RunsQuestion().token("daily-2026-10-18x")
    assert [run["as_of"] for run in get("/v1/runs", f"page_token={token}").json["runs"]] == [
        "2026-10-18",
        "2026-10-17",
    ]


@pytest.mark.usefixtures("_deployed")
def test_a_table_that_is_gone_is_a_503() -> None:
    boto3.client("dynamodb").delete_table(TableName="results")
    assert get("/v1/health").status == 503
