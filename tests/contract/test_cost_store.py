"""The in-memory and the DynamoDB cost store behave alike."""

from datetime import UTC, date, datetime
from decimal import Decimal

import boto3
import pytest
from costgov.domain.costs import (
    ORG,
    ChargeCategory,
    Coverage,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
)
from costgov.domain.packing import pack
from costgov.domain.period import Month, Window
from costgov.domain.runs import CostSource
from costgov.errors import StoreError
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.ports import CostStore, WriteStats
from moto import mock_aws

from tests.builders import month_cost
from tests.fakes.tables import create_table

OCTOBER = Month(2026, 10)
D1, D2 = date(2026, 10, 1), date(2026, 10, 2)
SERVICE = SeriesKey("USD", ORG, "service")
FIRST = datetime(2026, 10, 3, 6, tzinfo=UTC)
LATER = datetime(2026, 10, 5, 6, tzinfo=UTC)
LAST = datetime(2026, 10, 7, 6, tzinfo=UTC)


def read(store: CostStore, key: SeriesKey = SERVICE) -> dict[str | None, dict[str, str]]:
    return {fact.value: pack(fact.amounts) for fact in store.months(key, OCTOBER.window)}


@pytest.mark.fault_case(18)
def test_what_was_written_is_read_back_digit_for_digit(cost_store: CostStore) -> None:
    fact = month_cost({D1: "0.00000080000", D2: "-1E-18"}, dimension="service", value="Amazon SQS")

    cost_store.replace("cost_explorer", [OCTOBER], [fact], FIRST)

    [read_back] = cost_store.months(SERVICE, OCTOBER.window)
    assert read_back.value == "Amazon SQS"
    assert read_back.daily(Metric.BILLED) == {D1: Decimal("8E-7"), D2: Decimal("-1E-18")}


@pytest.mark.fault_case(14)
def test_a_day_of_zero_is_stored_and_a_missing_day_is_not(cost_store: CostStore) -> None:
    fact = month_cost({D1: "0", date(2026, 10, 3): "1"}, dimension="service", value="A")

    cost_store.replace("cost_explorer", [OCTOBER], [fact], FIRST)

    [stored] = cost_store.months(SERVICE, OCTOBER.window)
    assert stored.daily(Metric.BILLED) == {D1: Decimal(0), date(2026, 10, 3): Decimal(1)}
    gone = month_cost({date(2026, 10, 3): "1"}, dimension="service", value="A")
    stats = cost_store.replace("cost_explorer", [OCTOBER], [gone], LATER)
    assert stats.written == 1, "not the same"


@pytest.mark.fault_case(13)
def test_a_day_below_zero_is_stored_as_it_is(cost_store: CostStore) -> None:
    fact = month_cost({D1: "-12.5"}, dimension="service", category=ChargeCategory.CREDIT)

    cost_store.replace("cost_explorer", [OCTOBER], [fact], FIRST)

    [stored] = cost_store.months(SERVICE, OCTOBER.window)
    assert stored.daily(Metric.EFFECTIVE) == {D1: Decimal("-12.5")}


def test_quantities_are_read_back_by_unit(cost_store: CostStore) -> None:
    key = SeriesKey("USD", ORG, "usage_type")
    for hours, at in (("1.5", FIRST), ("2", LATER)):
        fact = MonthCost(key, "BoxUsage", OCTOBER, "cost_explorer")
        fact.add(ChargeCategory.USAGE, Metric.BILLED, D1, Decimal(1))
        fact.add_quantity("Hours", D1, Decimal(hours))
        assert cost_store.replace("cost_explorer", [OCTOBER], [fact], at).written == 1

    [now], [then] = (cost_store.months(key, OCTOBER.window, known_at=at) for at in (None, FIRST))
    assert (now.quantities, then.quantities) == (
        {"Hours": {1: Decimal(2)}},
        {"Hours": {1: Decimal("1.5")}},
    )


def test_writing_the_same_again_writes_nothing(cost_store: CostStore) -> None:
    facts = [month_cost({D1: "1.50"}, dimension="service", value=name) for name in ("A", "B")]
    cost_store.replace("cost_explorer", [OCTOBER], facts, FIRST)

    again = [month_cost({D1: "1.5"}, dimension="service", value=name) for name in ("A", "B")]

    assert cost_store.replace("cost_explorer", [OCTOBER], again, LATER) == WriteStats(0, 2, 0)


@pytest.mark.fault_case(7)
def test_a_restated_day_replaces_and_a_vanished_key_goes(cost_store: CostStore) -> None:
    first = [month_cost({D1: "1"}, dimension="service", value=name) for name in ("A", "B")]
    cost_store.replace("cost_explorer", [OCTOBER], first, FIRST)

    restated = [month_cost({D1: "2"}, dimension="service", value="A")]

    assert cost_store.replace("cost_explorer", [OCTOBER], restated, LATER) == WriteStats(1, 0, 1)
    assert read(cost_store) == {"A": {"Usage.BilledCost": "1=2", "Usage.EffectiveCost": "1=2"}}


def test_a_cut_that_vanishes_as_a_whole_goes_too(cost_store: CostStore) -> None:
    account = Scope.account("111122223333")
    cut = month_cost({D1: "1"}, dimension="service", value="A", scope=account, source="file:x")
    cost_store.replace("file:x", [OCTOBER], [cut], FIRST)

    other = month_cost({D1: "1"}, dimension="service", value="A", source="file:x")
    cost_store.replace("file:x", [OCTOBER], [other], LATER)

    assert cost_store.months(SeriesKey("USD", account, "service"), OCTOBER.window) == []


def test_a_delivery_that_speaks_only_of_some_families_leaves_the_others(
    cost_store: CostStore,
) -> None:
    service = month_cost({D1: "1"}, dimension="service", value="A")
    region = month_cost({D1: "1"}, dimension="region", value="eu-west-1")
    cost_store.replace("cost_explorer", [OCTOBER], [service, region], FIRST)

    newer = month_cost({D1: "3"}, dimension="region", value="eu-west-1")
    cost_store.replace("cost_explorer", [OCTOBER], [newer], LATER, only=[("org", "region")])

    assert set(read(cost_store)) == {"A"}


def test_sources_do_not_overwrite_each_other(cost_store: CostStore) -> None:
    for source in ("file:aws", "file:azure"):
        fact = month_cost({D1: "1"}, dimension="service", value="A", source=source)
        cost_store.replace(source, [OCTOBER], [fact], FIRST)

    cost_store.replace("file:azure", [OCTOBER], [], LATER)

    assert [fact.source for fact in cost_store.months(SERVICE, OCTOBER.window)] == ["file:aws"]


@pytest.mark.fault_case(16)
def test_other_months_and_currencies_stay(cost_store: CostStore) -> None:
    september = month_cost({date(2026, 9, 30): "1"}, dimension="service", value="A")
    euro = month_cost({D1: "1"}, dimension="service", value="A", currency="EUR")
    cost_store.replace("cost_explorer", [Month(2026, 9), OCTOBER], [september, euro], FIRST)

    usd = month_cost({D1: "5"}, dimension="service", value="A")
    cost_store.replace("cost_explorer", [OCTOBER], [usd], LATER, only=[("org", "service")])

    window = Window(date(2026, 9, 1), date(2026, 11, 1))
    assert [fact.month for fact in cost_store.months(SERVICE, window)] == [Month(2026, 9), OCTOBER]


@pytest.mark.fault_case(19)
def test_no_value_empty_value_and_case_twins_are_four_things(cost_store: CostStore) -> None:
    values = [None, "", "Team", "team", "-", "#", "🙂/$", "x" * 256]
    facts = [month_cost({D1: "1"}, dimension="tag:A#b", value=value) for value in values]

    cost_store.replace("cost_explorer", [OCTOBER], facts, FIRST)

    found = cost_store.months(SeriesKey("USD", ORG, "tag:A#b"), OCTOBER.window)
    assert {fact.value for fact in found} == set(values)


def test_one_value_is_read_without_its_neighbours(cost_store: CostStore) -> None:
    facts = [month_cost({D1: "1"}, dimension="service", value=name) for name in ("A", "B")]
    cost_store.replace("cost_explorer", [OCTOBER], facts, FIRST)

    [fact] = cost_store.months(SERVICE, OCTOBER.window, "B", one=True)
    assert fact.value == "B"
    assert cost_store.months(SERVICE, OCTOBER.window, None, one=True) == []


def test_the_ledger_says_what_was_delivered(cost_store: CostStore) -> None:
    facts = [
        month_cost({date(2026, 9, 3): "1"}, dimension="total"),
        month_cost({D2: "0"}, dimension="service", value="A"),
    ]
    cost_store.replace("cost_explorer", [Month(2026, 9), OCTOBER], facts, FIRST)
    cost_store.replace("cost_explorer", [OCTOBER], facts[1:], LATER, only=[("org", "service")])

    [ledger] = cost_store.ledgers()
    first, later = "2026-10-03T06:00:00.000000Z", "2026-10-05T06:00:00.000000Z"
    assert ledger.coverage == {
        "total": Coverage(date(2026, 9, 3), date(2026, 9, 3), first),
        "service": Coverage(D2, D2, later),
    }
    assert ledger.dimensions == ("service", "total")
    assert (ledger.last_day, ledger.as_of) == (date(2026, 9, 3), first)
    assert ledger.delivered_at == later


def test_two_facts_for_one_place_are_refused(cost_store: CostStore) -> None:
    fact = month_cost({D1: "1"}, dimension="service", value="A")

    with pytest.raises(StoreError, match="two facts"):
        cost_store.replace("cost_explorer", [OCTOBER], [fact, fact], FIRST)


def test_another_sources_fact_is_refused(cost_store: CostStore) -> None:
    fact = month_cost({D1: "1"}, dimension="service", value="A", source="file:x")

    with pytest.raises(StoreError, match="file:x"):
        cost_store.replace("cost_explorer", [OCTOBER], [fact], FIRST)


def test_a_fact_of_a_month_that_is_not_delivered_is_refused(cost_store: CostStore) -> None:
    fact = month_cost({date(2026, 9, 30): "1"}, dimension="service", value="A")

    with pytest.raises(StoreError, match="2026-09"):
        cost_store.replace("cost_explorer", [OCTOBER], [fact], FIRST)


def test_a_fact_of_a_family_that_is_not_delivered_is_refused(cost_store: CostStore) -> None:
    fact = month_cost({D1: "1"}, dimension="service", value="A")

    with pytest.raises(StoreError, match="'org', 'service'"):
        cost_store.replace("cost_explorer", [OCTOBER], [fact], FIRST, only=[("org", "region")])


@pytest.mark.fault_case(13)
def test_charge_categories_are_kept_apart(cost_store: CostStore) -> None:
    fact = MonthCost(SERVICE, "A", OCTOBER, "cost_explorer")
    fact.add(ChargeCategory.USAGE, Metric.BILLED, D1, Decimal(10))
    fact.add(ChargeCategory.CREDIT, Metric.BILLED, D1, Decimal(-10))
    cost_store.replace("cost_explorer", [OCTOBER], [fact], FIRST)

    [stored] = cost_store.months(SERVICE, OCTOBER.window)
    assert stored.daily(Metric.BILLED) == {D1: Decimal(0)}
    assert stored.daily(Metric.BILLED, [ChargeCategory.CREDIT]) == {D1: Decimal(-10)}
    assert stored.daily(Metric.EFFECTIVE) == {}


@pytest.mark.fault_case(7)
def test_dynamo_keeps_what_was_replaced_and_marks_what_vanished() -> None:
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "costs")
        store = DynamoCostStore(client, "costs")
        for amount, at in (("1", FIRST), ("2", LATER)):
            fact = month_cost({D1: amount}, dimension="service", value="A")
            store.replace("cost_explorer", [OCTOBER], [fact], at)
        store.replace("cost_explorer", [OCTOBER], [], LAST)

        items = client.query(
            TableName="costs",
            KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": "cost-history.USD#org#service"}},
        )["Items"]
    assert [
        (item["version"]["S"][:10], item["until"]["S"][:10], "tombstone" in item) for item in items
    ] == [("2026-10-03", "2026-10-05", False), ("2026-10-05", "2026-10-07", True)]


@pytest.mark.parametrize(
    ("counted", "sources"),
    [
        ("cost_explorer", {"cost_explorer"}),
        ("billing_files", {"file:a"}),
        (None, {"cost_explorer", "file:a"}),
    ],
)
def test_only_the_configured_kind_of_source_is_counted(
    counted: CostSource | None, sources: set[str]
) -> None:
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "costs")
        for source in ("cost_explorer", "file:a"):
            fact = month_cost({D1: "1"}, dimension="service", value="A", source=source)
            DynamoCostStore(client, "costs").replace(source, [OCTOBER], [fact], FIRST)

        reader = DynamoCostStore(client, "costs", counted)

        assert {fact.source for fact in reader.months(SERVICE, OCTOBER.window)} == sources
        assert {ledger.source for ledger in reader.ledgers()} == sources
