"""Which lines could not be kept and why, found by a second look that only bad files pay for.

A line is named by its number in the file, the header being line 1; a record with line breaks in
quotes by the first of its lines. DuckDB tells where malformed records begin, and the place of
the others among the well-formed ones, so the lines are counted by following the quotes through
the file. Where that does not meet what DuckDB has read, where the file is packed with zstd, and
in Parquet, which has no lines, records are counted instead, as if a header came before them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from costgov.collectors.billing.container import Container, relation
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.sums import GroupedLines
from costgov.domain.imports import RejectedLine

# An item of DynamoDB holds 400 kB; a reader who sees a thousand has seen the pattern.
LISTED: Final = 1000
_SWALLOWING = "UNQUOTED VALUE"
_REASONS: Final = {
    "MISSING COLUMNS": "has fewer columns than the header",
    "TOO MANY COLUMNS": "has more columns than the header",
    _SWALLOWING: "has a quote that is not closed as CSV wants it",
    "LINE SIZE OVER MAXIMUM": "is longer than any line of a bill",
    "INVALID ENCODING": "is not UTF-8",
    "INVALID STATE": "is not CSV",
}


@dataclass(frozen=True, slots=True)
class Rejects:
    """The first rejected lines, in order, and how many there are in all."""

    lines: tuple[RejectedLine, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Malformed:
    """A record that is no CSV.

    `record` and `position` are DuckDB's count of it and of its first byte; it spans `more` further
    lines. `column` is where DuckDB gave up, counted from 1.
    """

    record: int
    position: int
    kind: str
    column: int
    more: int

    @property
    def swallowed(self) -> int:
        """How many lines are lost because a quote was left open before them."""
        return self.more if self.kind == _SWALLOWING else 0


def listed(connection: duckdb.DuckDBPyConnection, lines: GroupedLines) -> Rejects:
    """The lines of the files that are in no total; of several files, each names its own."""
    scanned = [part for part in lines.parts if part.files[0].is_csv]
    malformed = {
        file.path: _malformed(connection, part.malformed, file)
        for part in scanned
        for file in part.files
    }
    count = lines.unkept + sum(1 + bad.swallowed for found in malformed.values() for bad in found)
    if not count:
        return Rejects()
    files = [file for part in lines.parts for file in part.files]
    found: list[RejectedLine] = []
    for number, file in enumerate(files):
        if len(found) < LISTED and (lines.unkept or malformed.get(file.path)):
            own = _in_file(connection, file, malformed.get(file.path, []), f"again_{number}")
            name = file.path.name if len(files) > 1 else None
            found += [line.model_copy(update={"part": name}) for line in own]
    return Rejects(tuple(found[:LISTED]), count)


def _in_file(
    connection: duckdb.DuckDBPyConnection,
    file: Container,
    malformed: Sequence[_Malformed],
    again: str,
) -> list[RejectedLine]:
    unkept, well_formed = _unkept(connection, file, again)
    # A line that is not UTF-8 in a column of which the second look has no need is well-formed.
    skipped = _malformed(connection, again, file) if file.is_csv else []
    places = _line_numbers(file, malformed, skipped, unkept, well_formed)
    found = [
        RejectedLine(line=places[nth], column=column, reason=reason)
        for nth, (column, reason) in unkept.items()
    ]
    names = [column.name for column in file.columns.columns]
    for bad in malformed[:LISTED]:
        found += _named(bad, places[bad], names)
    return sorted(found, key=lambda line: line.line)[:LISTED]


def _malformed(
    connection: duckdb.DuckDBPyConnection, table: str, file: Container
) -> list[_Malformed]:
    line = "trim(csv_line, chr(13) || chr(10))"
    rows = connection.execute(
        "SELECT min(line), line_byte_position, arg_min(error_type, byte_position)::VARCHAR,"
        " arg_min(column_idx, byte_position),"
        f" max(strlen({line}) - strlen(replace({line}, chr(10), '')))"
        f" FROM {table} JOIN {table}_scans USING (scan_id, file_id)"
        f" WHERE file_path = {literal(str(file.path))}"
        " GROUP BY line_byte_position ORDER BY line_byte_position"
    ).fetchall()
    return [_Malformed(*row) for row in rows]


def _unkept(
    connection: duckdb.DuckDBPyConnection, file: Container, again: str
) -> tuple[dict[int, tuple[str, str]], int]:
    """The first records that failed a check: place among the well-formed ones → column, reason.

    With them comes how many well-formed records this look has found.
    """
    checks = file.columns.checks
    bad = " ".join(f"WHEN {check.bad} THEN {n}" for n, check in enumerate(checks))
    why = " ".join(f"WHEN {n} THEN {check.reason}" for n, check in enumerate(checks))
    counting, source = (
        file.columns.source(relation([file], table)) for table in (f"{again}_counting", again)
    )
    [(well_formed, _)] = connection.execute(
        f"SELECT count(*), count(failed) FROM (SELECT CASE {bad} END AS failed FROM ({counting}))"
    ).fetchall()
    rows = connection.execute(
        f"SELECT nth, failed, CASE failed {why} END FROM (SELECT *, row_number() OVER () AS nth,"
        f" CASE {bad} END AS failed FROM ({source})) WHERE failed IS NOT NULL"
        f" ORDER BY nth LIMIT {LISTED}"
    ).fetchall()
    unkept = {nth: (checks[failed].column, reason) for nth, failed, reason in rows}
    return unkept, well_formed


def _named(bad: _Malformed, line: int, names: Sequence[str]) -> Iterator[RejectedLine]:
    # Of columns that are not there, the first one missing comes after the last one found.
    index = bad.column if bad.kind == "MISSING COLUMNS" else bad.column - 1
    column = names[index] if 0 <= index < len(names) else ""
    yield RejectedLine(line=line, column=column, reason=_REASONS[bad.kind])
    reason = f"belongs to a quote left open on line {line}"
    for further in range(1, 1 + min(bad.swallowed, LISTED)):
        yield RejectedLine(line=line + further, column="", reason=reason)


def _line_numbers(
    container: Container,
    malformed: Sequence[_Malformed],
    skipped: Sequence[_Malformed],
    unkept: Collection[int],
    well_formed: int,
) -> Mapping[_Malformed | int, int]:
    """The line on which each record begins; the places in `unkept` do not count `skipped`."""
    if container.is_csv and container.compression != "zstd":
        found, counted = _located(container, malformed, frozenset(skipped), unkept)
        if counted == well_formed and found.keys() >= set(malformed):
            return found
    places: dict[_Malformed | int, int] = {bad: bad.record for bad in malformed}
    for nth in unkept:
        record = nth + 1
        for bad in skipped:
            record += bad.record <= record
        places[nth] = record
    return places


def _located(
    container: Container,
    malformed: Sequence[_Malformed],
    skipped: Collection[_Malformed],
    unkept: Collection[int],
) -> tuple[dict[_Malformed | int, int], int]:
    """Lines of the records looked for, and how many records that are not skipped there are."""
    at = {bad.position: bad for bad in malformed}
    found: dict[_Malformed | int, int] = {}
    nth, begin, offset, spanned, in_quotes = -1, 0, 0, 0, False
    with container.bytes() as file:
        for number, line in enumerate(file, start=1):
            offset += len(line)
            if spanned:
                spanned -= 1
            elif in_quotes:
                in_quotes = line.count(b'"') % 2 == 0
            elif not line.strip(b"\r\n"):
                continue  # to DuckDB, blank lines are the beginning of the next record
            else:
                # DuckDB counts bytes from 1, and from 0 where lines end in CR LF.
                bad = at.get(begin + 1) or at.get(begin)
                nth += bad is None or bad not in skipped
                if bad is not None:
                    found[bad], spanned = number, bad.more
                else:
                    in_quotes = line.count(b'"') % 2 == 1
                    if nth in unkept:
                        found[nth] = number
            begin = offset
    return found, nth
