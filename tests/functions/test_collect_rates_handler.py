"""The collect_rates function: a state-machine event in, prices and instance types in results."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import boto3
import pytest
from costgov.domain.resources import InventoryState
from costgov.domain.runs import Target
from costgov.errors import SettingsError
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import records
from costgov.pipeline.collect_commitments import last_reading
from costgov.pipeline.rate_records import load_catalogue, load_price_book
from costgov.settings import CollectRatesSettings

from cli.local.standin import StandIn
from cli.local.synthetic import build_organisation
from functions.collect_rates import handler as collect_rates
from tests.builders import instance
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed

pytestmark = pytest.mark.loopback
DAY = date(2026, 10, 20)
HOME = Target(account_id="111122223333", region="us-east-1")
EVENT = {
    "run_id": "daily-2026-10-20",
    "as_of": "2026-10-20",
    "window": {"start": "2026-09-01", "end": "2026-10-21"},
}
SETTINGS = CollectRatesSettings(
    stage="local",
    control_table="control",
    results_table="results",
    home_account=HOME.account_id,
    cost_source="cost_explorer",
)


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDocumentStore]:
    """An inventory of one instance on moto; prices and types on the stand-in."""
    with deployed(collect_rates, SETTINGS), StandIn(build_organisation(end=DAY)) as standin:
        monkeypatch.setenv("COSTGOV_INVENTORY_ENDPOINT", standin.url)
        store = DynamoDocumentStore(boto3.client("dynamodb"), "results")
        state = InventoryState(target=HOME, as_of=DAY, resources=1)
        records.inventories(store).put(state, str(HOME))
        one = instance("i-1", HOME, DAY)
        records.resources(store).put(one, one.key, HOME.account_id, HOME.region)
        yield store


def test_prices_and_types_are_collected_and_then_known_for_a_week(
    results: DynamoDocumentStore,
) -> None:
    answer = collect_rates.handler(EVENT, lambda_context("collect_rates"))
    again = collect_rates.handler(EVENT, lambda_context("collect_rates"))

    assert answer["gaps"] == []
    assert answer["got"] == answer["expected"] > 1
    # AWS's advice is listed every day, and nothing that is paid for.
    assert (again["expected"], again["got"], again["gaps"]) == (3, 3, [])
    assert [note.partition(":")[0] for note in again["notes"]] == [
        "Cost Optimization Hub",
        "Compute Optimizer",
    ]
    assert last_reading(results) is not None
    book = load_price_book(results, ["us-east-1"])
    assert book.get("ec2.instance/m5.large/Linux", "us-east-1").amount == Decimal("0.096")
    assert load_catalogue(results, ["us-east-1"]).get("m5.large", "us-east-1").vcpus == 2
    control = DynamoDocumentStore(boto3.client("dynamodb"), "control")
    assert records.steps(control).get("collect_rates#all", "daily-2026-10-20").complete
    today = records.day_sort(datetime.now(UTC).date())
    assert records.request_counts(control).get(today, "cost_explorer").requests == 3
    assert {one.function for one in records.usages(control).all(today)} == {"collect_rates"}


def test_a_missing_variable_is_named(
    results: DynamoDocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COSTGOV_RESULTS_TABLE")
    with pytest.raises(SettingsError, match="COSTGOV_RESULTS_TABLE"):
        collect_rates.handler(EVENT, lambda_context("collect_rates"))


def test_with_billing_files_cost_explorer_is_not_asked(
    results: DynamoDocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COSTGOV_COST_SOURCE", "billing_files")

    answer = collect_rates.handler(EVENT, lambda_context("collect_rates"))

    assert answer["gaps"] == []
    assert last_reading(results) is None
