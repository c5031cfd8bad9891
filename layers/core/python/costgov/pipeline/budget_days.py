"""The exact daily cost of what a budget is on: a cut of the ledger, several, or a unit's share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from costgov.domain.allocation.result import AllocationMonth
from costgov.domain.budgeting.rollover import Spent
from costgov.domain.budgets import ALLOCATION, BudgetPlan
from costgov.domain.costs import ORG, Amounts, ChargeCategory, Metric, Scope, added
from costgov.domain.keys import value_key
from costgov.domain.packing import unpack
from costgov.domain.period import ONE_DAY, Window
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.ledger import CurrencyLedger, Cut, CutReader, Daily

MANY_SOURCES = 3


@dataclass(frozen=True, slots=True)
class Books:
    """A currency's ledger and the reader of its cuts."""

    ledger: CurrencyLedger
    reader: CutReader


@dataclass(frozen=True, slots=True)
class PlanDays:
    """What is known of a plan's cost up to a day, and from what; `missing` says why nothing is."""

    spent: Spent
    basis: str
    missing: str = ""
    late_since: date | None = None

    @property
    def last(self) -> date | None:
        """The last delivered day."""
        return self.spent.known.end - ONE_DAY if len(self.spent.known) else None


def plan_days(
    plan: BudgetPlan, books: Books | None, results: DocumentStore, as_of: date
) -> PlanDays:
    """The days of a plan up to `as_of`."""
    nothing = Spent({}, Window(as_of, as_of))
    if books is None:
        return PlanDays(nothing, "", f"no cost data in {plan.currency} is stored")
    if plan.dimension.startswith(ALLOCATION):
        return _allocated(plan, books, results, as_of)
    if missing := _missing(plan, books):
        return PlanDays(nothing, "", missing)
    known = books.ledger.by(plan.dimension)
    late = min(as_of, books.ledger.last_day) > known.last_day
    cut = books.reader.cut(plan.dimension, scope_of(plan))
    days = added(cut.daily(value, plan.metric) for value in values_of(plan))
    window = known.window(as_of)
    return PlanDays(
        Spent({day: amount for day, amount in days.items() if day <= as_of}, window),
        _sources(plan.metric, known),
        late_since=known.last_day if late else None,
    )


def scope_of(plan: BudgetPlan) -> Scope:
    """What part of the bill the plan's dimension is told apart in."""
    return Scope.account(plan.account) if plan.account else ORG


def values_of(plan: BudgetPlan) -> tuple[str | None, ...]:
    """The values of its dimension that a plan adds up."""
    return plan.values or (plan.value,)


def known_in(plan: BudgetPlan, books: Books) -> bool:
    """Whether the ledger has ever seen what a plan is on."""
    return not plan.dimension.startswith(ALLOCATION) and not _missing(plan, books)


def _missing(plan: BudgetPlan, books: Books) -> str:
    """Why nothing can be said of a plan on cuts of the ledger, or nothing."""
    if plan.dimension not in books.ledger.dimensions:
        return f"no source of the {plan.currency} ledger tells costs apart by {plan.dimension}"
    cut: Cut = books.reader.cut(plan.dimension, scope_of(plan))
    if not any(value in cut.facts for value in values_of(plan)):
        names = " or ".join("no value" if name is None else repr(name) for name in values_of(plan))
        within = f" in account {plan.account}" if plan.account else ""
        return f"the {plan.currency} ledger has never seen {plan.dimension} {names}{within}"
    return ""


def _sources(metric: Metric, known: CurrencyLedger) -> str:
    basis = known.basis("")
    few = len(basis.sources) <= MANY_SOURCES
    sources = ", ".join(basis.sources) if few else f"{len(basis.sources)} sources"
    return f"{metric} from {sources}, read {basis.as_of}"


def _allocated(plan: BudgetPlan, books: Books, results: DocumentStore, as_of: date) -> PlanDays:
    """The days of a view's units, as far as months are allocated without a gap up to now."""
    view = plan.dimension.removeprefix(ALLOCATION)
    months = allocated_months(plan, results)
    if not months or months[0].first_day > as_of:
        missing = f"nothing in {plan.currency} has been allocated by {view!r}"
        return PlanDays(Spent({}, Window(as_of, as_of)), "", missing)
    by_category = days_of_units(plan, months, results)
    days = added(daily for (_, metric), daily in by_category.items() if metric is plan.metric)
    last = min(as_of, months[-1].last_day)
    late = min(as_of, books.ledger.last_day) > last
    return PlanDays(
        Spent(
            {day: amount for day, amount in days.items() if day <= as_of},
            Window(months[0].first_day, last + ONE_DAY),
        ),
        f"{plan.metric} allocated by {view}, read {months[-1].basis.as_of}",
        late_since=last if late else None,
    )


def allocated_months(plan: BudgetPlan, results: DocumentStore) -> list[AllocationMonth]:
    """The months of a plan's view that follow one another up to the newest, the oldest first."""
    view = plan.dimension.removeprefix(ALLOCATION)
    found: list[AllocationMonth] = []
    for month in reversed(records.allocations(results).all(plan.currency, view)):
        if found and month.last_day + ONE_DAY != found[-1].first_day:
            break
        found.append(month)
    return found[::-1]


def days_of_units(
    plan: BudgetPlan, months: Iterable[AllocationMonth], results: DocumentStore
) -> dict[tuple[ChargeCategory, Metric], Daily]:
    """The exact days of a plan's units in some months, own and shared cost together."""
    days: dict[tuple[ChargeCategory, Metric], Daily] = {}
    for month in months:
        for amounts in _unit_amounts(plan, month, results):
            for key, numbered in amounts.items():
                part = {month.first_day.replace(day=n): amount for n, amount in numbered.items()}
                days[key] = added((days.get(key, {}), part))
    return days


def _unit_amounts(
    plan: BudgetPlan, month: AllocationMonth, results: DocumentStore
) -> Iterator[Amounts]:
    for unit in values_of(plan):
        try:
            stored = records.allocation_days(results).get(
                value_key(unit), month.currency, month.view, month.month
            )
        except NotFound:
            continue  # it cost nothing in that month
        yield from (unpack(packed) for packed in stored.parts())
