"""A bill for report tests: lines of cost put together into the facts of every ledger cut."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from costgov.domain.costs import ORG, ChargeCategory, Metric, MonthCost, Scope, SeriesKey
from costgov.domain.period import Month

from tests.fakes.stores import InMemoryCostStore

READ_AT = datetime(2026, 10, 20, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One charge of one day."""

    day: date
    billed: Decimal
    service: str | None = "Amazon EC2"
    account: str | None = "111122223333"
    region: str | None = "eu-central-1"
    team: str | None = None
    category: ChargeCategory = ChargeCategory.USAGE
    effective: Decimal | None = None
    currency: str = "USD"
    usage_type: str | None = None
    hours: Decimal | None = None

    def value(self, dimension: str) -> str | None:
        """What the line is called in one dimension."""
        return {
            "total": None,
            "service": self.service,
            "account": self.account,
            "region": self.region,
            "tag:Team": self.team,
            "usage_type": self.usage_type,
        }[dimension]

    def cuts(self, dimensions: Iterable[str]) -> Iterable[tuple[Scope, str]]:
        """Where it is booked: in every dimension, and within its service and account."""
        yield from ((ORG, dimension) for dimension in dimensions)
        if "usage_type" in dimensions and self.service is not None:
            yield Scope.service(self.service), "usage_type"
        for dimension in ("service", "tag:Team"):
            if dimension in dimensions and self.account is not None:
                yield Scope.account(self.account), dimension


DIMENSIONS = ("total", "service", "account", "region", "tag:Team", "usage_type")


def facts(
    lines: Iterable[Line], source: str = "cost_explorer", dimensions: Iterable[str] = DIMENSIONS
) -> list[MonthCost]:
    """The facts of every cut, as a collector would store them."""
    found: dict[tuple[SeriesKey, str | None, Month], MonthCost] = {}
    wanted = tuple(dimensions)
    for line in lines:
        for scope, dimension in line.cuts(wanted):
            value, month = line.value(dimension), Month.of(line.day)
            key = SeriesKey(line.currency, scope, dimension)
            fact = found.setdefault((key, value, month), MonthCost(key, value, month, source))
            if line.hours is not None and dimension == "usage_type":
                fact.add_quantity("Hrs", line.day, line.hours)
            fact.add(line.category, Metric.BILLED, line.day, line.billed)
            effective = line.billed if line.effective is None else line.effective
            fact.add(line.category, Metric.EFFECTIVE, line.day, effective)
    return list(found.values())


def store_of(
    lines: Iterable[Line], source: str = "cost_explorer", dimensions: Iterable[str] = DIMENSIONS
) -> InMemoryCostStore:
    """A cost store that holds the lines."""
    store = InMemoryCostStore()
    given = facts(lines, source, dimensions)
    store.replace(source, sorted({fact.month for fact in given}), given, READ_AT)
    return store
