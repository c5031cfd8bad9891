"""What Athena is to do for one delivery, and its answer as table `lines`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb

from costgov.collectors.billing.container import opened
from costgov.collectors.billing.engine import engine, refusing_unreadable
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.format import BillingFormat
from costgov.collectors.billing.formats import recognised
from costgov.collectors.billing.portable.lint import LONGEST_QUERY, trino_text
from costgov.collectors.billing.portable.query import MALFORMED, PortableQuery, lines_query
from costgov.collectors.billing.portable.table import ExternalTable
from costgov.collectors.billing.rejects import Rejects
from costgov.collectors.billing.statement import Statement, concluded
from costgov.collectors.billing.sums import KEYS, SUMS, GroupedLines, tag_column
from costgov.domain.imports import RejectedLine
from costgov.errors import NotPortable

_SAMPLE_MEMORY_MB: Final = 256


@dataclass(frozen=True, slots=True)
class DeliveryFiles:
    """Where a delivery lies: `location` (`s3://bucket/folder/`) and the objects that are of it."""

    location: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AthenaPlan:
    """The statements to run, in order, and what is needed to read the answer of `select`."""

    create: str
    select: str
    drop: str
    format: BillingFormat
    unread: tuple[str, ...]
    query: PortableQuery
    tag_keys: tuple[str, ...]


def planned(
    sample: Path, files: DeliveryFiles, table: str, tag_keys: tuple[str, ...], scratch: Path
) -> AthenaPlan:
    """The plan for files with the columns of `sample`; `table` is its name in the database.

    Raises:
        NotPortable: only DuckDB can read these files as we need them.
        BillingFileError: the columns are those of no bill.
    """
    with engine(_SAMPLE_MEMORY_MB, scratch) as connection:
        file = opened(sample, scratch, connection)
    found = recognised(file.columns)
    external = ExternalTable(table, tuple(file.columns.columns), file.is_csv, files.paths)
    query = lines_query(external, found, tag_keys)
    select = query.tree.sql("trino")
    if len(select.encode()) > LONGEST_QUERY:
        raise NotPortable(f"the query of {len(files.paths)} files is longer than Athena takes")
    names = [column.name for column in file.columns.columns]
    return AthenaPlan(
        create=query.table.ddl(files.location),
        select=trino_text(query.tree),
        drop=query.table.drop(),
        format=found,
        unread=tuple(name for name in names if name not in query.read),
        query=query,
        tag_keys=tag_keys,
    )


def same_columns(files: Iterable[Path], scratch: Path) -> bool:
    """Whether Parquet files name the same columns of the same types, in any order.

    Raises:
        BillingFileError: one of them cannot be read.
    """
    with engine(_SAMPLE_MEMORY_MB, scratch) as connection:
        found = (opened(path, scratch, connection).columns.columns for path in files)
        told = {frozenset((column.name, column.type) for column in columns) for columns in found}
    return len(told) == 1


@contextmanager
def read_answer(
    plan: AthenaPlan, rows: Path, *, memory_limit_mb: int, scratch: Path
) -> Iterator[Statement]:
    """Read what Athena has grouped of a delivery: the rows of the plan's `select`.

    Raises:
        BillingFileError: the delivery is refused as a whole, in one clear sentence.
    """
    with engine(memory_limit_mb, scratch) as connection:
        with refusing_unreadable(rows):
            lines = load(connection, plan, rows)
            found = refused(connection, plan)
            statement = concluded(connection, plan.format, lines, found, plan.tag_keys)
        yield replace(statement, unread=plan.unread)


def load(connection: duckdb.DuckDBPyConnection, plan: AthenaPlan, rows: Path) -> GroupedLines:
    """Make table `lines` of the rows of the plan's `select`, as Athena writes them to CSV."""
    tags = [tag_column(index) for index in range(len(plan.tag_keys))]
    types = {
        "day": "DATE",
        **dict.fromkeys((*KEYS, *tags), "VARCHAR"),
        "failed": "INTEGER",
        **SUMS,
        "lines": "BIGINT",
    }
    columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())
    # Athena writes null as nothing and text in quotes: a tag's empty value is not null.
    connection.execute(
        f"CREATE TABLE answer AS FROM read_csv({literal(str(rows))}, columns = {{{columns}}},"
        " header = true, auto_detect = false, quote = '\"', escape = '\"', nullstr = '',"
        " allow_quoted_nulls = false)"
    )
    shown = ", ".join(["day", *KEYS, *tags, "failed IS NULL AS kept", *SUMS, "lines"])
    connection.execute(f"CREATE TABLE lines AS SELECT {shown} FROM answer")
    kept, unkept = connection.execute(
        "SELECT coalesce(sum(lines) FILTER (failed IS NULL), 0)::BIGINT,"
        " coalesce(sum(lines) FILTER (failed IS NOT NULL), 0)::BIGINT FROM answer"
    ).fetchall()[0]
    return GroupedLines(kept, unkept, (), plan.query.lacking)


def refused(connection: duckdb.DuckDBPyConnection, plan: AthenaPlan) -> Rejects:
    """What kept lines out, each reason once: Athena knows no line numbers."""
    found = connection.execute(
        "SELECT failed, sum(lines)::BIGINT FROM answer WHERE failed IS NOT NULL"
        " GROUP BY failed ORDER BY failed"
    ).fetchall()
    lines = [_told(plan, failed, count) for failed, count in found]
    return Rejects(tuple(lines), sum(count for _, count in found))


def _told(plan: AthenaPlan, failed: int, count: int) -> RejectedLine:
    if failed == MALFORMED:
        column, reason = "", "has not as many cells as the header"
    else:
        check = plan.query.checks[failed]
        column, reason = check.column, check.reason.strip("'").replace("''", "'")
    return RejectedLine(line=0, column=column, reason=f"{reason} ({count} lines)")
