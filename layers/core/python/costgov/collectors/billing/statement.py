"""One billing file, read once into exact sums by day and group key."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from costgov.collectors.billing import cuts, rejects
from costgov.collectors.billing.container import opened
from costgov.collectors.billing.engine import engine, refusing_unreadable
from costgov.collectors.billing.formats import recognised
from costgov.collectors.billing.sums import grouped
from costgov.domain.costs import MonthCost
from costgov.domain.imports import CurrencyTotal, RejectedLine
from costgov.domain.period import Month
from costgov.errors import EmptyFile, UnreadableFile


@dataclass(frozen=True, slots=True)
class Statement:
    """What a billing file says, all of it read and every cut found equal to the total.

    `lines` counts the records after the header, `kept` those in the totals; `rejected` lists the
    first of the others, `rejected_count` counts them all.
    """

    format: str
    lines: int
    kept: int
    rejected: tuple[RejectedLine, ...]
    rejected_count: int
    totals: tuple[CurrencyTotal, ...]
    first_day: date
    last_day: date
    months: tuple[Month, ...]
    _connection: duckdb.DuckDBPyConnection
    _tag_keys: tuple[str, ...]

    def facts(self, source: str) -> Iterator[MonthCost]:
        """Every month of every value of every cut, as facts of this source."""
        return cuts.facts(self._connection, self._tag_keys, source)


@contextmanager
def read_statement(
    path: Path, *, tag_keys: tuple[str, ...], memory_limit_mb: int, scratch: Path
) -> Iterator[Statement]:
    """Read a whole billing file; `scratch` is a folder for what does not fit into memory.

    Raises:
        BillingFileError: the file is refused as a whole, in one clear sentence.
    """
    with engine(memory_limit_mb, scratch) as connection:
        container = opened(path, scratch, connection)
        billing_format = recognised(container.columns)
        with refusing_unreadable(container.path):
            lines = grouped(connection, container, billing_format, tag_keys)
            totals = cuts.build(connection, tag_keys)
            refused = rejects.listed(connection, container, lines)
        if not totals:
            raise _nothing_kept(refused)
        first_day, last_day, months = _days(connection)
        yield Statement(
            format=billing_format.name,
            lines=lines.kept + refused.count,
            kept=lines.kept,
            rejected=refused.lines,
            rejected_count=refused.count,
            totals=totals,
            first_day=first_day,
            last_day=last_day,
            months=months,
            _connection=connection,
            _tag_keys=tag_keys,
        )


def _nothing_kept(refused: rejects.Rejects) -> EmptyFile | UnreadableFile:
    if not refused.lines:
        return EmptyFile("the file has a header and no line")
    first = refused.lines[0]
    return UnreadableFile(
        f"none of the {refused.count} lines can be read, beginning with line {first.line}:"
        f" {first.column} {first.reason}"
    )


def _days(connection: duckdb.DuckDBPyConnection) -> tuple[date, date, tuple[Month, ...]]:
    found = connection.execute(
        "SELECT DISTINCT date_trunc('month', day)::DATE, min(day) OVER (), max(day) OVER ()"
        " FROM charges ORDER BY 1"
    ).fetchall()
    months = tuple(Month.of(row[0]) for row in found)
    return found[0][1], found[0][2], months
