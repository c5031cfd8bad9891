"""A delivery as Athena would read it, on DuckDB, beside the import's own reading of it."""

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from costgov.collectors.billing.container import Container, opened
from costgov.collectors.billing.engine import engine
from costgov.collectors.billing.formats import recognised
from costgov.collectors.billing.portable.lint import as_duckdb, trino_text
from costgov.collectors.billing.portable.query import duckdb_text, lines_query
from costgov.collectors.billing.portable.table import ExternalTable
from costgov.collectors.billing.sums import KEYS, SUMS, grouped, parts_of

EXPORT = "export"
type Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Readings:
    """The rows of table `lines` by who made them, and the Trino text."""

    native: Rows
    portable: Rows
    from_trino: Rows
    trino: str


def readings(
    content: bytes | Path, tag_keys: Sequence[str] = (), *, told_apart: int = 20_000
) -> Readings:
    """Group one file by DuckDB's own query, by the portable one, and by its Trino text."""
    with tempfile.TemporaryDirectory() as name, engine(512, Path(name)) as connection:
        scratch = Path(name)
        path = content if isinstance(content, Path) else scratch / "file"
        if isinstance(content, bytes):
            path.write_bytes(content)
        file = opened(path, scratch, connection)
        found = recognised(file.columns)
        grouped(connection, parts_of([file]), found, tag_keys)
        table = ExternalTable.of(EXPORT, file.columns.columns, is_csv=file.is_csv)
        _load(connection, file)
        tree = lines_query(table, found, tag_keys, told_apart=told_apart).tree
        trino = trino_text(tree)
        keys = ["day", *KEYS, *(f"tag_{index}" for index in range(len(tag_keys)))]
        connection.execute(f"CREATE TABLE direct AS {duckdb_text(tree)}")
        connection.execute(f"CREATE TABLE back AS {as_duckdb(trino)}")
        return Readings(
            _rows(connection, "lines", keys, "kept"),
            _rows(connection, "direct", keys, "failed IS NULL"),
            _rows(connection, "back", keys, "failed IS NULL"),
            trino,
        )


def _rows(
    connection: duckdb.DuckDBPyConnection, table: str, keys: Sequence[str], kept: str
) -> Rows:
    sums = ", ".join(f"sum({name})" for name in (*SUMS, "lines"))
    return connection.execute(
        f"SELECT {', '.join(keys)}, {kept} AS kept, {sums}"  # noqa: S608 - names of our own
        f" FROM {table} GROUP BY ALL ORDER BY ALL"
    ).fetchall()


def _load(connection: duckdb.DuckDBPyConnection, file: Container) -> None:
    """The export as an external table: by name from Parquet, by OpenCSVSerDe from CSV.

    The SerDe gives every cell as text, null for cells that a record has not got, and drops what
    comes after the last column.
    """
    if not file.is_csv:
        connection.execute(f"CREATE VIEW {EXPORT} AS FROM read_parquet('{file.path}')")
        return
    with file.path.open(encoding="utf-8-sig", newline="") as text:
        records = list(csv.reader(text))
    width = len(records[0]) + 1
    names = [column.sql for column in file.columns.columns] + ["beyond"]
    columns = ", ".join(f"{name} VARCHAR" for name in names)
    connection.execute(f'CREATE TABLE {EXPORT} ({columns}, "$path" VARCHAR)')
    rows = [[*[*record, *[None] * width][:width], ""] for record in records[1:] if record]
    if rows:
        connection.executemany(
            f"INSERT INTO {EXPORT} VALUES ({', '.join('?' * (width + 1))})",  # noqa: S608
            rows,
        )
