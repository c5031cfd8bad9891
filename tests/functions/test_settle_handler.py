"""The settle function: a state-machine event in, scores of what has settled in the tables."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import boto3
import pytest
from costgov.domain.accuracy import Horizon, forecast_index
from costgov.domain.period import Month
from costgov.domain.usage import Used
from costgov.errors import SettingsError
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import records
from costgov.pipeline.accuracy_records import (
    accuracy_summaries,
    forecast_indexes,
    parts_of,
    scored_forecasts,
    scored_sort,
)
from costgov.settings import SettleSettings

from functions.settle import handler as settle
from tests.builders import month_cost
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed
from tests.unit.accuracy.world import WHOLE, World, steady

MADE = date(2026, 10, 1)
EVENT = {
    "run_id": "daily-2026-10-20",
    "as_of": "2026-10-20",
    "window": {"start": "2026-09-01", "end": "2026-10-21"},
    "duplicate": False,
}
SETTINGS = SettleSettings(
    cost_source="cost_explorer",
    stage="local",
    control_table="control",
    costs_table="costs",
    results_table="results",
)


@pytest.fixture
def results() -> Iterator[DynamoDocumentStore]:
    """Two months of costs, and one forecast that was made in them."""
    with deployed(settle, SETTINGS):
        dynamo = boto3.client("dynamodb")
        first = date(2026, 9, 1)
        days = [first + timedelta(days=i) for i in range(50)]
        facts = [
            month_cost({day: str(steady(day)) for day in days if Month.of(day) == month})
            for month in (Month(2026, 9), Month(2026, 10))
        ]
        DynamoCostStore(dynamo, "costs").replace(
            "cost_explorer",
            [fact.month for fact in facts],
            facts,
            datetime(2026, 10, 21, tzinfo=UTC),
        )
        store = DynamoDocumentStore(dynamo, "results")
        made, day = World().made(MADE), records.day_sort(MADE)
        records.forecasts(store).put(made, day, *parts_of("USD", WHOLE))
        forecast_indexes(store).put(forecast_index("USD", MADE, [made]), day, "USD")
        yield store


def test_a_forecast_that_has_settled_is_scored_once(results: DynamoDocumentStore) -> None:
    answer = settle.handler(EVENT, lambda_context("settle"))
    again = settle.handler(EVENT, lambda_context("settle"))

    assert (answer["expected"], answer["got"], answer["gaps"]) == (1, 1, [])
    assert answer["notes"] == ["USD: 1 scored in 1 series, 0 drifting"]
    assert again["notes"] == ["USD: 0 scored in 1 series, 0 drifting"]
    row = scored_forecasts(results).get(scored_sort(MADE, 7), *parts_of("USD", WHOLE))
    assert row.scores[Horizon.DAYS_7].error == 0
    assert accuracy_summaries(results).get("USD").settled_until == date(2026, 10, 17)
    control = DynamoDocumentStore(boto3.client("dynamodb"), "control")
    assert records.steps(control).get("settle#all", "daily-2026-10-20").complete


def test_what_it_used_is_noted(results: DynamoDocumentStore) -> None:
    settle.handler(EVENT, lambda_context("settle"))

    control = DynamoDocumentStore(boto3.client("dynamodb"), "control")
    (noted,) = records.usages(control).all(records.day_sort(datetime.now(UTC).date()))
    assert noted.function == "settle"
    assert noted.usage[Used.DYNAMODB_WRITE_UNITS] > 0


def test_a_missing_variable_is_named(
    results: DynamoDocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COSTGOV_RESULTS_TABLE")
    with pytest.raises(SettingsError, match="COSTGOV_RESULTS_TABLE"):
        settle.handler(EVENT, lambda_context("settle"))
