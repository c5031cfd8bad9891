"""The query for Athena gives the rows that DuckDB's own query gives, and is Trino."""

import os
import tempfile
from pathlib import Path

import pytest
from costgov.collectors.billing.engine import engine
from costgov.collectors.billing.formats import cur2
from costgov.collectors.billing.portable import lint, recipes
from costgov.collectors.billing.portable.lint import NotTrino
from costgov.collectors.billing.portable.query import duckdb_text, parsed
from costgov.errors import NotPortable
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.errors import ParseError

from tests.unit.billing.athena import Readings, readings
from tests.unit.billing.files import csv_bytes, cur, focus, parquet_bytes

SAMPLES = Path(os.environ.get("COSTGOV_DATA", "")) / "billing_exports"
AMOUNTS = [
    "0", "-0", "+0.0", "1.5", "-1.5", "+1.5", " 2.25 ", "\t-3", ".5", "5.", "-.5", "1e3", "1E-3",
    "12.50e-3", "1e-18", "1e-19", "10e-19", "0e-99", "0.000000000000000001",
    "0.0000000000000000010", "0.0000000000000000001", "99999999999999999999",
    "99999999999999999999.999999999999999999", "100000000000000000000", "1e20", "1e19", "-1e19",
    "00000000000000000000000001.5", "123456789012345678901234567890123456789012", "1e9999",
    "1e-9999", "1_000", "1,000", "1.2.3", ".", "-", "e5", "1e", "NaN", "inf", "0x10", "abc",
    "NULL", "", "\u0661",
]  # fmt: skip
DAYS = [
    "2026-10-01", "2026-10-01T00:00:00Z", "2026-10-01 00:00:00", "2026-10-01T23:59:59.999Z",
    "2026-10-01T00:00:00.000Z", "2026-10-01 00:00:00 UTC", "2026-10-01T00:30:00+02:00",
    "2026-10-01T23:30:00-02:00", "2026-10-01T23:30:00-0230", "2026-10-01T12:00:00+14",
    "2026-10-01T12:00Z", "2026/10/01", "2026-1-5", "2026-02-30", "2024-02-29", "1999-12-31",
    "2200-01-01", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2026-13-01", "20261001",
    "yesterday", "2026-10-01T25:00:00Z", "2026-10-01T00:61:00Z", "", "NULL",
]  # fmt: skip
JSON_TAGS = [
    '{"team": "blue"}', '{"team": ""}', '{"team": null}', '{"user:team": "red"}', "", "NULL",
    '{"user_team": "x"}', '"team": "azure", "b": "c"', "{", "[1, 2]", "12", '{"team": true}',
    '{"Team": "other"}', '{"team": "a \\"b\\" \\u00e9 😀"}', "not json",
    '{"team": "twin", "x": {}}',
]  # fmt: skip
COMMITTED = (
    "savingsPlan/SavingsPlanEffectiveCost", "savingsPlan/TotalCommitmentToDate",
    "savingsPlan/UsedCommitment", "reservation/EffectiveCost",
    "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod", "reservation/UnusedRecurringFee",
    "reservation/ReservationARN", "lineItem/NetUnblendedCost", "lineItem/UsageAmount",
    "pricing/unit", "bill/InvoiceId", "lineItem/ResourceId",
)  # fmt: skip


def alike(found: Readings) -> None:
    assert found.portable == found.native
    assert found.from_trino == found.native


@pytest.mark.skipif(
    not (SAMPLES / "focus_sample_1.0.csv").is_file(),
    reason="COSTGOV_DATA does not name a folder with billing_exports/focus_sample_1.0.csv",
)
@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("focus_sample_1.0.csv", ("business_unit", "application")),
        ("aws_cur_sample_anonymous.csv", ("team",)),
        ("azure_ea_sample_anonymous.csv", ("tagA", "tagB")),
    ],
)
def test_the_real_files(name: str, tags: tuple[str, ...]) -> None:
    alike(readings(SAMPLES / name, tags))


@pytest.mark.parametrize("column", ["BilledCost", "EffectiveCost"])
def test_tricky_amounts(column: str) -> None:
    lines = [focus(**{column: text, "ServiceName": f"s{n}"}) for n, text in enumerate(AMOUNTS)]

    alike(readings(csv_bytes(lines)))


def test_amounts_and_days_in_parquet_columns_of_text() -> None:
    lines = [focus(BilledCost=text, ServiceName=f"s{n}") for n, text in enumerate(AMOUNTS)]
    lines += [focus(ChargePeriodStart=text, ServiceName=text) for text in DAYS]

    alike(readings(parquet_bytes(lines)))


@pytest.mark.parametrize("kind", ["DOUBLE", "DECIMAL(20,10)", "BIGINT", "FLOAT"])
def test_amounts_in_parquet_columns_of_numbers(kind: str) -> None:
    numbers = ["1", "-25", "0", "123456", "7000000000"]
    numbers += ["0.1", "1e-7", "1.2345678901234567e-7", "0.30000000000000004"][
        : 4 * (kind == "DOUBLE")
    ]
    lines = [focus(BilledCost=text, ServiceName=f"s{n}") for n, text in enumerate(numbers)]

    alike(readings(parquet_bytes(lines, {"BilledCost": kind})))


@pytest.mark.parametrize("kind", ["DATE", "TIMESTAMP", "TIMESTAMPTZ"])
def test_days_in_parquet_columns_of_instants(kind: str) -> None:
    days = ["2026-10-01", "1999-12-31", "2024-02-29"]
    lines = [focus(ChargePeriodStart=text) for text in days]

    alike(readings(parquet_bytes(lines, {"ChargePeriodStart": kind})))


def test_days_as_text() -> None:
    alike(readings(csv_bytes([focus(ChargePeriodStart=day, ServiceName=day) for day in DAYS])))


def test_tags_as_json_text() -> None:
    lines = [focus(Tags=text, ServiceName=f"s{n}") for n, text in enumerate(JSON_TAGS)]

    alike(readings(csv_bytes(lines), ("team", "Team", 'a"b', "it's", "$.x", "ü")))


def test_tags_as_a_map() -> None:
    lines = [focus(Tags="blue"), focus(Tags="red", ServiceName="x")]
    file = parquet_bytes(lines, {"Tags": "VARCHAR"})
    mapped = parquet_bytes(
        [focus(Tags=tags) for tags in ('{"team": "blue"}', "{}", '{"user_team": "x"}')],
        {"Tags": "JSON::MAP(VARCHAR, VARCHAR)"},
    )

    alike(readings(file, ("team",)))
    alike(readings(mapped, ("team",)))


def test_bad_lines_and_records_with_too_few_or_too_many_cells() -> None:
    good = csv_bytes(
        [focus(), focus(BilledCost="x"), focus(BillingCurrency="NULL"), focus(Tags="1")]
    )
    short, long = b"1.5,1.25,USD\n", b",".join([b"1"] * 13) + b"\n"
    found = readings(good + short + long)

    assert [row for row in found.from_trino if row[-6]] == [row for row in found.native if row[-6]]
    assert sum(row[-1] for row in found.from_trino if not row[-6]) == 4


@pytest.mark.parametrize("snake", [False, True])
def test_reports_with_commitments_discounts_and_credits(snake: bool) -> None:
    lines = [
        cur(dict.fromkeys(COMMITTED, "") | {"lineItem/LineItemType": kind} | more)
        for kind in (
            "Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "SavingsPlanRecurringFee",
            "DiscountedUsage", "RIFee", "Fee", "Credit", "Tax", "Refund",
        )
        for more in _commitments()
    ]  # fmt: skip
    if snake:
        lines = [{cur2.snake(name): text for name, text in line.items()} for line in lines]
    alike(readings(csv_bytes(lines), ("team",)))
    alike(readings(parquet_bytes(lines), ("team",)))


def _commitments() -> list[dict[str, str]]:
    return [
        {},
        dict.fromkeys(COMMITTED[:6], "0.123456789012345678"),
        {**dict.fromkeys(COMMITTED[:6], "-3"), COMMITTED[6]: "arn:x", COMMITTED[7]: "9.5"},
        {COMMITTED[8]: "1e3", COMMITTED[9]: "Hrs", COMMITTED[10]: "inv", COMMITTED[11]: "i-1"},
        {COMMITTED[8]: "x", COMMITTED[2]: "broken"},
    ]


def test_resources_beyond_the_costliest_are_summed_up() -> None:
    lines = [
        focus(ResourceId=f"r{n}", BilledCost=str(n), EffectiveCost=str(cost), ServiceName=service)
        for n, (cost, service) in enumerate([(5, "a"), (-9, "a"), (1, "b"), (2, "b"), (7, "a")])
    ]
    found = readings(csv_bytes([*lines, focus(ResourceId="")]), told_apart=2)

    by_resource = {row[11]: row[14] for row in found.from_trino}
    assert found.from_trino == found.portable
    assert by_resource.keys() == {None, "r1", "r4", "x_OtherResources"}


NUMBERS = st.from_regex(r"\A[ \t]?[+-]?[0-9]{0,25}\.?[0-9]{0,22}([eE][+-]?[0-9]{1,2})? ?\Z")


def test_any_number_is_read_alike() -> None:
    tree = exp.select("*").from_("amounts")
    for level in recipes.amount_of_text("t", "t"):
        named = [exp.alias_(parsed(sql, "trino"), name) for name, sql in level]
        tree = exp.select("*", *named).from_(tree.subquery())
    query = f"SELECT t, exact_amount(t), t_amount FROM ({duckdb_text(tree)})"  # noqa: S608

    with tempfile.TemporaryDirectory() as scratch, engine(256, Path(scratch)) as connection:

        @given(st.lists(NUMBERS, min_size=1, max_size=100))
        @settings(max_examples=15)
        def alike(texts: list[str]) -> None:
            connection.execute(
                "CREATE OR REPLACE TABLE amounts AS SELECT unnest($texts) AS t", {"texts": texts}
            )
            rows = connection.execute(query).fetchall()
            assert [row for row in rows if row[1] != row[2]] == []

        alike()


def test_what_athena_does_not_know_is_refused() -> None:
    lint.check("SELECT SUM(CAST(a AS DECIMAL(38, 18))) FROM t")
    with pytest.raises(NotTrino, match="MAP_EXTRACT_VALUE"):
        lint.check("SELECT map_extract_value(a, 'b') FROM t")
    with pytest.raises(NotTrino, match=r"HUGEINT|INT128"):
        lint.check("SELECT CAST(a AS HUGEINT) FROM t")
    with pytest.raises(ParseError):
        lint.check("SELECT a FROM t WHERE (")
    with pytest.raises(NotTrino, match="bytes"):
        lint.check(f"SELECT '{'x' * lint.LONGEST_QUERY}'")


def test_a_key_that_only_duckdb_reads_is_refused() -> None:
    file = parquet_bytes([focus(SubAccountId="1.5")], {"SubAccountId": "DOUBLE"})

    with pytest.raises(NotPortable, match="SubAccountId is a key and holds DOUBLE"):
        readings(file)
