"""Allocation as the report shows it: each view's units, what is nobody's, and rules to add."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.allocation.plan import Rule
from costgov.domain.allocation.reasons import words
from costgov.domain.allocation.result import (
    AllocationMonth,
    UnallocatedGroup,
    UnitSums,
    added,
    largest_first,
    of_metric,
)
from costgov.domain.costs import Metric
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Month
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.reporting.text import isolated, ratio_percent

# Units that have a row of their own, the costliest.
ROWS = 15
SUGGESTIONS = 5
GROUPS = 8


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit's EffectiveCost; `share` is percent of the bill, None where that means nothing."""

    name: str | None
    direct: Decimal
    shared: Decimal
    share: Decimal | None

    @property
    def total(self) -> Decimal:
        """Direct and shared."""
        return EXACT.add(self.direct, self.shared)


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """One month of a view with all of its units, the costliest first."""

    head: AllocationMonth
    units: tuple[UnitSums, ...]

    @property
    def bill(self) -> Decimal:
        """The EffectiveCost of the month."""
        return of_metric(self.head.bill, Metric.EFFECTIVE)

    @property
    def unallocated(self) -> Decimal:
        """What of it is nobody's."""
        return self.head.unallocated_cost(Metric.EFFECTIVE)

    @property
    def allocated_percent(self) -> Decimal | None:
        """How much of the bill has a unit."""
        return ratio_percent(self.head.allocated_cost(Metric.EFFECTIVE), self.bill)

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        """The costliest units."""
        return tuple(self._row(unit.unit, [unit]) for unit in self.units[:ROWS])

    @property
    def others(self) -> UnitRow | None:
        """All other units together."""
        return self._row(None, self.units[ROWS:]) if self.others_count else None

    @property
    def others_count(self) -> int:
        """How many those are."""
        return len(self.units[ROWS:])

    def _row(self, name: str | None, units: Sequence[UnitSums]) -> UnitRow:
        direct = exact_sum(of_metric(unit.direct, Metric.EFFECTIVE) for unit in units)
        total = of_metric(added(part for unit in units for part in unit.parts()), Metric.EFFECTIVE)
        return UnitRow(name, direct, EXACT.subtract(total, direct), self.percent(total))

    def percent(self, amount: Decimal) -> Decimal | None:
        """An amount in percent of the bill."""
        return ratio_percent(amount, self.bill)

    @property
    def lagging(self) -> tuple[tuple[str, date], ...]:
        """Groupings that do not go as far as the bill, and up to which day they go."""
        return tuple(
            (words(name), day) for name, day in self.head.told.items() if day < self.head.last_day
        )


@dataclass(frozen=True, slots=True)
class ViewSection:
    """A configured view: the month of the report and the one before, where they are stored."""

    name: str
    now: UnitMonth | None
    before: UnitMonth | None

    @property
    def noun(self) -> str:
        """The view's name in words: `cost center`."""
        return self.name.replace("_", " ")

    @property
    def months(self) -> tuple[UnitMonth, ...]:
        """What is stored, the earlier month first."""
        return tuple(month for month in (self.before, self.now) if month is not None)


def view_sections(
    control: DocumentStore, results: DocumentStore, currency: str, as_of: date
) -> tuple[ViewSection, ...]:
    """Every configured view of one currency's ledger."""
    month = Month.of(as_of)
    return tuple(
        ViewSection(
            name=view.name,
            now=_read(results, (currency, view.name), month),
            before=_read(results, (currency, view.name), month.shift(-1)),
        )
        for view in records.allocation_views(control).all()
    )


def _read(results: DocumentStore, parts: tuple[str, str], month: Month) -> UnitMonth | None:
    heads = records.allocations(results).all(*parts, prefix=str(month))
    if not heads:
        return None
    units = records.allocation_units(results).all(*parts, str(month))
    return UnitMonth(heads[0], tuple(largest_first(units, Metric.EFFECTIVE)))


def rule_words(rule: Rule) -> str:
    """A rule as it can be written into the configuration: JSON, which is YAML too."""
    return json.dumps(rule.written(), ensure_ascii=False)


def group_words(group: UnallocatedGroup) -> str:
    """What is known of unallocated charges: `account 1111…, service Tax, no tag Team`."""
    return ", ".join(_told(words(name), value) for name, value in group.known.items())


def _told(noun: str, value: str | None) -> str:
    if value is None:
        return f"no {noun}"
    return f"{noun} {isolated(value)}" if value else f"empty {noun}"
