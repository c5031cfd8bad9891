"""Athena on DuckDB: external tables over an in-memory bucket, Trino text, answers as CSV."""

import csv
import gzip
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from costgov.collectors.billing.portable.lint import as_duckdb, check
from costgov.errors import QueryFailed, QueryUnderWay
from costgov.gateways.ports import QueryAnswer

from tests.fakes.stores import InMemoryObjectStore


@dataclass
class DuckAthena:
    """A QueryEngine over the bucket `exports`.

    CSV is read as OpenCSVSerDe does: every cell as text, null for cells that a record has not got,
    what comes after the last column dropped. `slow` questions are under way that often; `broken`
    is what every question fails with.
    """

    exports: InMemoryObjectStore
    slow: int = 0
    broken: str | None = None
    declared: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)

    def answer(self, sql: str, token: str) -> QueryAnswer:
        if found := re.match(r"CREATE EXTERNAL TABLE IF NOT EXISTS (\S+) ", sql):
            self.declared[found[1]] = sql
        elif found := re.match(r"DROP TABLE IF EXISTS (\S+)", sql):
            self.declared.pop(found[1])
        else:
            self._ask(sql, token)
        return QueryAnswer(token[:8], 4096, token)

    def download(self, answer: QueryAnswer, path: Path) -> None:
        path.write_bytes(self.answers[answer.rows_key])

    def _ask(self, sql: str, token: str) -> None:
        if token not in self.asked:
            self.asked.append(token)
        if self.slow:
            self.slow -= 1
            raise QueryUnderWay("still running")
        if self.broken is not None:
            raise QueryFailed(self.broken)
        check(sql)
        with tempfile.TemporaryDirectory() as name, duckdb.connect() as connection:
            for table, ddl in self.declared.items():
                self._load(connection, table, ddl, Path(name))
            connection.execute("SET TimeZone = 'UTC'")
            rows = Path(name) / "rows.csv"
            connection.execute(
                f"COPY ({as_duckdb(sql)}) TO '{rows}' (FORMAT csv, HEADER, FORCE_QUOTE *)"
            )
            self.answers[token] = rows.read_bytes()

    def _load(
        self, connection: duckdb.DuckDBPyConnection, table: str, ddl: str, scratch: Path
    ) -> None:
        [location] = re.findall(r"LOCATION 's3://exports/([^']*)'", ddl)
        files = {
            f"s3://exports/{key}": gzip.decompress(body) if key.endswith(".gz") else body
            for key, body in self.exports.objects.items()
            if key.startswith(location)
        }
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.partition('.')[0]}")
        if "OpenCSVSerde" in ddl:
            names = re.findall(r"`([^`]+)` string", ddl)
            shown = ", ".join(f"{name} VARCHAR" for name in names)
            connection.execute(f'CREATE TABLE {table} ({shown}, "$path" VARCHAR)')
            rows = [row for path, body in files.items() for row in _cells(body, path, len(names))]
            marks = ", ".join("?" * (len(names) + 1))
            if rows:
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
            return
        parts = []
        for number, (path, body) in enumerate(files.items()):
            part = scratch / str(number)
            part.write_bytes(body)
            parts.append(f"SELECT *, '{path}' AS \"$path\" FROM read_parquet('{part}')")  # noqa: S608
        connection.execute(f"CREATE TABLE {table} AS {' UNION ALL BY NAME '.join(parts)}")


def _cells(body: bytes, path: str, width: int) -> list[list[str | None]]:
    records = list(csv.reader(body.decode("utf-8-sig").splitlines()))[1:]
    return [[*[*record, *[None] * width][:width], path] for record in records if record]
