"""The one pass over the file: lines summed by day and every key that a cut groups by."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from costgov.collectors.billing.columns import Check
from costgov.collectors.billing.container import Container
from costgov.collectors.billing.format import BillingFormat, Charge
from costgov.collectors.service_categories import OTHER, service_category
from costgov.domain.costs import ChargeCategory

MALFORMED = "malformed"
_KEYS = (
    "currency", "charge_type", "provider", "account", "service", "service_code",
    "service_category", "region", "usage_type",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupedLines:
    """How many well-formed lines were kept or not, and the checks the latter did not pass."""

    kept: int
    unkept: int
    checks: tuple[Check, ...]


def grouped(
    connection: duckdb.DuckDBPyConnection,
    container: Container,
    billing_format: BillingFormat,
    tag_keys: Sequence[str],
) -> GroupedLines:
    """Sum the file into table `charges` (day, keys, category, tag_0 …, billed, effective).

    Malformed CSV lines go to the table `malformed`; lines that fail a check count, no more.
    """
    columns = container.columns
    charge = billing_format.charge(columns, tag_keys)
    source = columns.source(container.relation(MALFORMED))
    _sum_lines(connection, charge, source, columns.checks)
    kept, unkept = _counts(connection)
    _name_categories(connection, billing_format)
    _make_charges(connection, len(tag_keys))
    return GroupedLines(kept, unkept, columns.checks)


def tag_column(index: int) -> str:
    """The column of `charges` that holds the value of the tag key at this place."""
    return f"tag_{index}"


def _sum_lines(
    connection: duckdb.DuckDBPyConnection, charge: Charge, source: str, checks: Sequence[Check]
) -> None:
    bad = " OR ".join(f"({check.bad})" for check in checks)
    keys = [f"{getattr(charge, key)} AS {key}" for key in _KEYS]
    tags = [f"{sql} AS {tag_column(index)}" for index, sql in enumerate(charge.tags)]
    connection.execute(
        f"CREATE TABLE lines AS SELECT {charge.day} AS day, {', '.join(keys + tags)},"
        f" NOT ({bad}) AS kept, sum({charge.billed}) AS billed,"
        f" sum({charge.effective}) AS effective, count(*) AS lines"
        f" FROM ({source}) GROUP BY ALL"
    )


def _counts(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    kept, unkept = connection.execute(
        "SELECT coalesce(sum(lines) FILTER (kept), 0), coalesce(sum(lines) FILTER (NOT kept), 0)"
        " FROM lines"
    ).fetchall()[0]
    return int(kept), int(unkept)


def _name_categories(connection: duckdb.DuckDBPyConnection, billing_format: BillingFormat) -> None:
    """Look up what the file says in other words, once per distinct text, into two tables."""
    types = [
        row[0] for row in connection.execute("SELECT DISTINCT charge_type FROM lines").fetchall()
    ]
    charge_categories = [
        billing_format.charge_category(text) if text else ChargeCategory.ADJUSTMENT
        for text in types
    ]
    _make_table(connection, "charge_categories", charge_type=types, category=charge_categories)
    services = connection.execute(
        "SELECT DISTINCT service_code, service, usage_type FROM lines"
        " WHERE service_category IS NULL"
    ).fetchall()
    codes, names, usages = map(list, zip(*services, strict=True)) if services else ([], [], [])
    _make_table(
        connection,
        "service_categories",
        service_code=codes,
        service=names,
        usage_type=usages,
        category=[_service_category(*service) for service in services],
    )


def _service_category(code: str | None, name: str | None, usage_type: str | None) -> str:
    by_code = service_category(code or "", usage_type or "")
    return by_code if by_code != OTHER else service_category(name or "", usage_type or "")


def _make_table(
    connection: duckdb.DuckDBPyConnection, table: str, **columns: Sequence[str | None]
) -> None:
    values = ", ".join(f"unnest(${name}::VARCHAR[]) AS {name}" for name in columns)
    connection.execute(
        f"CREATE TABLE {table} AS SELECT {values}",
        {name: [text and str(text) for text in texts] for name, texts in columns.items()},
    )


def _make_charges(connection: duckdb.DuckDBPyConnection, tag_count: int) -> None:
    tags = [f"l.{tag_column(index)}" for index in range(tag_count)]
    keys = [
        f"l.{key}"
        for key in _KEYS
        if key not in {"charge_type", "service_code", "service_category"}
    ]
    connection.execute(
        f"CREATE TABLE charges AS SELECT l.day, {', '.join(keys + tags)},"
        " c.category AS charge_category,"
        " coalesce(l.service_category, s.category) AS service_category, l.billed, l.effective"
        " FROM lines l"
        " JOIN charge_categories c ON l.charge_type IS NOT DISTINCT FROM c.charge_type"
        " LEFT JOIN service_categories s ON l.service_category IS NULL"
        " AND l.service_code IS NOT DISTINCT FROM s.service_code"
        " AND l.service IS NOT DISTINCT FROM s.service"
        " AND l.usage_type IS NOT DISTINCT FROM s.usage_type"
        " WHERE l.kept"
    )
    connection.execute("DROP TABLE lines")
