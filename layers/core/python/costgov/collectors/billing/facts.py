"""The rows of the cuts as cost facts, a month of a value at a time."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final

import duckdb

from costgov.collectors.billing.cuts import SCOPES, Cut
from costgov.collectors.billing.sums import AMOUNTS
from costgov.domain.costs import ORG, ChargeCategory, Metric, MonthCost, Scope, SeriesKey
from costgov.domain.packing import PackedDays
from costgov.domain.period import Month

_FETCHED_AT_ONCE: Final = 1000
_METRICS: Final = (Metric.BILLED, Metric.EFFECTIVE, Metric.NET)
_CATEGORIES: Final = {category.value: category for category in ChargeCategory}
_PLACE: Final = ", ".join(("cut", "currency", *SCOPES, "value", "year", "month"))

# The place; then a charge category with the days of each metric (null where the files have none),
# or a unit with those of its quantity.
type Row = tuple[
    int, str, str, str, str, str | None, int, int,
    str | None, str | None, str | None, str | None, str | None,
]  # fmt: skip
_of_place: Final = itemgetter(*range(8))
_month: Final = cache(Month)


def facts(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Cut], source: str
) -> Iterator[MonthCost]:
    """The rows of tables `cuts` and `quantities` as facts of this source.

    `found` are the first of the cuts that the tables were built of.
    """
    for place, rows in groupby(_rows(connection, len(found)), _of_place):
        number, currency, *scopes, value, year, month = place
        cut = found[number]
        within = Scope(tuple(zip(cut.within, scopes, strict=False))) if cut.within else ORG
        key = SeriesKey(currency, within, cut.dimension)
        yield _fact(MonthCost(key, value, _month(year, month), source), rows)


def _rows(connection: duckdb.DuckDBPyConnection, cuts: int) -> Iterator[Row]:
    days = ", ".join(f"{name}_days" for name in AMOUNTS)
    ordered = connection.execute(
        f"SELECT {_PLACE}, charge_category, NULL AS unit, {days} FROM cuts WHERE cut < {cuts}"
        f" UNION ALL SELECT {_PLACE}, NULL, unit, quantity_days, NULL, NULL FROM quantities"
        f" WHERE cut < {cuts} ORDER BY {_PLACE.replace('value', 'value NULLS FIRST')}"
    )
    while batch := ordered.fetchmany(_FETCHED_AT_ONCE):
        yield from batch


def _fact(fact: MonthCost, rows: Iterable[Row]) -> MonthCost:
    for *_, category, unit, first, second, third in rows:
        if unit is not None:
            fact.quantities[unit] = PackedDays(first or "")
            continue
        for metric, days in zip(_METRICS, (first, second, third), strict=True):
            if days is not None:
                fact.amounts[_CATEGORIES[category or ""], metric] = PackedDays(days)
    return fact
