"""Ledgers for the stories of analyse: daily amounts by series, as a source would deliver them."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.costs import (
    ORG,
    ChargeCategory,
    Metric,
    MonthCost,
    Quantities,
    Scope,
    SeriesKey,
)
from costgov.domain.period import Month
from costgov.domain.runs import COST_EXPLORER

from tests.fakes.stores import InMemoryCostStore

FIRST = date(2026, 1, 1)
USAGE = ChargeCategory.USAGE

type Amount = Callable[[int], float | str | Decimal]


def day(number: int, first: date = FIRST) -> date:
    """The day so many days after the first."""
    return first + timedelta(days=number)


@dataclass
class Bill:
    """A source's bill while it is put together; every charge is in every cut it belongs to.

    A billing file (any source but Cost Explorer) goes down to resources.
    """

    source: str = "cost_explorer"
    currency: str = "USD"
    facts: dict[tuple[SeriesKey, str | None, Month], MonthCost] = field(default_factory=dict)

    def charge(
        self,
        on: date,
        amount: float | str | Decimal,
        *,
        service: str = "Amazon EC2",
        account: str = "111122223333",
        region: str = "eu-west-1",
        usage_type: str = "BoxUsage",
        tags: Mapping[str, str | None] | None = None,
        category: ChargeCategory = USAGE,
        quantity: Mapping[str, str] | None = None,
        resource: str | None = None,
    ) -> "Bill":
        """Book one charge, billed and effective alike; `quantity` by unit goes by usage type."""
        cuts: list[tuple[Scope, str, str | None]] = [
            (ORG, "total", None),
            (ORG, "service", service),
            (ORG, "account", account),
            (ORG, "region", region),
            (ORG, "usage_type", usage_type),
            (Scope.service(service), "account", account),
            (Scope.service(service), "usage_type", usage_type),
            (Scope.service(service), "region", region),
            (Scope.account(account), "service", service),
            *((ORG, f"tag:{key}", value) for key, value in (tags or {}).items()),
        ]
        if self.source != COST_EXPLORER:
            within = Scope.service(service).within("account", account)
            cuts += [
                (within, "usage_type", usage_type),
                (within.within("usage_type", usage_type), "resource", resource),
            ]
        for scope, dimension, value in cuts:
            key = SeriesKey(self.currency, scope, dimension)
            place = (key, value, Month.of(on))
            fact = self.facts.setdefault(place, MonthCost(key, value, Month.of(on), self.source))
            for metric in (Metric.BILLED, Metric.EFFECTIVE):
                fact.add(category, metric, on, Decimal(str(amount)))
            for unit, consumed in (quantity or {}).items():
                if dimension == "usage_type":
                    fact.add_quantity(unit, on, Decimal(consumed))
        return self

    def every_day(self, days: int, amount: Amount, first: date = FIRST, **what: object) -> "Bill":
        """Book `amount(i)` on day i of so many days."""
        for number in range(days):
            self.charge(day(number, first), amount(number), **what)  # type: ignore[arg-type]
        return self

    def unsplit(self, dimension: str, *scopes: str) -> "Bill":
        """Leave a cut as Cost Explorer delivers it: one amount a day, whatever the charge.

        `scopes` are kinds of scope, the whole bill when none is named.
        """
        for place, fact in self.facts.items():
            if fact.key.dimension == dimension and fact.key.scope.kind in (scopes or ("org",)):
                merged = replace(fact, amounts={})
                for (_, metric), by_day in fact.amounts.items():
                    for number, amount in by_day.items():
                        on = date(fact.month.year, fact.month.month, number)
                        merged.add(ChargeCategory.UNSPLIT, metric, on, amount)
                self.facts[place] = merged
        return self

    def deliver(self, store: InMemoryCostStore, as_of: date) -> InMemoryCostStore:
        """Hand the bill to a store the morning after `as_of`; later days are not delivered yet."""
        kept = [fact for fact in (_until(one, as_of) for one in self.facts.values()) if fact]
        instant = datetime(as_of.year, as_of.month, as_of.day, 6, tzinfo=UTC) + timedelta(days=1)
        months = {fact.month for fact in kept}
        store.replace(self.source, sorted(months), kept, instant)
        return store


def _until(fact: MonthCost, last: date) -> MonthCost | None:
    amounts: dict[tuple[ChargeCategory, Metric], dict[int, Decimal]] = defaultdict(dict)
    for key, by_day in fact.amounts.items():
        kept = {
            number: amount
            for number, amount in by_day.items()
            if date(fact.month.year, fact.month.month, number) <= last
        }
        if kept:
            amounts[key] = kept
    quantities: Quantities = {
        unit: {
            number: consumed
            for number, consumed in by_day.items()
            if date(fact.month.year, fact.month.month, number) <= last
        }
        for unit, by_day in fact.quantities.items()
    }
    return replace(fact, amounts=dict(amounts), quantities=quantities) if amounts else None
