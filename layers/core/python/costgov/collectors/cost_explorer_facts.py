"""From Cost Explorer's pages to cost facts, and whether two queries tell of the same money."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from costgov.collectors.cost_explorer import SOURCE, PlannedQuery
from costgov.domain.costs import ChargeCategory, Metric, MonthCost, SeriesKey
from costgov.domain.money import EXACT, amount_text, minor_units, parse_amount
from costgov.domain.period import Month, Window, parse_day
from costgov.errors import InvalidInput, SourceError

# Unblended is what the invoice says, amortized spreads upfront fees over what they pay for.
METRICS: Final = {"UnblendedCost": Metric.BILLED, "AmortizedCost": Metric.EFFECTIVE}

type DayTotal = tuple[str, Metric, date]


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of one group on one day."""

    day: date
    keys: tuple[str, ...]
    metric: Metric
    amount: Decimal
    currency: str


def rows(body: Mapping[str, Any]) -> Iterator[Row]:
    """The amounts of a response page; `Total` is empty whenever a query groups.

    Raises:
        SourceError: the page is not as Cost Explorer documents it.
    """
    try:
        for period in body["ResultsByTime"]:
            day = parse_day(period["TimePeriod"]["Start"])
            for group in period["Groups"]:
                keys = tuple(group["Keys"])
                for name, metric in METRICS.items():
                    value = group["Metrics"][name]
                    yield Row(day, keys, metric, parse_amount(value["Amount"]), value["Unit"])
    except (KeyError, InvalidInput) as error:
        raise SourceError(f"a Cost Explorer page cannot be read: {error}") from error


@dataclass(slots=True)
class Book:
    """The facts of one query, put together page by page; groups may come on any page."""

    plan: PlannedQuery
    totals: dict[DayTotal, Decimal] = field(default_factory=dict)
    _facts: dict[tuple[SeriesKey, str | None, Month], MonthCost] = field(default_factory=dict)
    # Where a month of a group is booked, found out once and not for each of its days.
    _entries: dict[tuple[object, ...], tuple[ChargeCategory, list[MonthCost]]] = field(
        default_factory=dict
    )

    def add(self, body: Mapping[str, Any]) -> None:
        """Book a page; raises SourceError when it cannot be read."""
        for row in rows(body):
            total = (row.currency, row.metric, row.day)
            self.totals[total] = EXACT.add(self.totals.get(total, Decimal(0)), row.amount)
            category, facts = self._entry(row)
            for fact in facts:
                fact.add(category, row.metric, row.day, row.amount)

    def facts(self) -> list[MonthCost]:
        """All facts so far."""
        return list(self._facts.values())

    def _entry(self, row: Row) -> tuple[ChargeCategory, list[MonthCost]]:
        place = row.currency, row.keys, row.day.year, row.day.month
        if place not in self._entries:
            category, cuts = self.plan.shape.book(row.keys)
            keys = [(SeriesKey(row.currency, scope, name), value) for scope, name, value in cuts]
            month = Month.of(row.day)
            self._entries[place] = category, [self._fact(*key, month) for key in keys]
        return self._entries[place]

    def _fact(self, key: SeriesKey, value: str | None, month: Month) -> MonthCost:
        place = key, value, month
        if place not in self._facts:
            self._facts[place] = MonthCost(key, value, month, SOURCE)
        return self._facts[place]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more (or less) a query's groups sum to than the total, on one day."""

    day: date
    metric: Metric
    currency: str
    amount: Decimal

    def __str__(self) -> str:
        return f"{self.day} {self.metric} {amount_text(self.amount)} {self.currency}"


def differences(total: Book, other: Book) -> list[Difference]:
    """The days on which a query's groups do not sum to the total, by day.

    Cost Explorer rounds each group's amount for itself, so a difference counts from half of the
    currency's smallest unit on. Only days that both queries asked for are compared.
    """
    common = _common(total.plan.window, other.plan.window)
    found = [
        Difference(day, metric, currency, gap)
        for currency, metric, day in total.totals.keys() | other.totals.keys()
        if day in common and (gap := _gap(total, other, (currency, metric, day)))
    ]
    return sorted(found, key=lambda one: (one.day, one.metric, one.currency))


def _gap(total: Book, other: Book, place: DayTotal) -> Decimal:
    currency = place[0]
    gap = EXACT.subtract(other.totals.get(place, Decimal(0)), total.totals.get(place, Decimal(0)))
    tolerated = Decimal(5).scaleb(-minor_units(currency) - 1)
    return gap if abs(gap) >= tolerated else Decimal(0)


def _common(one: Window, other: Window) -> Window:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Window(start, max(start, end))
