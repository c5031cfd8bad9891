"""A replacement that breaks off anywhere converges when it is made again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from costgov.clock import instant_text
from costgov.domain.costs import ORG, SeriesKey
from costgov.domain.packing import pack
from costgov.domain.period import Month
from costgov.errors import StoreError
from costgov.gateways.aws_batch import write_all
from costgov.gateways.aws_costs import DynamoCostStore
from moto import mock_aws

from tests.builders import month_cost
from tests.fakes.tables import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OCTOBER = Month(2026, 10)
D1 = date(2026, 10, 1)
FIRST = datetime(2026, 10, 3, 6, tzinfo=UTC)
LATER = FIRST + timedelta(days=1)
LAST = FIRST + timedelta(days=2)

type Table = dict[tuple[str, str], dict[str, Any]]


class Killed(Exception):
    """The function's time was up."""


class Mortal:
    """A client whose process is killed before its n-th write, single items being written."""

    def __init__(self, client: "DynamoDBClient", writes: int) -> None:
        self._client = client
        self._left = writes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803
        [(table, requests)] = RequestItems.items()
        for request in requests:
            self._live()
            self._client.batch_write_item(RequestItems={table: [request]})
        return {}

    def put_item(self, **request: Any) -> Any:
        self._live()
        return self._client.put_item(**request)

    def _live(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Killed


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        yield boto3.client("dynamodb")


def deliver(client: object, table: str, amounts: dict[str, str], at: datetime) -> None:
    """October by service and in total."""
    facts = [
        month_cost({D1: amount}, dimension="service", value=value)
        for value, amount in amounts.items()
    ]
    total = month_cost({D1: str(sum(map(int, amounts.values())))})
    store = DynamoCostStore(cast("DynamoDBClient", client), table, at_once=1)
    store.replace("cost_explorer", [OCTOBER], [total, *facts], at)


def contents(client: "DynamoDBClient", table: str) -> Table:
    """Every item but for how often a ledger was written."""
    items = client.scan(TableName=table)["Items"]
    return {
        (str(item["pk"]["S"]), str(item["sk"]["S"])): {
            name: value for name, value in item.items() if name != "revision"
        }
        for item in items
    }


BEFORE = {"A": "1", "B": "2", "C": "3"}
AFTER = {"A": "1", "B": "20", "D": "4"}


def interrupted(client: "DynamoDBClient") -> Iterator[str]:
    """Tables where AFTER was delivered over BEFORE, killed before each write in turn."""
    for writes in range(20):
        table = f"killed-before-{writes}"
        create_table(client, table)
        deliver(client, table, BEFORE, FIRST)
        try:
            deliver(Mortal(client, writes), table, AFTER, LATER)
        except Killed:
            yield table
        else:
            return
    raise AssertionError("more writes than twenty")


@pytest.mark.fault_case(26, 28)
def test_made_again_at_the_same_instant_it_ends_as_if_nothing_had_happened(
    client: "DynamoDBClient",
) -> None:
    create_table(client, "smooth")
    deliver(client, "smooth", BEFORE, FIRST)
    deliver(client, "smooth", AFTER, LATER)

    killed = list(interrupted(client))

    assert len(killed) >= 8, "history, current items, a removal and the ledger"
    for table in killed:
        deliver(client, table, AFTER, LATER)
        assert contents(client, table) == contents(client, "smooth")


@pytest.mark.fault_case(26, 28)
def test_made_again_later_nothing_known_before_is_lost(client: "DynamoDBClient") -> None:
    for table in interrupted(client):
        store = DynamoCostStore(client, table)
        assert known(store, FIRST) == BEFORE, "even half-way"
        assert len(store.ledgers(FIRST)) == 1, "even half-way"

        deliver(client, table, AFTER, LAST)

        assert known(store) == known(store, LAST) == AFTER
        assert known(store, FIRST) == BEFORE
        assert [ledger.as_of for ledger in store.ledgers(FIRST)] == [instant_text(FIRST)]


@pytest.mark.fault_case(26, 28)
def test_what_came_back_before_the_second_attempt_was_never_lost(client: "DynamoDBClient") -> None:
    for table in interrupted(client):
        store = DynamoCostStore(client, table)

        deliver(client, table, BEFORE, LAST)

        assert known(store) == known(store, LAST) == BEFORE
        assert known(store, FIRST) == BEFORE
        deliver(client, table, AFTER, LAST + timedelta(days=1))
        assert known(store, LAST) == BEFORE


def known(store: DynamoCostStore, at: datetime | None = None) -> dict[str | None, str]:
    """October by service as it was known at an instant."""
    facts = store.months(SeriesKey("USD", ORG, "service"), OCTOBER.window, known_at=at)
    return {fact.value: pack(fact.amounts)["Usage.BilledCost"].removeprefix("1=") for fact in facts}


@pytest.mark.fault_case(28)
def test_two_months_delivered_at_once_both_widen_the_ledger(client: "DynamoDBClient") -> None:
    create_table(client, "costs")

    class Racing(Mortal):
        """Another import delivers September just before our ledger is written."""

        def put_item(self, **request: Any) -> Any:
            if self._left:
                self._left = 0
                early = month_cost({date(2026, 9, 7): "1"})
                other = DynamoCostStore(self._client, "costs")
                other.replace("cost_explorer", [Month(2026, 9)], [early], FIRST)
            return self._client.put_item(**request)

        def batch_write_item(self, RequestItems: dict[str, Any]) -> Any:  # noqa: N803
            return self._client.batch_write_item(RequestItems=RequestItems)

    deliver(Racing(client, 1), "costs", BEFORE, LATER)

    [ledger] = DynamoCostStore(client, "costs").ledgers()
    assert (ledger.first_day, ledger.last_day) == (date(2026, 9, 7), D1)
    assert ledger.dimensions == ("service", "total")


@pytest.mark.fault_case(26, 27)
def test_a_table_that_throttles_for_good_is_an_error(
    client: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = partial(write_all, sleep=lambda _: None)
    monkeypatch.setattr("costgov.gateways.aws_costs.write_all", patient)
    create_table(client, "costs")

    class Stuffed(Mortal):
        """A table that hands everything back."""

        def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
            return {"UnprocessedItems": RequestItems}

    with pytest.raises(StoreError, match="unwritten"):
        deliver(Stuffed(client, 0), "costs", BEFORE, FIRST)
