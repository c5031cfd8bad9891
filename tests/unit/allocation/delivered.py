"""The bills of `bills` as stored facts, cut as a billing file or as Cost Explorer delivers them."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from costgov.domain.allocation.amounts import Booked, add_amounts
from costgov.domain.allocation.plan import Allocation
from costgov.domain.allocation.result import AllocationMonth, UnitSums
from costgov.domain.costs import (
    JOINT,
    ORG,
    ChargeCategory,
    MonthCost,
    Scope,
    SeriesKey,
)
from costgov.domain.period import Month
from costgov.domain.runs import COST_EXPLORER
from costgov.pipeline import records
from costgov.pipeline.allocate import Allocator
from costgov.pipeline.ledger import CutReader, currency_ledgers

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore
from tests.unit.allocation.bills import Charge

OCTOBER = Month(2026, 10)
FILE = "file:october.csv"
ALL_NAMES = ("service", "tag:Team", "tag:Stage")

type Place = tuple[Scope, str, str | None]


def facts(
    charges: Iterable[Charge],
    source: str = COST_EXPLORER,
    month: Month = OCTOBER,
    names: Sequence[str] = ALL_NAMES,
) -> list[MonthCost]:
    """The facts of a month in USD; `names` are the service and the tags that are told."""
    found: dict[Place, Booked] = {}
    for charge in charges:
        for place in _places(charge, source, names):
            split = source != COST_EXPLORER or place == (ORG, "total", None)
            category = charge.category if split else ChargeCategory.UNSPLIT
            add_amounts(found.setdefault(place, {}), charge.amounts(category))
    return [
        MonthCost(SeriesKey("USD", scope, dimension), value, month, source, {**amounts})
        for (scope, dimension, value), amounts in found.items()
    ]


def _places(charge: Charge, source: str, names: Sequence[str]) -> Iterator[Place]:
    told = dict(zip(ALL_NAMES, charge.values, strict=True))
    told = {name: value for name, value in told.items() if name in names}
    account = Scope.account(charge.account)
    yield ORG, "total", None
    yield ORG, "account", charge.account or None
    for name, value in told.items():
        # Cost Explorer does not tell an empty tag from none.
        shown = value or None if source == COST_EXPLORER else value
        yield ORG, name, shown
        yield account, name, shown
    if source != COST_EXPLORER:
        present = {name: value for name, value in told.items() if value is not None}
        yield account, JOINT, json.dumps(present, sort_keys=True)


@dataclass
class Estate:
    """Stores with views, and what the allocation left in them."""

    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def configure(self, **views: object) -> "Estate":
        """Make these the views."""
        allocation = Allocation.model_validate({"views": views})
        records.allocation_views(self.control).make_equal(
            (view.name, view) for view in allocation.named()
        )
        return self

    def deliver(
        self,
        delivered: Collection[MonthCost],
        as_of: date = date(2026, 10, 31),
        only: Collection[tuple[str, str]] | None = None,
    ) -> "Estate":
        """Hand over what one source tells of the months that occur in it."""
        (source,) = {fact.source for fact in delivered}
        months = sorted({fact.month for fact in delivered})
        instant = datetime(as_of.year, as_of.month, as_of.day, 6, tzinfo=UTC)
        self.costs.replace(source, months, delivered, instant, only=only)
        return self

    def allocate(self, as_of: date = date(2026, 10, 31)) -> list[tuple[str, str]]:
        """Run the allocation; what does not add up."""
        (ledger,) = currency_ledgers(self.costs)
        reader = CutReader(self.costs, "USD", ledger.window(as_of))
        return list(Allocator(ledger, reader, self.results, self.control, as_of).run())

    def month(self, view: str = "team", month: Month = OCTOBER) -> AllocationMonth:
        """The stored month of a view."""
        return records.allocations(self.results).get(str(month), "USD", view)

    def units(self, view: str = "team", month: Month = OCTOBER) -> dict[str, UnitSums]:
        """Its units by name."""
        found = records.allocation_units(self.results).all("USD", view, str(month))
        return {unit.unit: unit for unit in found}
