"""The files of one delivery, read once into exact sums by day and group key."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from costgov.collectors.billing import cuts, facts, rejects
from costgov.collectors.billing.container import Container, opened
from costgov.collectors.billing.cuts import Cut
from costgov.collectors.billing.engine import engine, refusing_unreadable
from costgov.collectors.billing.format import BillingFormat
from costgov.collectors.billing.formats import recognised
from costgov.collectors.billing.sums import GroupedLines, Part, classify, grouped, parts_of
from costgov.collectors.billing.unpacking import checking_gzip
from costgov.domain.costs import MonthCost
from costgov.domain.imports import CurrencyTotal, RejectedLine
from costgov.domain.period import Month
from costgov.errors import BillingFileError, EmptyFile, NotBillingData, UnreadableFile

_NO_LINE: Final = "the file has a header and no line"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the files of a delivery say, all read and every cut found equal to the total.

    `lines` counts the records after the headers, `kept` those in the totals; `rejected` lists the
    first of the others, `rejected_count` counts them all. `unread` names the columns of which we
    read nothing. `months` are those of the charges.
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
    unread: tuple[str, ...]
    cuts: tuple[Cut, ...]
    _connection: duckdb.DuckDBPyConnection

    def facts(self, source: str) -> Iterator[MonthCost]:
        """Every month of every value of every cut, as facts of this source."""
        return facts.facts(self._connection, self.cuts, source)

    def totals_of(self, source: str) -> Iterator[MonthCost]:
        """The facts of the whole bill alone."""
        return facts.facts(self._connection, self.cuts[:1], source)


@contextmanager
def read_statement(
    paths: Sequence[Path], *, tag_keys: tuple[str, ...], memory_limit_mb: int, scratch: Path
) -> Iterator[Statement]:
    """Read all files of one delivery; `scratch` is a folder for what does not fit into memory.

    The files may differ in the order of their columns, and one may have columns that another
    lacks: columns are found by name in each.

    Raises:
        BillingFileError: the delivery is refused as a whole, in one clear sentence.
    """
    with engine(memory_limit_mb, scratch) as connection:
        files, billing_format = _opened(paths, scratch, connection)
        with refusing_unreadable(*(file.path for file in files)):
            with checking_gzip(paths):
                lines = grouped(connection, parts_of(files), billing_format, tag_keys)
            found = rejects.listed(connection, lines)
            statement = concluded(connection, billing_format, lines, found, tag_keys)
        yield replace(statement, unread=_unread(lines.parts))


def concluded(
    connection: duckdb.DuckDBPyConnection,
    billing_format: BillingFormat,
    lines: GroupedLines,
    refused: rejects.Rejects,
    tag_keys: Sequence[str],
) -> Statement:
    """The statement of what is in table `lines`, without the columns that were not read."""
    classify(connection, billing_format, len(tag_keys))
    found = cuts.cuts_of(tag_keys, lines.lacking)
    totals = cuts.build(connection, found)
    if not totals:
        raise _nothing_kept(refused)
    first_day, last_day, months = _days(connection)
    return Statement(
        format=billing_format.name,
        lines=lines.kept + refused.count,
        kept=lines.kept,
        rejected=refused.lines,
        rejected_count=refused.count,
        totals=totals,
        first_day=first_day,
        last_day=last_day,
        months=months,
        unread=(),
        cuts=found,
        _connection=connection,
    )


def _opened(
    paths: Sequence[Path], scratch: Path, connection: duckdb.DuckDBPyConnection
) -> tuple[list[Container], BillingFormat]:
    """The files and the format they have in common; what is wrong with one of several names it."""
    files, formats = [], {}
    for path in paths:
        try:
            file = opened(path, scratch, connection)
            found = recognised(file.columns)
            if not file.has_lines:
                raise EmptyFile(_NO_LINE)
        except BillingFileError as error:
            raise error if len(paths) == 1 else type(error)(f"{path.name}: {error}") from error
        files.append(file)
        formats[found.name] = found
    if len(formats) > 1:
        raise NotBillingData(f"the files are of several formats: {', '.join(sorted(formats))}")
    return files, formats.popitem()[1]


def _unread(parts: Sequence[Part]) -> tuple[str, ...]:
    read = {name for part in parts for name in part.columns.read}
    names = dict.fromkeys(column.name for part in parts for column in part.columns.columns)
    return tuple(name for name in names if name not in read)


def _nothing_kept(refused: rejects.Rejects) -> EmptyFile | UnreadableFile:
    if not refused.lines:
        return EmptyFile(_NO_LINE)
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
