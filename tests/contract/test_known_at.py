"""Whatever happened since, the store still knows what it knew at any instant."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import boto3
import pytest
from costgov.domain.costs import ORG, Coverage, Metric, SeriesKey
from costgov.domain.period import Month, Window
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.ports import CostStore
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from tests.builders import month_cost
from tests.fakes.stores import InMemoryCostStore
from tests.fakes.tables import create_table

OCTOBER = Month(2026, 10)
D1 = date(2026, 10, 1)
SERVICE = SeriesKey("USD", ORG, "service")
START = datetime(2026, 10, 3, 6, tzinfo=UTC)

type Statement = dict[str | None, str]


def at(day: int) -> datetime:
    """Six in the morning of a day after the first reading's."""
    return START + timedelta(days=day)


def state(store: CostStore, statement: Statement, instant: datetime) -> None:
    """Deliver October by service."""
    facts = [
        month_cost({D1: amount}, dimension="service", value=value)
        for value, amount in statement.items()
    ]
    store.replace("cost_explorer", [OCTOBER], facts, instant)


def known(store: CostStore, instant: datetime | None = None) -> Statement:
    """October by service as it was known at an instant."""
    return {
        fact.value: str(fact.daily(Metric.BILLED)[D1])
        for fact in store.months(SERVICE, OCTOBER.window, known_at=instant)
    }


@pytest.mark.fault_case(7)
def test_two_restatements_leave_three_answers(cost_store: CostStore) -> None:
    for day, amount in enumerate(("1", "2", "3")):
        state(cost_store, {"A": amount}, at(day))

    assert [known(cost_store, at(day)) for day in range(3)] == [{"A": "1"}, {"A": "2"}, {"A": "3"}]
    assert known(cost_store, at(0) - timedelta(microseconds=1)) == {}
    assert known(cost_store, at(1) - timedelta(microseconds=1)) == {"A": "1"}
    assert known(cost_store, at(99)) == known(cost_store) == {"A": "3"}


@pytest.mark.fault_case(7)
def test_what_vanished_and_came_back_was_gone_in_between(cost_store: CostStore) -> None:
    state(cost_store, {"A": "1", "B": "5"}, at(0))
    state(cost_store, {"B": "5"}, at(1))
    state(cost_store, {"A": "1", "B": "5"}, at(2))

    assert known(cost_store, at(0)) == {"A": "1", "B": "5"}
    assert known(cost_store, at(1)) == {"B": "5"}
    assert known(cost_store, at(2)) == known(cost_store) == {"A": "1", "B": "5"}


def test_of_two_statements_of_one_instant_the_later_counts(cost_store: CostStore) -> None:
    state(cost_store, {"A": "1", "B": "1"}, at(0))
    state(cost_store, {"A": "2", "B": "2", "C": "2"}, at(1))
    state(cost_store, {"A": "3", "D": "3"}, at(1))
    state(cost_store, {"A": "4"}, at(2))

    assert known(cost_store, at(0)) == {"A": "1", "B": "1"}
    assert known(cost_store, at(1)) == {"A": "3", "D": "3"}
    assert known(cost_store, at(2)) == {"A": "4"}


def test_no_value_is_known_then_as_any_other(cost_store: CostStore) -> None:
    state(cost_store, {None: "1", "": "2"}, at(0))
    state(cost_store, {None: "7"}, at(1))

    assert known(cost_store, at(0)) == {None: "1", "": "2"}
    [fact] = cost_store.months(SERVICE, OCTOBER.window, None, one=True, known_at=at(0))
    assert fact.daily(Metric.BILLED) == {D1: Decimal(1)}


def test_other_sources_and_months_have_histories_of_their_own(cost_store: CostStore) -> None:
    september = date(2026, 9, 30)
    for day, amount in enumerate(("1", "2")):
        for source in ("file:a", "file:a#b"):
            facts = [
                month_cost({when: amount}, dimension="service", value="A", source=source)
                for when in (september, D1)
            ]
            months = [Month.of(september), OCTOBER]
            cost_store.replace(source, months[: day + 1], facts[: day + 1], at(day))

    found = cost_store.months(SERVICE, Window(september, date(2026, 11, 1)), known_at=at(0))
    assert {(f.source, str(f.month), *f.daily(Metric.BILLED).values()) for f in found} == {
        ("file:a", "2026-09", Decimal(1)),
        ("file:a#b", "2026-09", Decimal(1)),
    }


def test_the_ledger_is_known_then_too(cost_store: CostStore) -> None:
    facts = [month_cost({D1: "1"}, dimension="total")]
    cost_store.replace("cost_explorer", [OCTOBER], facts, at(0))
    facts = [month_cost({D1: "1", date(2026, 10, 9): "1"}, dimension="total")]
    cost_store.replace("cost_explorer", [OCTOBER], facts, at(7))

    first = Coverage(D1, D1, "2026-10-03T06:00:00.000000Z")
    assert cost_store.ledgers(at(0) - timedelta(seconds=1)) == []
    assert [ledger.coverage for ledger in cost_store.ledgers(at(3))] == [{"total": first}]
    assert cost_store.ledgers(at(7)) == cost_store.ledgers()
    assert cost_store.ledgers()[0].last_day == date(2026, 10, 9)


statements = st.dictionaries(st.sampled_from([None, "", "A", "a"]), st.sampled_from("123"))
histories = st.lists(st.tuples(st.integers(0, 2), statements), min_size=1, max_size=8)


def check_history(store: CostStore, deliveries: list[tuple[int, Statement]]) -> None:
    """Deliver some days apart (none: the same instant); every instant must read back."""
    day, expected = 0, {}
    for later, statement in deliveries:
        day += later
        state(store, statement, at(day))
        expected[day] = statement
    assert known(store) == expected[day]
    for instant in range(day + 2):
        then = max((told for told in expected if told <= instant), default=None)
        assert known(store, at(instant)) == ({} if then is None else expected[then])


@given(histories)
def test_any_history_reads_back_in_memory(deliveries: list[tuple[int, Statement]]) -> None:
    check_history(InMemoryCostStore(), deliveries)


@settings(max_examples=10)
@given(histories)
def test_any_history_reads_back_from_dynamo(deliveries: list[tuple[int, Statement]]) -> None:
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "costs")
        check_history(DynamoCostStore(client, "costs"), deliveries)
