"""From service to account, usage type and resource: amounts, invoices and what was consumed."""

import json
from decimal import Decimal

import duckdb
import pytest
from costgov.collectors.billing.resources import sum_up_small_resources
from costgov.domain.costs import (
    JOINT,
    OTHER_RESOURCES,
    RESOURCE,
    USAGE_TYPE,
    Metric,
    Scope,
)

from tests.unit.billing.files import Read, csv_bytes, cur, focus, parquet_bytes, read

S3, ACCOUNT = "Amazon Simple Storage Service", "111122223333"
IN_ACCOUNT = Scope.service(S3).within("account", ACCOUNT)


def stored(quantity: str, unit: str = "GB-Month", **values: str) -> dict[str, str]:
    return focus(SkuMeter="Storage", ConsumedQuantity=quantity, ConsumedUnit=unit, **values)


def consumed(found: Read, scope: Scope) -> dict[tuple[str | None, str], Decimal]:
    return {
        (fact.value, unit): sum(by_day.values(), Decimal(0))
        for fact in found.facts
        if fact.key.scope == scope and fact.key.dimension == USAGE_TYPE
        for unit, by_day in fact.quantities.items()
    }


def test_quantities_are_added_by_unit() -> None:
    found = read(csv_bytes([stored("0.25"), stored("1e-3"), stored("7", "Requests")]))

    wanted = {("Storage", "GB-Month"): Decimal("0.251"), ("Storage", "Requests"): Decimal(7)}
    for scope in (Scope(), Scope.service(S3), IN_ACCOUNT):
        assert consumed(found, scope) == wanted
    assert all(fact.key.dimension == USAGE_TYPE for fact in found.facts if fact.quantities)


@pytest.mark.parametrize("quantity", ["", "many", "NULL"])
def test_a_quantity_that_is_none_does_its_line_no_harm(quantity: str) -> None:
    found = read(csv_bytes([stored(quantity)]))

    assert (found.total(), consumed(found, Scope())) == (Decimal("1.5"), {})


def test_a_quantity_without_a_unit_says_nothing() -> None:
    assert consumed(read(csv_bytes([stored("3", unit="")])), Scope()) == {}


def test_only_usage_consumes() -> None:
    lines = [
        cur({"lineItem/LineItemType": kind, "lineItem/UsageAmount": "2", "pricing/unit": "Hrs"})
        for kind in ("DiscountedUsage", "SavingsPlanNegation", "RIFee")
    ]

    assert list(consumed(read(csv_bytes(lines)), Scope()).values()) == [Decimal(2)]


def test_a_usage_type_has_its_resources() -> None:
    lines = [stored("1", ResourceId=name, BilledCost="2") for name in ("arn:a", "arn:a", "")]

    found = read(csv_bytes(lines))

    scope = IN_ACCOUNT.within("usage_type", "Storage")
    assert found.by(RESOURCE, scope=scope) == {"arn:a": Decimal(4), None: Decimal(2)}


@pytest.mark.parametrize("dimension", ["invoice", "resource"])
def test_a_file_without_the_column_has_no_such_cut(dimension: str) -> None:
    assert dimension not in {fact.key.dimension for fact in read(csv_bytes([focus()])).facts}


def test_invoices_are_told_apart_and_what_is_not_invoiced_has_none() -> None:
    lines = [focus(InvoiceId="INV-1"), focus(InvoiceId=""), focus(InvoiceId="INV-1")]

    assert read(csv_bytes(lines)).by("invoice") == {"INV-1": Decimal(3), None: Decimal("1.5")}


def test_the_keys_of_allocation_are_told_together() -> None:
    tags = {"team": 'a "b"', "env": "ü"}
    lines = [focus(Tags=json.dumps(tags)), focus(Tags="{}"), focus(ServiceName="")]

    found = read(csv_bytes(lines), ("team", "env"))

    scope = Scope.account(ACCOUNT)
    by_keys = {text: json.loads(text or "") for text in found.by(JOINT, scope=scope)}
    assert list(by_keys.values()) == [
        {"service": S3, "tag:env": "ü", "tag:team": 'a "b"'},
        {"service": S3},
        {},
    ]
    assert all(
        text == json.dumps(keys, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        for text, keys in by_keys.items()
    )
    assert found.by("tag:team", scope=scope) == {'a "b"': Decimal("1.5"), None: Decimal(3)}


def test_the_net_cost_of_a_report_follows_its_discounts() -> None:
    lines = [
        cur({"lineItem/NetUnblendedCost": "8"}),
        cur({"lineItem/NetUnblendedCost": ""}),
        cur(
            {
                "lineItem/LineItemType": "SavingsPlanCoveredUsage",
                "lineItem/NetUnblendedCost": "9",
                "savingsPlan/SavingsPlanEffectiveCost": "6",
                "savingsPlan/NetSavingsPlanEffectiveCost": "5",
            }
        ),
    ]

    for content in (csv_bytes(lines), parquet_bytes(lines)):
        found = read(content)
        assert found.total(Metric.NET) == Decimal(23)
        assert found.total(Metric.EFFECTIVE) == Decimal(26)
        assert found.by("service", metric=Metric.NET).popitem()[1] == Decimal(23)


def charges(*rows: tuple[str, str, str, str]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE charges (day DATE, currency VARCHAR, service VARCHAR, account VARCHAR,"
        " usage_type VARCHAR, resource VARCHAR, effective DECIMAL(38,18))"
    )
    for day, currency, resource, cost in rows:
        connection.execute(
            "INSERT INTO charges VALUES (?, ?, 's', NULL, 'u', ?, ?)",
            [day, currency, resource or None, cost],
        )
    return connection


def test_beyond_the_costliest_resources_the_others_are_summed_up() -> None:
    connection = charges(
        ("2026-10-01", "USD", "small", "1"),
        ("2026-10-02", "USD", "refunded", "-50"),
        ("2026-10-02", "USD", "large", "40"),
        ("2026-10-02", "EUR", "cheap yen", "3"),
        ("2026-10-03", "USD", "", "9"),
        ("2026-11-01", "USD", "small", "1"),
    )

    sum_up_small_resources(connection, told_apart=2)

    found = connection.execute("SELECT resource, currency FROM charges ORDER BY ALL").fetchall()
    assert found == [
        ("cheap yen", "EUR"),
        ("refunded", "USD"),
        ("small", "USD"),
        (OTHER_RESOURCES, "USD"),
        (OTHER_RESOURCES, "USD"),
        (None, "USD"),
    ]
