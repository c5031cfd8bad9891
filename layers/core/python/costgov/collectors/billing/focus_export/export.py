"""One billing file into one file of FOCUS 1.2 lines, streamed through DuckDB in bounded memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from costgov.collectors.billing.container import Container, opened, relation
from costgov.collectors.billing.engine import engine, refusing_unreadable
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.focus_export.rows import ROWS
from costgov.collectors.billing.focus_export.schema import (
    BY_NAME,
    COLUMNS,
    SQL_TYPES,
    FocusColumn,
    Form,
)
from costgov.collectors.billing.focus_export.values import (
    MACROS,
    SERVICES_TABLE,
    FocusRow,
    service_rows,
)
from costgov.collectors.billing.formats import recognised
from costgov.domain.imports import CurrencyTotal
from costgov.domain.period import Window
from costgov.errors import NotFound

_MALFORMED: Final = "left_out"
_INSTANT: Final = "'%Y-%m-%dT%H:%M:%SZ'"


@dataclass(frozen=True, slots=True)
class WrittenLines:
    """What a written file holds, read back from it: columns in order, lines, totals by currency."""

    path: Path
    format: str
    columns: tuple[str, ...]
    lines: int
    totals: tuple[CurrencyTotal, ...]


def write_lines(
    source: Path,
    target: Path,
    windows: Sequence[Window],
    *,
    form: Form,
    memory_limit_mb: int,
    scratch: Path,
) -> WrittenLines:
    """Write the lines whose charge begins on the windows' days, as the import read and kept them.

    Raises:
        NotFound: the file has no such line.
        BillingFileError: the file cannot be read.
    """
    with engine(memory_limit_mb, scratch) as connection:
        connection.execute(f"CREATE TABLE {SERVICES_TABLE} (name VARCHAR, category VARCHAR)")
        connection.executemany(f"INSERT INTO {SERVICES_TABLE} VALUES (?, ?)", service_rows())
        connection.execute(MACROS)
        container = opened(source, scratch, connection)
        billing_format = recognised(container.columns)
        names, query = _query(container, billing_format.name, windows, form)
        with refusing_unreadable(source):
            connection.execute(f"COPY ({query}) TO {literal(str(target))} {_written_as(form)}")
        lines, totals = _read_back(connection, target, names, form)
    if not lines:
        raise NotFound("the file has no line on these days")
    return WrittenLines(target, billing_format.name, names, lines, totals)


def _query(
    container: Container, format_name: str, windows: Sequence[Window], form: Form
) -> tuple[tuple[str, ...], str]:
    columns = container.columns
    billing_format = recognised(columns)
    charge = billing_format.charge(columns, ())
    # What comes after is no reason to leave a line out: the import has not looked at it.
    bad = " OR ".join(f"({check.bad})" for check in columns.checks)
    row = ROWS[format_name](columns, charge)
    days = " OR ".join(
        f"({charge.day} >= DATE '{window.start}' AND {charge.day} < DATE '{window.end}')"
        for window in windows
    )
    wanted = [column for column in COLUMNS if _is_written(column, row)]
    inner = [
        f"{row.columns.get(column.name, f'NULL::{SQL_TYPES[column.kind]}')} AS {_name(column.name)}"
        for column in COLUMNS
    ] + [f"{sql} AS {_name(name)}" for name, sql in row.custom]
    outer = [f"{_said(column, form)} AS {_name(column.name)}" for column in wanted]
    outer += [_name(name) for name, _ in row.custom]
    names = (*(column.name for column in wanted), *(name for name, _ in row.custom))
    lines = columns.source(relation([container], _MALFORMED))
    entries = ", ".join(["*", *columns.entries])
    return names, (
        f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} FROM"
        f" (SELECT {entries} FROM ({lines})) WHERE NOT ({bad}) AND ({days}))"
    )


def _is_written(column: FocusColumn, row: FocusRow) -> bool:
    """Whether every dataset has the column, or this file can fill it."""
    if column.always:
        return True
    filled = column.name in row.columns or column.named_by in row.columns
    return filled and (column.needs is None or column.needs in row.columns)


def _said(column: FocusColumn, form: Form) -> str:
    value = f"({_ruled(column)})::{SQL_TYPES[column.kind]}"
    if form is Form.CSV and column.kind == "Date/Time":
        return f"strftime({value}, {_INSTANT})"
    if form is Form.CSV and column.kind == "Decimal":
        return f"rtrim(rtrim({value}::VARCHAR, '0'), '.')"
    return value


def _ruled(column: FocusColumn) -> str:
    """The column's value where FOCUS lets it have one."""
    value = column.instead or _name(column.name)
    if column.named_by:
        value = f"coalesce({value}, {_name(column.named_by)})"
    conditions = [column.when] if column.when else []
    if column.needs:
        conditions.append(f"({_ruled(BY_NAME[column.needs])}) IS NOT NULL")
    if column.one_of:
        conditions.append(f"{value} IN ({', '.join(map(literal, column.one_of))})")
    return f"CASE WHEN {' AND '.join(conditions)} THEN {value} END" if conditions else value


def _written_as(form: Form) -> str:
    if form is Form.CSV:
        return "(FORMAT csv, HEADER true)"
    return "(FORMAT parquet, COMPRESSION zstd)"


def _read_back(
    connection: duckdb.DuckDBPyConnection, path: Path, names: Sequence[str], form: Form
) -> tuple[int, tuple[CurrencyTotal, ...]]:
    if form is Form.CSV:
        kinds = {name: BY_NAME[name].kind if name in BY_NAME else "String" for name in names}
        types = ", ".join(
            f"{literal(name)}: '{SQL_TYPES[kind] if kind == 'Decimal' else 'VARCHAR'}'"
            for name, kind in kinds.items()
        )
        relation = (
            f"read_csv({literal(str(path))}, columns = {{{types}}}, header = true,"
            " auto_detect = false, quote = '\"', escape = '\"')"
        )
    else:
        relation = f"read_parquet({literal(str(path))})"
    found = connection.execute(
        "SELECT BillingCurrency, count(*), sum(BilledCost), sum(EffectiveCost)"
        f" FROM {relation} GROUP BY ALL ORDER BY 1"
    ).fetchall()
    totals = tuple(
        CurrencyTotal(currency=currency, billed=billed, effective=effective)
        for currency, _, billed, effective in found
    )
    return sum(row[1] for row in found), totals


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
