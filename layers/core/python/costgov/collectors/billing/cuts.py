"""The cuts: the same charges grouped by one dimension after the other, each equal to the total."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Final

import duckdb

from costgov.collectors.billing.sums import tag_column
from costgov.domain.costs import (
    ACCOUNT,
    ORG,
    PROVIDER,
    REGION,
    SERVICE,
    SERVICE_CATEGORY,
    TOTAL,
    USAGE_TYPE,
    Amounts,
    ChargeCategory,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
    tag_dimension,
)
from costgov.domain.imports import CurrencyTotal
from costgov.domain.money import amount_text
from costgov.domain.period import Month

_FETCHED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Cut:
    """A dimension, the column of its values, and the kind of scope it is cut within."""

    dimension: str
    values: str
    scope: str = ORG.kind


# A dimension's values are in the column of that name; the total has one value, none.
_OF_ALL: Final = (
    Cut(TOTAL, "NULL::VARCHAR"),
    *(
        Cut(name, name)
        for name in (PROVIDER, SERVICE, SERVICE_CATEGORY, ACCOUNT, REGION, USAGE_TYPE)
    ),
)
_WITHIN: Final = (
    Cut(SERVICE, SERVICE, ACCOUNT),
    *(Cut(name, name, SERVICE) for name in (USAGE_TYPE, REGION, ACCOUNT)),
)

# cut, currency, scope, value, year, month, charge category, `1=billed=effective 2=…` by day
type Row = tuple[int, str, str, str | None, int, int, str, str]
_PLACE: Final = itemgetter(0, 1, 2, 3, 4, 5)


def cuts_of(tag_keys: Sequence[str]) -> tuple[Cut, ...]:
    """All cuts we keep, one for each tag key among them."""
    tags = [Cut(tag_dimension(key), tag_column(index)) for index, key in enumerate(tag_keys)]
    return (*_OF_ALL, *tags, *_WITHIN)


def build(
    connection: duckdb.DuckDBPyConnection, tag_keys: Sequence[str]
) -> tuple[CurrencyTotal, ...]:
    """Group table `charges` by every cut into table `cuts`; returns the totals by currency."""
    connection.execute(
        "CREATE TABLE cuts (cut INTEGER, currency VARCHAR, scope VARCHAR, value VARCHAR,"
        " day DATE, category VARCHAR, billed DECIMAL(38,18), effective DECIMAL(38,18))"
    )
    found = cuts_of(tag_keys)
    for number, cut in enumerate(found):
        # Costs without account or service are in a scope of no name, so that none is lost.
        scope = "''" if cut.scope == ORG.kind else f"coalesce({cut.scope}, '')"
        connection.execute(
            f"INSERT INTO cuts SELECT {number}, currency, {scope} AS of_scope,"
            f" {cut.values} AS of_value, day, charge_category, sum(billed), sum(effective)"
            " FROM charges GROUP BY ALL"
        )
    return checked_totals(connection, found)


def facts(
    connection: duckdb.DuckDBPyConnection, tag_keys: Sequence[str], source: str
) -> Iterator[MonthCost]:
    """The rows of table `cuts` as facts, a month of a value at a time."""
    found = cuts_of(tag_keys)
    for place, rows in groupby(_rows(connection), _PLACE):
        number, currency, scope, value, year, month = place
        cut = found[number]
        within = ORG if cut.scope == ORG.kind else Scope(((cut.scope, scope),))
        key = SeriesKey(currency, within, cut.dimension)
        yield MonthCost(key, value, Month(year, month), source, _amounts(rows))


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    # A month's days in one text reach Python four times faster than as a decimal each.
    ordered = connection.execute(
        "SELECT cut, currency, scope, value, year(day)::INTEGER AS year,"
        " month(day)::INTEGER AS month, category,"
        " string_agg(day(day) || '=' || billed || '=' || effective, ' ')"
        " FROM cuts GROUP BY ALL ORDER BY cut, currency, scope, value NULLS FIRST, year, month"
    )
    while batch := ordered.fetchmany(_FETCHED_AT_ONCE):
        yield from batch


def _amounts(rows: Iterable[Row]) -> Amounts:
    amounts: Amounts = {}
    for *_, category, days in rows:
        billed = amounts.setdefault((ChargeCategory(category), Metric.BILLED), {})
        effective = amounts.setdefault((ChargeCategory(category), Metric.EFFECTIVE), {})
        for text in days.split(" "):
            day, billed_text, effective_text = text.split("=")
            billed[int(day)] = Decimal(billed_text)
            effective[int(day)] = Decimal(effective_text)
    return amounts


def checked_totals(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Cut]
) -> tuple[CurrencyTotal, ...]:
    """The totals by currency, when every cut adds up to them.

    Raises:
        AssertionError: one does not, which is a fault of ours.
    """
    totals = connection.execute(
        "SELECT currency, sum(billed), sum(effective) FROM charges GROUP BY ALL ORDER BY 1"
    ).fetchall()
    sums = connection.execute(
        "SELECT cut, currency, sum(billed), sum(effective) FROM cuts GROUP BY ALL ORDER BY 1, 2"
    ).fetchall()
    expected = [(number, *total) for number in range(len(found)) for total in totals]
    for got, wanted in zip(sums, expected, strict=True):
        if got != wanted:
            raise AssertionError(
                f"{found[wanted[0]]} adds up to {got[1:]}, the total is {wanted[1:]}"
            )
    return tuple(
        CurrencyTotal(currency=currency, billed=_short(billed), effective=_short(effective))
        for currency, billed, effective in totals
    )


def _short(amount: Decimal) -> Decimal:
    """The same amount without the zeros that fill eighteen decimals."""
    return Decimal(amount_text(amount))
