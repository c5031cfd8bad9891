"""The one pass over the files: lines summed by day and every key that a cut groups by."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import duckdb

from costgov.collectors.billing.columns import NULL, Columns
from costgov.collectors.billing.container import Container, relation
from costgov.collectors.billing.exact import AMOUNT, QUANTITY
from costgov.collectors.billing.format import BillingFormat, Charge
from costgov.collectors.billing.resources import sum_up_small_resources
from costgov.collectors.service_categories import OTHER, service_category
from costgov.domain.costs import ChargeCategory

KEYS: Final = (
    "currency", "charge_type", "provider", "account", "service", "service_code",
    "service_category", "region", "usage_type", "invoice", "resource", "unit",
)  # fmt: skip
AMOUNTS: Final = ("billed", "effective", "net")
SUMS: Final = dict.fromkeys(AMOUNTS, AMOUNT) | {"quantity": QUANTITY}
# What not every kind of file has a column for: such a cut is not there, instead of all unknown.
OPTIONAL: Final = ("invoice", "resource")


@dataclass(frozen=True, slots=True)
class Part:
    """Files of one shape: what a scan of them reads, and the table of their malformed lines."""

    files: tuple[Container, ...]
    malformed: str

    @property
    def columns(self) -> Columns:
        """The files' columns."""
        return self.files[0].columns

    @property
    def source(self) -> str:
        """SQL of the lines with all that is computed for each of them."""
        return self.columns.source(relation(self.files, self.malformed))


@dataclass(frozen=True, slots=True)
class GroupedLines:
    """How many well-formed lines were kept or not, and the parts they are from.

    `lacking` names the optional keys that no part has a column for.
    """

    kept: int
    unkept: int
    parts: tuple[Part, ...]
    lacking: frozenset[str]


def parts_of(files: Sequence[Container]) -> tuple[Part, ...]:
    """The files, those of one shape together, in the order in which their shapes appear."""
    by_shape: dict[object, list[Container]] = defaultdict(list)
    for file in files:
        alike = by_shape[file.shape]
        # What is asked for is asked for once, of the columns that they share.
        alike.append(replace(file, columns=alike[0].columns) if alike else file)
    return tuple(
        Part(tuple(alike), f"malformed_{number}") for number, alike in enumerate(by_shape.values())
    )


def grouped(
    connection: duckdb.DuckDBPyConnection,
    parts: Sequence[Part],
    billing_format: BillingFormat,
    tag_keys: Sequence[str],
) -> GroupedLines:
    """Sum the files of one delivery into table `lines`: the one pass over them.

    Its columns are `day`, the keys, `tag_0` …, `kept`, the sums `billed`, `effective`, `net` and
    `quantity`, and `lines`, their number; a combination of keys may take several rows. A column
    that a part lacks is null there. Malformed CSV lines go to the parts' tables `malformed`;
    lines that fail a check are not `kept`.
    """
    charges = [billing_format.charge(part.columns, tag_keys) for part in parts]
    queries = [_query(charge, part) for charge, part in zip(charges, parts, strict=True)]
    connection.execute(f"CREATE TABLE lines AS {' UNION ALL '.join(queries)}")
    kept, unkept = _counts(connection)
    lacking = frozenset(
        key for key in OPTIONAL if all(getattr(charge, key) == NULL for charge in charges)
    )
    return GroupedLines(kept, unkept, tuple(parts), lacking)


def tag_column(index: int) -> str:
    """The column of `lines` and `charges` that holds the value of the tag key at this place."""
    return f"tag_{index}"


def _query(charge: Charge, part: Part) -> str:
    """Group by the text of the file, then work out the keys: there are few groups of many lines."""
    columns = part.columns
    bad = " OR ".join(f"({check.bad})" for check in columns.checks)
    sums = [f"sum(({getattr(charge, name)})::{kind}) AS {name}" for name, kind in SUMS.items()]
    groups = (
        f"SELECT {', '.join(columns.keys)}, {charge.day} AS of_day, NOT ({bad}) AS kept,"
        f" {', '.join(sums)}, count(*) AS lines FROM ({part.source}) GROUP BY ALL"
    )
    keys = [f"{getattr(charge, key)} AS {key}" for key in KEYS]
    tags = [f"{sql} AS {tag_column(index)}" for index, sql in enumerate(charge.tags)]
    return (
        f"SELECT of_day AS day, {', '.join(keys + tags)}, kept, {', '.join(SUMS)}, lines"
        f" FROM (SELECT {', '.join(['*', *columns.entries])} FROM ({groups}))"
    )


def classify(
    connection: duckdb.DuckDBPyConnection, billing_format: BillingFormat, tag_count: int
) -> None:
    """Turn table `lines` into `charges`: the kept ones, with FOCUS's categories.

    `net` is null in all of them unless every line has one: part of a sum is no sum.
    """
    _name_categories(connection, billing_format)
    connection.execute(
        "UPDATE lines SET net = NULL WHERE net IS NOT NULL"
        " AND EXISTS (FROM lines WHERE kept AND net IS NULL)"
    )
    _make_charges(connection, tag_count)
    sum_up_small_resources(connection)


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
        f"l.{key}" for key in KEYS if key not in {"charge_type", "service_code", "service_category"}
    ]
    connection.execute(
        f"CREATE TABLE charges AS SELECT l.day, {', '.join(keys + tags)},"
        " c.category AS charge_category,"
        " coalesce(l.service_category, s.category) AS service_category,"
        f" {', '.join(f'l.{name}' for name in SUMS)}"
        " FROM lines l"
        " JOIN charge_categories c ON l.charge_type IS NOT DISTINCT FROM c.charge_type"
        " LEFT JOIN service_categories s ON l.service_category IS NULL"
        " AND l.service_code IS NOT DISTINCT FROM s.service_code"
        " AND l.service IS NOT DISTINCT FROM s.service"
        " AND l.usage_type IS NOT DISTINCT FROM s.usage_type"
        " WHERE l.kept"
    )
    connection.execute("DROP TABLE lines")
