"""The cuts: the same charges grouped by one dimension after the other, each equal to the total."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import duckdb

from costgov.collectors.billing.exact import AMOUNT, QUANTITY, literal
from costgov.collectors.billing.sums import AMOUNTS, tag_column
from costgov.domain.costs import (
    ACCOUNT,
    INVOICE,
    JOINT,
    ORG,
    PROVIDER,
    REGION,
    RESOURCE,
    SERVICE,
    SERVICE_CATEGORY,
    TOTAL,
    USAGE_TYPE,
    tag_dimension,
)
from costgov.domain.imports import CurrencyTotal
from costgov.domain.money import amount_text

# A path of scopes has at most three values; those that a cut does not use are empty.
SCOPES: Final = ("scope_1", "scope_2", "scope_3")

_CONSUMED: Final = "charge_category = 'Usage' AND unit IS NOT NULL AND quantity IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Cut:
    """A dimension, the columns it groups by, and the kinds of scope it is cut within.

    `value` is SQL over those columns, called `of_<column>`, that is another for every group.
    """

    dimension: str
    columns: tuple[str, ...]
    value: str
    within: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """The kind of its scopes, as `Scope.kind` says it."""
        return "/".join(self.within) or ORG.kind


def _by(column: str, *within: str, dimension: str = "") -> Cut:
    return Cut(dimension or column, (column,), f"of_{column}", within)


# A dimension's values are in the column of that name; the total has one value, none.
_OF_ALL: Final = (
    Cut(TOTAL, (), "NULL"),
    *map(_by, (PROVIDER, SERVICE, SERVICE_CATEGORY, ACCOUNT, REGION, USAGE_TYPE, INVOICE)),
)
_WITHIN: Final = (
    _by(SERVICE, ACCOUNT),
    *(_by(name, SERVICE) for name in (USAGE_TYPE, REGION, ACCOUNT)),
    _by(USAGE_TYPE, SERVICE, ACCOUNT),
    _by(RESOURCE, SERVICE, ACCOUNT, USAGE_TYPE),
)


def cuts_of(tag_keys: Sequence[str], lacking: Collection[str] = ()) -> tuple[Cut, ...]:
    """All cuts we keep, but for dimensions that the files have no column for (`lacking`)."""
    tags = [
        _by(tag_column(index), *within, dimension=tag_dimension(key))
        for within in ((), (ACCOUNT,))
        for index, key in enumerate(tag_keys)
    ]
    found = (*_OF_ALL, *tags, *_WITHIN, _joint(tag_keys))
    return tuple(cut for cut in found if cut.dimension not in lacking)


def build(connection: duckdb.DuckDBPyConnection, found: Sequence[Cut]) -> tuple[CurrencyTotal, ...]:
    """Group table `charges` by every cut into `cuts` and `quantities`; returns the totals.

    A row is a month of a value in one charge category (or unit): beside each sum are its days as
    text, `1=0.50 2=3.00` in any order. A month's days in one text reach Python four times faster
    than as a decimal each. Cuts by usage type have quantities, of lines that are usage and name
    their unit.
    """
    for table, told_apart, sums in (
        ("cuts", "charge_category", dict.fromkeys(AMOUNTS, AMOUNT)),
        ("quantities", "unit", {"quantity": QUANTITY}),
    ):
        columns = [f"{name} VARCHAR" for name in (*SCOPES, "value")]
        columns += ["year INTEGER", "month INTEGER", f"{told_apart} VARCHAR"]
        columns += [f"{name} {kind}, {name}_days VARCHAR" for name, kind in sums.items()]
        connection.execute(
            f"CREATE TABLE {table} (cut INTEGER, currency VARCHAR, {', '.join(columns)})"
        )
    for number, cut in enumerate(found):
        columns = ["charge_category", *AMOUNTS]
        connection.execute(f"INSERT INTO cuts {_rows(number, cut, columns)}")
        if cut.dimension == USAGE_TYPE:
            rows = _rows(number, cut, ["unit", "quantity"], _CONSUMED)
            connection.execute(f"INSERT INTO quantities {rows}")
    return checked_totals(connection, found)


def _rows(number: int, cut: Cut, columns: Sequence[str], where: str = "true") -> str:
    """SQL of a cut's rows: place, the first of `columns` told apart, the others by day."""
    told_apart, *sums = columns
    # Costs without account or service are in a scope of no name, so that none is lost.
    kinds = [f"coalesce({kind}, '')" for kind in cut.within] + ["''"] * len(SCOPES)
    scopes = [f"{kind} AS {name}" for name, kind in zip(SCOPES, kinds, strict=False)]
    grouped_by = [f"{column} AS of_{column}" for column in cut.columns]
    summed = [f"sum({name}) AS {name}" for name in sums]
    groups = ", ".join(["currency", *scopes, *grouped_by, "day", told_apart, *summed])
    place = ", ".join(["currency", *SCOPES, *(f"of_{column}" for column in cut.columns)])
    month = "year(day)::INTEGER AS year, month(day)::INTEGER AS month"
    days = [
        f"sum({name}) AS {name}, string_agg(day(day) || '=' || {name}, ' ') AS {name}_days"
        for name in sums
    ]
    months = (
        f"SELECT {place}, {month}, {told_apart}, {', '.join(days)}"
        f" FROM (SELECT {groups} FROM charges WHERE {where} GROUP BY ALL) GROUP BY ALL"
    )
    shown = ", ".join(f"{name}, {name}_days" for name in sums)
    return (
        f"SELECT {number}, currency, {', '.join(SCOPES)}, {cut.value}, year, month,"
        f" {told_apart}, {shown} FROM ({months})"
    )


def checked_totals(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Cut]
) -> tuple[CurrencyTotal, ...]:
    """The totals by currency, when every cut adds up to them.

    Raises:
        AssertionError: one does not, which is a fault of ours.
    """
    summed = ", ".join(f"sum({name})" for name in AMOUNTS)
    totals = connection.execute(
        f"SELECT currency, {summed} FROM charges GROUP BY ALL ORDER BY 1"
    ).fetchall()
    sums = connection.execute(
        f"SELECT cut, currency, {summed} FROM cuts GROUP BY ALL ORDER BY 1, 2"
    ).fetchall()
    expected = [(number, *total) for number in range(len(found)) for total in totals]
    for got, wanted in zip(sums, expected, strict=True):
        if got != wanted:
            raise AssertionError(
                f"{found[wanted[0]]} adds up to {got[1:]}, the total is {wanted[1:]}"
            )
    return tuple(
        CurrencyTotal(currency=currency, **dict(zip(AMOUNTS, map(_short, amounts), strict=True)))
        for currency, *amounts in totals
    )


def _joint(tag_keys: Sequence[str]) -> Cut:
    """All keys of allocation in one: JSON of the service and the tags that a line has."""
    keys = {SERVICE: SERVICE}
    keys |= {tag_dimension(key): tag_column(index) for index, key in enumerate(tag_keys)}
    members = ", ".join(f"{literal(name)}, of_{keys[name]}" for name in sorted(keys))
    # A merge patch leaves out what is null (RFC 7396).
    text = f"json_merge_patch('{{}}', json_object({members}))::VARCHAR"
    return Cut(JOINT, tuple(keys.values()), text, (ACCOUNT,))


def _short(amount: Decimal | None) -> Decimal | None:
    """The same amount without the zeros that fill eighteen decimals."""
    return None if amount is None else Decimal(amount_text(amount))
