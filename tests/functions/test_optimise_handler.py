"""The optimise function: a state-machine event in, a backlog and its roadmap in the tables."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import boto3
import pytest
from costgov.domain.runs import COLLECT_RESOURCES
from costgov.domain.usage import Used
from costgov.errors import SettingsError
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import backlog_records, records
from costgov.settings import OptimiseSettings

from functions.optimise import handler as optimise
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed
from tests.unit.backlog.estate import HOME, REGION, volume
from tests.unit.backlog.made import ACCOUNT
from tests.unit.queries.known import run_of

DAY = date(2026, 10, 20)
EVENT = {
    "run_id": "daily-2026-10-20",
    "as_of": "2026-10-20",
    "window": {"start": "2026-09-01", "end": "2026-10-21"},
    "duplicate": False,
}
SETTINGS = OptimiseSettings(
    home_account="111122223333",
    cost_source="cost_explorer",
    stage="local",
    control_table="control",
    costs_table="costs",
    results_table="results",
)


@pytest.fixture
def results() -> Iterator[DynamoDocumentStore]:
    """A volume that nothing is attached to."""
    with deployed(optimise, SETTINGS):
        dynamo = boto3.client("dynamodb")
        store, control = (DynamoDocumentStore(dynamo, name) for name in ("results", "control"))
        one, run = volume(), run_of(DAY)
        records.resources(store).put(one, one.key, ACCOUNT, REGION)
        looked_at = {"expected_steps": (f"{COLLECT_RESOURCES}#{HOME}",)}
        records.runs(control).put(run.model_copy(update=looked_at), run.run_id)
        yield store


def test_what_is_wasted_is_in_the_backlog(results: DynamoDocumentStore) -> None:
    answer = optimise.handler(EVENT, lambda_context("optimise"))

    assert (answer["expected"], answer["got"], answer["gaps"]) == (1, 1, [])
    [one] = backlog_records.recommendations(results).all()
    assert one.finding.check == "ebs_volume_unattached"
    assert "no price" in one.finding.unpriced
    control = DynamoDocumentStore(boto3.client("dynamodb"), "control")
    assert records.steps(control).get("optimise#all", "daily-2026-10-20").complete
    assert backlog_records.check_lists(results).get("all").checks


def test_what_it_used_is_noted(results: DynamoDocumentStore) -> None:
    optimise.handler(EVENT, lambda_context("optimise"))

    control = DynamoDocumentStore(boto3.client("dynamodb"), "control")
    (noted,) = records.usages(control).all(records.day_sort(datetime.now(UTC).date()))
    assert noted.function == "optimise"
    assert noted.usage[Used.DYNAMODB_WRITE_UNITS] > 0


def test_a_missing_variable_is_named(
    results: DynamoDocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COSTGOV_RESULTS_TABLE")
    with pytest.raises(SettingsError, match="COSTGOV_RESULTS_TABLE"):
        optimise.handler(EVENT, lambda_context("optimise"))
