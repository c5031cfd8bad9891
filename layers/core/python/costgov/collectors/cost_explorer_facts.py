"""From Cost Explorer's pages to cost facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_plan import PlannedQuery
from costgov.collectors.cost_explorer_shapes import COSTS, QUANTITY
from costgov.domain.costs import USAGE_TYPE, ChargeCategory, Metric, MonthCost, SeriesKey
from costgov.domain.money import parse_amount
from costgov.domain.period import Month, parse_day
from costgov.errors import InvalidInput, SourceError

# What Cost Explorer writes as the unit of a group whose usage has several.
_MIXED_UNITS: Final = frozenset({"", "N/A"})

type Costs = dict[Metric, Decimal]


@dataclass(frozen=True, slots=True)
class Row:
    """One group on one day: its costs in their one currency, its usage in `unit` where it has
    one."""

    day: date
    keys: tuple[str, ...]
    currency: str
    costs: Costs
    quantity: Decimal | None = None
    unit: str = ""


def rows(body: Mapping[str, Any], *, with_quantities: bool = False) -> Iterator[Row]:
    """The groups of a response page; `Total` is empty whenever a query groups.

    Raises:
        SourceError: the page is not as Cost Explorer documents it, or the amounts of a group are
            in several currencies.
    """
    try:
        for period in body["ResultsByTime"]:
            day = parse_day(period["TimePeriod"]["Start"])
            for group in period["Groups"]:
                yield _row(day, group, with_quantities=with_quantities)
    except (KeyError, TypeError, InvalidInput) as error:
        raise SourceError(f"a Cost Explorer page cannot be read: {error}") from error


def _row(day: date, group: Mapping[str, Any], *, with_quantities: bool) -> Row:
    keys, metrics = tuple(group["Keys"]), group["Metrics"]
    costs = {metric: parse_amount(metrics[name]["Amount"]) for name, metric in COSTS.items()}
    currencies = {metrics[name]["Unit"] for name in COSTS}
    if len(currencies) > 1:
        raise InvalidInput(f"{keys} on {day} is in {' and '.join(sorted(currencies))}")
    [currency] = currencies
    if not with_quantities or metrics[QUANTITY]["Unit"] in _MIXED_UNITS:
        return Row(day, keys, currency, costs)
    usage = metrics[QUANTITY]
    return Row(day, keys, currency, costs, parse_amount(usage["Amount"]), usage["Unit"])


@dataclass(slots=True)
class Book:
    """The facts of one query, put together page by page; groups may come on any page.

    `estimated` says of each month with a day on a page whether one of them was an estimate;
    `pages` and `rows` count what came.
    """

    plan: PlannedQuery
    pages: int = 0
    rows: int = 0
    estimated: dict[Month, bool] = field(default_factory=dict)
    _days: set[date] = field(default_factory=set)
    _facts: dict[tuple[SeriesKey, str | None, Month], MonthCost] = field(default_factory=dict)
    # Where a month of a group is booked, found out once and not for each of its days.
    _entries: dict[tuple[object, ...], tuple[ChargeCategory, list[MonthCost]]] = field(
        default_factory=dict
    )

    def add(self, body: Mapping[str, Any]) -> None:
        """Book a page; raises SourceError when it cannot be read."""
        self.pages += 1
        for row in rows(body, with_quantities=self.plan.shape.with_quantities):
            self._days.add(row.day)
            self.rows += 1
            category, facts = self._entry(row)
            for fact in facts:
                for metric, amount in row.costs.items():
                    fact.add(category, metric, row.day, amount)
                if row.quantity is not None and fact.key.dimension == USAGE_TYPE:
                    fact.add_quantity(row.unit, row.day, row.quantity)
        for period in body["ResultsByTime"]:
            month = Month.of(parse_day(period["TimePeriod"]["Start"]))
            estimated = bool(period.get("Estimated"))
            self.estimated[month] = self.estimated.get(month, False) or estimated

    @property
    def days_a_page(self) -> int:
        """How many days with costs a page holds, rather too few: the last may be half there."""
        return max(1, (len(self._days) - 1) // max(1, self.pages))

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
