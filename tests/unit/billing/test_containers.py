"""What a file is, its first bytes tell: plain, packed, CSV or Parquet of whatever types."""

import gzip
import tempfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.statement import read_statement
from costgov.domain.costs import Metric
from costgov.errors import EmptyFile

from tests.unit.billing.files import csv_bytes, focus, parquet_bytes, read

LINES = [focus(BilledCost=text) for text in ("0.1", "0.2", "-1E-10", "12.5")]
TOTAL = Decimal("12.7999999999")


def packed_with_zstd(content: bytes) -> bytes:
    """The bytes as one zstd file, which Python 3.13 cannot make: a table of one cell, unquoted."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        packed = Path(folder) / "packed"
        connection.execute("CREATE TABLE cell AS SELECT $1 AS text", [content.decode()])
        connection.execute(
            f"COPY cell TO '{packed}'"
            " (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01', COMPRESSION zstd)"
        )
        return packed.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        csv_bytes(LINES),
        csv_bytes(LINES, line_end="\r\n"),
        b"\xef\xbb\xbf" + csv_bytes(LINES),
        gzip.compress(csv_bytes(LINES), mtime=0),
        gzip.compress(csv_bytes(LINES[:2]), mtime=0)
        + gzip.compress(csv_bytes(LINES[2:]).split(b"\n", 1)[1], mtime=0),
        packed_with_zstd(csv_bytes(LINES)),
        parquet_bytes(LINES),
        gzip.compress(parquet_bytes(LINES), mtime=0),
    ],
    ids=["csv", "crlf", "bom", "gzip", "two gzip members", "zstd", "parquet", "parquet.gz"],
)
def test_a_file_is_told_by_its_content(content: bytes) -> None:
    found = read(content)

    assert (found.kept, found.total()) == (4, TOTAL)


@pytest.mark.parametrize("kind", ["DOUBLE", "VARCHAR", "DECIMAL(18,10)", "DECIMAL(38,18)"])
def test_parquet_costs_of_any_type_are_exact(kind: str) -> None:
    found = read(parquet_bytes(LINES, {"BilledCost": kind, "EffectiveCost": kind}))

    assert found.total() == TOTAL
    assert found.total(Metric.EFFECTIVE) == Decimal(5)


@pytest.mark.parametrize("kind", ["INTEGER", "BIGINT", "UTINYINT", "HUGEINT"])
def test_whole_numbers_are_amounts(kind: str) -> None:
    lines = [focus(BilledCost="2"), focus(BilledCost="3")]

    assert read(parquet_bytes(lines, {"BilledCost": kind})).total() == Decimal(5)


def test_a_double_with_more_digits_is_rounded_where_text_is_refused() -> None:
    line = focus(BilledCost="1.1574074074074073e-05")

    assert read(parquet_bytes([line], {"BilledCost": "DOUBLE"})).total() == Decimal(
        "0.000011574074074074"
    )


def test_a_double_that_is_no_number_is_a_bad_line() -> None:
    lines = [focus(), focus(BilledCost="nan"), focus(BilledCost="inf")]

    found = read(parquet_bytes(lines, {"BilledCost": "DOUBLE"}))

    assert (found.total(), [line.line for line in found.rejected]) == (Decimal("1.5"), [3, 4])
    assert {line.reason for line in found.rejected} == {"is not a number"}


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMPTZ", "DATE", "VARCHAR"])
def test_parquet_days_of_any_type(kind: str) -> None:
    line = focus(ChargePeriodStart="2026-10-31 23:00:00+00")

    [fact] = [
        fact
        for fact in read(parquet_bytes([line], {"ChargePeriodStart": kind})).facts
        if fact.key.dimension == "total"
    ]

    assert [day.isoformat() for day in fact.daily(Metric.BILLED)] == ["2026-10-31"]


def test_empty_text_in_parquet_is_no_value() -> None:
    line = focus(RegionId="-")
    content = parquet_bytes([line], {"RegionId": "VARCHAR.replace('-', '')"})

    assert list(read(content).by("region")) == [None]


def test_records_are_counted_where_lines_cannot_be() -> None:
    header, *lines = csv_bytes(
        [focus(ServiceName="two\nlines"), focus(), focus(BilledCost="x"), focus()]
    ).splitlines(keepends=True)
    lines.insert(2, b"too,few\n")
    assert [line.line for line in read(header + b"".join(lines)).rejected] == [4, 6]

    found = read(packed_with_zstd(header + b"".join(lines)))

    assert [line.line for line in found.rejected] == [3, 5]


def test_an_empty_zstd_file() -> None:
    with pytest.raises(EmptyFile):
        read(bytes.fromhex("28b52ffd2000010000"))


@pytest.mark.fault_case(36)
def test_more_groups_than_fit_into_memory_are_spilled(tmp_path: Path) -> None:
    lines, path = 400_000, tmp_path / "file"
    tags = """'{"team": "' || md5(i::VARCHAR) || md5((i + 1)::VARCHAR) || '"}'"""
    columns = ", ".join(f"{literal(text)} AS {name}" for name, text in focus(Tags="").items())
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE ({tags} AS Tags) FROM (SELECT {columns}, i"  # noqa: S608
            f" FROM range({lines}) t(i))) TO '{path}' (FORMAT csv, HEADER)"
        )

    with read_statement(
        [path], tag_keys=("team",), memory_limit_mb=128, scratch=tmp_path
    ) as statement:
        assert statement.kept == lines
        assert [total.billed for total in statement.totals] == [lines * Decimal("1.5")]
