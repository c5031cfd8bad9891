"""The query that makes table `lines`, as one sqlglot tree for DuckDB and for Trino."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import ErrorLevel, exp, parse_one, select

from costgov.collectors.billing.columns import NULL, Check
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.format import BillingFormat
from costgov.collectors.billing.portable.columns import PortableColumns
from costgov.collectors.billing.portable.table import ExternalTable
from costgov.collectors.billing.resources import TOLD_APART
from costgov.collectors.billing.sums import KEYS, OPTIONAL, SUMS, tag_column
from costgov.domain.costs import OTHER_RESOURCES

# The formats' own expressions are written for DuckDB, the recipes for Trino.
_FORMATS: Final = "duckdb"
_RECIPES: Final = "trino"
# What `failed` says of a line that is no record of its file.
MALFORMED: Final = -1
_PLACE: Final = ("currency", "service", "account", "usage_type", "resource")


@dataclass(frozen=True, slots=True)
class PortableQuery:
    """The query, the table it reads, and the checks that `failed` counts.

    `read` names the columns of which something is read, `lacking` the optional keys that the files
    have no column for.
    """

    tree: exp.Select
    table: ExternalTable
    checks: tuple[Check, ...]
    read: frozenset[str]
    lacking: frozenset[str]


def lines_query(
    table: ExternalTable,
    billing_format: BillingFormat,
    tag_keys: Sequence[str],
    *,
    told_apart: int = TOLD_APART,
) -> PortableQuery:
    """Group the lines of the table as `sums.grouped` does.

    Instead of `kept` there is `failed`: the number of the check that the lines did not pass,
    MALFORMED, or null for lines that are kept. Of the resources only the costliest are told apart,
    so that the answer has an end.

    Raises:
        NotPortable: the file has columns that only DuckDB can read as we need them.
    """
    columns = PortableColumns.of_table(table.columns)
    charge = billing_format.charge(columns, tag_keys)
    table = table.reading(columns.read)
    tree = table.lines()
    for level in columns.levels():
        if level:
            tree = select("*", *_aliased(level, _RECIPES)).from_(tree.subquery())
    checks = [(check.bad, str(n)) for n, check in enumerate(columns.checks)]
    if table.malformed:
        checks = [(table.malformed, str(MALFORMED)), *checks]
    whens = " ".join(f"WHEN {bad} THEN {number}" for bad, number in checks)
    tags = [tag_column(index) for index in range(len(tag_keys))]
    keys = ["day", *KEYS, *tags, "failed"]
    named = [
        ("day", charge.day),
        *((key, f"CAST({getattr(charge, key)} AS VARCHAR)") for key in KEYS),
        *((tag, f"CAST({sql} AS VARCHAR)") for tag, sql in zip(tags, charge.tags, strict=True)),
        ("failed", f"CASE {whens} END"),
        *((name, f"CAST({getattr(charge, name)} AS {kind})") for name, kind in SUMS.items()),
    ]
    per_line = select(*_aliased(named, _FORMATS)).from_(tree.subquery())
    groups = _summed(per_line, keys, [("lines", "count(*)")])
    lacking = frozenset(key for key in OPTIONAL if getattr(charge, key) == NULL)
    tree = _capped(groups, keys, told_apart)
    return PortableQuery(tree, table, columns.checks, columns.read, lacking)


def duckdb_text(tree: exp.Expr) -> str:
    """The tree as DuckDB runs it."""
    return tree.sql(_FORMATS)


def parsed(text: str, dialect: str) -> exp.Expr:
    """Text as a tree.

    Raises:
        sqlglot.errors.ParseError: it is no SQL of that dialect.
    """
    return parse_one(text, read=dialect, error_level=ErrorLevel.RAISE)


def _aliased(named: Iterable[tuple[str, str]], dialect: str) -> list[exp.Expr]:
    return [exp.alias_(parsed(sql, dialect), name) for name, sql in named]


def _summed(lines: exp.Select, keys: Sequence[str], count: list[tuple[str, str]]) -> exp.Select:
    sums = [(name, f"sum({name})") for name in SUMS]
    tree = select(*keys, *_aliased([*sums, *count], _RECIPES)).from_(lines.subquery())
    return tree.group_by(*keys)


def _capped(groups: exp.Select, keys: Sequence[str], told_apart: int) -> exp.Select:
    """Sum up all but the costliest resources of a month; see `resources.sum_up_small_resources`.

    Windows instead of a join: Trino would run the query below once for each mention of it.
    """
    place = ", ".join(_PLACE)
    month = "date_trunc('month', day), resource IS NULL"
    cost = "sum(CASE WHEN failed IS NULL THEN effective END)"
    costed = [("cost", f"abs({cost} OVER (PARTITION BY {month}, {place}))")]
    turns = [
        (
            "turn",
            (
                f"dense_rank() OVER (PARTITION BY {month}, currency ORDER BY cost DESC NULLS LAST,"
                " service NULLS LAST, account NULLS LAST, usage_type NULLS LAST,"
                " resource NULLS LAST)"
            ),
        )
    ]
    places = [("place", f"dense_rank() OVER (PARTITION BY {month} ORDER BY turn, currency)")]
    tree = groups
    for level in (costed, turns, places):
        tree = select("*", *_aliased(level, _RECIPES)).from_(tree.subquery())
    renamed = (
        f"CASE WHEN resource IS NOT NULL AND place > {told_apart}"
        f" THEN {literal(OTHER_RESOURCES)} ELSE resource END"
    )
    columns = [
        *((key, renamed if key == "resource" else key) for key in keys),
        *((name, name) for name in (*SUMS, "lines")),
    ]
    told = select(*_aliased(columns, _RECIPES)).from_(tree.subquery())
    return _summed(told, keys, [("lines", "sum(lines)")])
