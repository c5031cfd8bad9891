"""The collect_costs function: a state-machine event in, cost facts and evidence out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.domain.costs import ORG, Metric, SeriesKey
from costgov.domain.money import exact_sum
from costgov.domain.period import Window
from costgov.domain.runs import COLLECT_COSTS, StepRecord
from costgov.errors import SettingsError
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import records
from costgov.settings import CollectCostsSettings

from cli.local.standin.server import StandIn
from cli.local.synthetic import Organisation, build_organisation
from functions.collect_costs import handler as collect_costs
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed

pytestmark = pytest.mark.loopback
AS_OF = date(2025, 9, 3)
EVENT: dict[str, Any] = {
    "run_id": "daily-2025-09-03",
    "as_of": "2025-09-03",
    "window": {"start": "2025-08-01", "end": "2025-09-04"},
    "duplicate": False,
}


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation()


@pytest.fixture
def aws(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Tables and bucket on moto, Cost Explorer on the stand-in, the function's environment."""
    now = datetime(2025, 9, 3, 18, tzinfo=UTC)
    settings = CollectCostsSettings(
        stage="local",
        control_table="control",
        costs_table="costs",
        evidence_bucket="evidence",
        tag_keys=("Team",),
    )
    with deployed(collect_costs, settings), StandIn(organisation, now=now) as standin:
        monkeypatch.setenv("AWS_ENDPOINT_URL_COST_EXPLORER", standin.url)
        yield standin


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> LambdaContext:
    made = lambda_context("collect_costs")
    monkeypatch.setattr(made, "get_remaining_time_in_millis", lambda: 600_000)
    return made


def stored_record() -> StepRecord:
    control = DynamoDocumentStore(boto3.client("dynamodb"), "control")
    return records.steps(control).get(f"{COLLECT_COSTS}#all", EVENT["run_id"])


def test_the_bill_is_stored_digit_for_digit_and_the_step_recorded(
    aws: StandIn, organisation: Organisation, context: LambdaContext
) -> None:
    answer = collect_costs.handler(EVENT, context)

    assert StepRecord.model_validate(answer) == stored_record()
    assert stored_record().complete
    store = DynamoCostStore(boto3.client("dynamodb"), "costs")
    bill = exact_sum(line.unblended for line in organisation.lines(as_known_on=AS_OF))
    for dimension in ("total", "service", "account", "usage_type", "region", "tag:Team"):
        facts = store.months(SeriesKey("USD", ORG, dimension), Window(date(2025, 9, 1), AS_OF))
        billed = exact_sum(
            amount for fact in facts for amount in fact.daily(Metric.BILLED).values()
        )
        assert billed == bill > Decimal(0)


def test_every_request_left_a_page_of_evidence(aws: StandIn, context: LambdaContext) -> None:
    collect_costs.handler(EVENT, context)

    listed = boto3.client("s3").list_objects_v2(Bucket="evidence", Prefix="cost-explorer/")
    assert listed["KeyCount"] == sum(aws.usage().requests.values())


def test_a_second_run_of_the_day_converges(aws: StandIn, context: LambdaContext) -> None:
    collect_costs.handler(EVENT, context)

    answer = collect_costs.handler(EVENT, context)

    assert "0 items written, 0 removed" in answer["notes"]


def test_refusals_end_as_gaps_and_not_as_a_failed_function(
    aws: StandIn, context: LambdaContext
) -> None:
    aws.fail("ce", None, "AccessDeniedException", times=1000)

    answer = collect_costs.handler(EVENT, context)

    assert answer["got"] == 0
    assert {gap["reason"] for gap in stored_record().model_dump()["gaps"]} == {"access-denied"}


def test_an_incomplete_environment_is_named(
    aws: StandIn, context: LambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COSTGOV_EVIDENCE_BUCKET")

    with pytest.raises(SettingsError, match="COSTGOV_EVIDENCE_BUCKET"):
        collect_costs.handler(EVENT, context)
