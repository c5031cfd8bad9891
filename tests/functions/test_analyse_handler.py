"""The analyse function: cost facts in DynamoDB in, results in DynamoDB out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import boto3
import pytest
from costgov.domain.scenarios import Scenario
from costgov.errors import SettingsError
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline.records import anomalies, forecasts, series_parts, steps, summaries
from costgov.pipeline.scenario_records import scenario_results, scenarios
from costgov.settings import AnalyseSettings

from functions.analyse import handler as analyse
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed
from tests.unit.pipeline.ledgers import Bill

EVENT = {
    "run_id": "daily-2026-10-20",
    "as_of": "2026-10-20",
    "window": {"start": "2026-09-01", "end": "2026-10-21"},
    "duplicate": False,
}


@pytest.fixture
def stores() -> Iterator[tuple[DynamoCostStore, DynamoDocumentStore, DynamoDocumentStore]]:
    """The costs, results and control tables."""
    settings = AnalyseSettings(
        cost_source="cost_explorer",
        stage="local",
        control_table="control",
        costs_table="costs",
        results_table="results",
    )
    with deployed(analyse, settings):
        dynamo = boto3.client("dynamodb")
        yield (
            DynamoCostStore(dynamo, "costs"),
            DynamoDocumentStore(dynamo, "results"),
            DynamoDocumentStore(dynamo, "control"),
        )


def test_results_of_a_ledger_are_stored_and_the_step_recorded(
    stores: tuple[DynamoCostStore, DynamoDocumentStore, DynamoDocumentStore],
) -> None:
    costs, results, control = stores
    first = date(2026, 8, 1)
    bill = Bill().every_day(81, lambda i: "250.5" if i == 78 else "100.5", first=first)
    facts = list(bill.facts.values())
    months = sorted({fact.month for fact in facts})
    costs.replace("cost_explorer", months, facts, datetime(2026, 10, 21, tzinfo=UTC))

    answer = analyse.handler(EVENT, lambda_context("analyse"))
    again = analyse.handler(EVENT, lambda_context("analyse"))

    assert answer["notes"] == again["notes"] == ["USD: forecasts: 3, anomalies: 1"]
    summary = summaries(results).get("2026-10-20", "USD")
    assert str(summary.month_to_date) == "2160.0"
    forecast = forecasts(results).get("2026-10-20", *series_parts("USD", "total", None))
    assert (forecast.state, len(forecast.days)) == ("ok", 90)
    (event,) = anomalies(results).all("USD")
    assert event.start == first + timedelta(days=78)
    assert steps(control).get("analyse#all", "daily-2026-10-20").complete


def test_scenarios_are_part_of_the_step(
    stores: tuple[DynamoCostStore, DynamoDocumentStore, DynamoDocumentStore],
) -> None:
    costs, results, control = stores
    bill = Bill().every_day(81, lambda _: "100", first=date(2026, 8, 1))
    facts = list(bill.facts.values())
    months = sorted({fact.month for fact in facts})
    costs.replace("cost_explorer", months, facts, datetime(2026, 10, 21, tzinfo=UTC))
    launch = {"kind": "launch", "start": "2026-11-01", "amount": "40"}
    plan = Scenario.model_validate({"name": "shop", "changes": [launch], "horizon_days": 365})
    scenarios(control).put(plan, plan.name)

    answer = analyse.handler(EVENT, lambda_context("analyse"))

    assert answer["notes"] == ["USD: forecasts: 3, anomalies: 0", "scenarios: 1"]
    # A year of days is packed into one item.
    found = scenario_results(results).get("2026-10-20", "shop")
    assert [len(found.days), found.periods[-1].effects] == [365, (Decimal(40 * 353),)]
    assert steps(control).get("analyse#all", "daily-2026-10-20").got == 2


def test_a_missing_variable_is_named(
    stores: tuple[DynamoCostStore, DynamoDocumentStore, DynamoDocumentStore],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COSTGOV_COSTS_TABLE")
    with pytest.raises(SettingsError, match="COSTGOV_COSTS_TABLE"):
        analyse.handler(EVENT, lambda_context("analyse"))
