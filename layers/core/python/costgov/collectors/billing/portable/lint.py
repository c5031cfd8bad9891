"""Trino text held to what Athena's engine v3 knows, before a cent is spent on running it."""

from typing import Final

from sqlglot import exp

from costgov.collectors.billing.portable.query import duckdb_text, parsed

DIALECT: Final = "trino"
# https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
LONGEST_QUERY: Final = 262_144
# Functions of Trino that the recipes and formats use; https://trino.io/docs/current/functions.html
FUNCTIONS: Final = frozenset(
    {
        "ABS", "CAST", "COALESCE", "COUNT", "DATE_TRUNC", "DENSE_RANK", "ELEMENT_AT",
        "JSON_EXTRACT_SCALAR", "JSON_PARSE", "LENGTH", "LOWER", "LPAD", "REGEXP_EXTRACT",
        "REGEXP_LIKE",
        "REGEXP_REPLACE", "REPLACE", "RPAD", "SUBSTR", "SUBSTRING", "SUM", "TRIM",
        "TRY", "TRY_CAST",
    }
)  # fmt: skip
_TYPES: Final = frozenset(
    {
        exp.DataType.Type.DATE, exp.DataType.Type.DECIMAL, exp.DataType.Type.INT,
        exp.DataType.Type.JSON, exp.DataType.Type.MAP, exp.DataType.Type.VARCHAR,
    }
)  # fmt: skip


class NotTrino(AssertionError):
    """A query of ours uses what Athena does not know: a fault of ours."""


def trino_text(tree: exp.Expr) -> str:
    """The tree as Athena runs it, checked.

    Raises:
        NotTrino: it is too long, or has a function or a type that is not on our lists.
        sqlglot.errors.ParseError: it is no Trino SQL.
    """
    text = tree.sql(DIALECT)
    check(text)
    return text


def check(text: str) -> None:
    """Raise what `trino_text` raises, for text that is there already."""
    if len(text.encode()) > LONGEST_QUERY:
        raise NotTrino(f"the query has {len(text.encode())} bytes, Athena takes {LONGEST_QUERY}")
    tree = parsed(text, DIALECT)
    named = {_name(function) for function in tree.find_all(exp.Func)} - {""}
    if unknown := named - FUNCTIONS:
        raise NotTrino(f"Athena's engine may not know {', '.join(sorted(unknown))}")
    types = {kind.this for kind in tree.find_all(exp.DataType)}
    if odd := types - _TYPES:
        raise NotTrino(f"Athena's engine may not know {', '.join(sorted(map(str, odd)))}")


def as_duckdb(text: str) -> str:
    """Trino text as DuckDB runs it, for comparison."""
    return duckdb_text(parsed(text, DIALECT))


def _name(function: exp.Func) -> str:
    """The function's name as Trino writes it; nothing for CASE, AND and OR, which are no calls."""
    if isinstance(function, exp.Case | exp.If | exp.And | exp.Or | exp.Connector):
        return ""
    if isinstance(function, exp.Anonymous):
        return str(function.this).upper()
    return function.sql(DIALECT).partition("(")[0].upper()
