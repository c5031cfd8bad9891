"""What storing and reading costs, in the units DynamoDB bills."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from costgov.domain.costs import ORG, MonthCost, Scope, SeriesKey
from costgov.domain.period import Month, Window
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.ports import WriteStats
from moto import mock_aws

from cli.local_table import LocalTable
from tests.builders import month_cost
from tests.fakes.tables import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OCTOBER = Month(2026, 10)
FIRST = datetime(2026, 10, 3, 6, tzinfo=UTC)
YEAR = Window(date(2025, 10, 1), date(2026, 11, 1))


class Meter:
    """Counts the items that queries read, sent or not."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self.items_read = 0
        client.meta.events.register("after-call.dynamodb.Query", self._read)

    def _read(self, parsed: Mapping[str, Any], **_: object) -> None:
        self.items_read += parsed["ScannedCount"]


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        made = boto3.client("dynamodb")
        create_table(made, "costs")
        yield made


def five_years(values: Sequence[str | None], dimension: str) -> list[MonthCost]:
    """A series of five years for every value."""
    months = [Month(2021, 12).shift(number) for number in range(60)]
    return [
        month_cost({month.first: "1"}, dimension=dimension, value=value)
        for month in months
        for value in values
    ]


@pytest.mark.parametrize(("dimension", "value"), [("service", "B"), ("total", None)])
def test_a_year_of_one_series_is_thirteen_items_however_much_is_stored(
    client: "DynamoDBClient", dimension: str, value: str | None
) -> None:
    store = DynamoCostStore(client, "costs")
    facts = five_years(["A", "B", "C"] if value else [None], dimension)
    months = sorted({fact.month for fact in facts})
    for instant in (FIRST, FIRST + timedelta(days=1)):
        store.replace("cost_explorer", months, facts, instant)
        facts = [restated(fact) for fact in facts]
    meter = Meter(client)

    found = store.months(SeriesKey("USD", ORG, dimension), YEAR, value, one=True)

    assert len(found) == 13
    assert meter.items_read == 13


def restated(fact: MonthCost) -> MonthCost:
    """The fact with twice the amount."""
    return month_cost({fact.month.first: "2"}, dimension=fact.key.dimension, value=fact.value)


def test_as_of_reads_what_is_known_now_and_what_was_replaced_since(
    client: "DynamoDBClient",
) -> None:
    store = DynamoCostStore(client, "costs")
    for day in range(20):
        facts = [
            month_cost({YEAR.start: str(day)}, dimension="service", value="A"),
            month_cost({date(2026, 9, 1): "1"}, dimension="service", value="A"),
        ]
        months = [fact.month for fact in facts]
        store.replace("cost_explorer", months, facts, FIRST + timedelta(days=day))
    meter = Meter(client)

    known_at = FIRST + timedelta(days=16)
    found = store.months(SeriesKey("USD", ORG, "service"), YEAR, known_at=known_at)

    assert len(found) == 2
    assert meter.items_read == 2 + 3, "three restatements since, not all twenty"


ACCOUNTS = [f"{number:012d}" for number in range(100)]
SERVICES = [f"Service {number}" for number in range(40)]


def bill(days: int, restated_accounts: int = 0) -> list[MonthCost]:
    """October of 100 accounts with 40 services so far, the first day of some accounts restated."""
    found = []
    for number, account in enumerate(ACCOUNTS):
        amounts = {date(2026, 10, day): "12.3456789012" for day in range(1, days + 1)}
        if number < restated_accounts:
            amounts[OCTOBER.first] = "13"
        scope = Scope.account(account)
        found += [
            month_cost(amounts, dimension="service", value=service, scope=scope)
            for service in SERVICES
        ]
    return found


class BilledTable(LocalTable):
    """A table where moto would take minutes; `write_units` is one for each item and KB begun."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self.write_units = 0

    def batch_write_item(self, RequestItems: Mapping[str, list[Any]]) -> Any:  # noqa: N803
        for request in RequestItems["costs"]:
            self._bill(request["PutRequest"]["Item"] if "PutRequest" in request else {})
        return super().batch_write_item(RequestItems)

    def put_item(self, *, Item: dict[str, Any], **_: object) -> Any:  # noqa: N803
        self._bill(Item)
        return super().put_item(Item=Item)

    def _bill(self, item: dict[str, Any]) -> None:
        # Not less than DynamoDB counts for an item of texts.
        self.write_units += ceil(len(repr(item)) / 1024)


def test_a_day_of_100_accounts_and_40_services_writes_only_what_changed() -> None:
    ledger = 2  # itself, and what it was before
    with closing(BilledTable()) as table:
        store = DynamoCostStore(cast("DynamoDBClient", table), "costs", at_once=1)

        def deliver(facts: list[MonthCost], day: int) -> tuple[WriteStats, int]:
            before = table.write_units
            instant = FIRST + timedelta(days=day)
            stats = store.replace("cost_explorer", [OCTOBER], facts, instant)
            return stats, table.write_units - before

        deliver(bill(days=2), 0)
        assert deliver(bill(days=2), 1) == (WriteStats(0, 4000, 0), ledger)

        facts = bill(days=2, restated_accounts=3)
        each_and_what_it_was = 2 * 120
        assert deliver(facts, 2) == (WriteStats(120, 3880, 0), each_and_what_it_was + ledger)

        gone = [fact for fact in facts if fact.value != "Service 7"]
        each_and_its_tombstone = 2 * 100
        assert deliver(gone, 3) == (WriteStats(0, 3900, 100), each_and_its_tombstone + ledger)

        a_new_day_of_all = 2 * 4000
        assert deliver(bill(days=3), 4)[1] == a_new_day_of_all - 100 + ledger, "100 are back"
