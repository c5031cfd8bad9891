"""From a month's books to what is stored of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.allocation.amounts import Amounts
from costgov.domain.allocation.engine import Allocated, MonthBook
from costgov.domain.allocation.reasons import Why
from costgov.domain.allocation.result import (
    AllocationMonth,
    SuggestedRule,
    Unallocated,
    UnallocatedGroup,
    UnitDays,
    UnitSums,
    of_metric,
    sums_of,
)
from costgov.domain.allocation.rules import Value
from costgov.domain.allocation.suggestions import Suggestion
from costgov.domain.costs import Metric
from costgov.domain.insights import Basis
from costgov.domain.keys import value_key
from costgov.domain.money import EXACT
from costgov.domain.packing import pack
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records

# Groups that are listed under a reason, the largest.
GROUPS: Final = 20

type Keys = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class MonthResults:
    """Where one month of one view is stored, and what is known of it beside its amounts."""

    currency: str
    view: str
    month: Month
    days: Window
    told: Mapping[str, date]
    fingerprint: str
    basis: Basis

    def store(
        self,
        results: DocumentStore,
        bill: Amounts,
        book: MonthBook,
        allocated: Allocated,
        suggestions: Iterable[Suggestion],
    ) -> None:
        """Write the month, its units first, so that what is listed is there."""
        parts = self.currency, self.view, str(self.month)
        units = sorted(allocated.units.items())
        sums = [
            UnitSums(
                unit=name,
                direct=sums_of(unit.direct),
                shared={of: sums_of(part) for of, part in unit.shared.items()},
            )
            for name, unit in units
        ]
        days = [
            UnitDays(
                unit=name,
                direct=pack(unit.direct),
                shared={of: pack(part) for of, part in unit.shared.items()},
            )
            for name, unit in units
        ]
        records.allocation_days(results).make_equal(
            [(value_key(one.unit), one) for one in days], *parts
        )
        records.allocation_units(results).make_equal(
            [(value_key(one.unit), one) for one in sums], *parts
        )
        head = self._head(bill, len(units), _unallocated(book, allocated), _totalled(suggestions))
        records.allocations(results).make_equal(
            [(head.month, head)], self.currency, self.view, prefix=head.month
        )

    def _head(
        self,
        bill: Amounts,
        units: int,
        unallocated: tuple[Unallocated, ...],
        suggestions: tuple[SuggestedRule, ...],
    ) -> AllocationMonth:
        return AllocationMonth(
            currency=self.currency,
            view=self.view,
            month=str(self.month),
            first_day=self.days.start,
            last_day=self.days.end - ONE_DAY,
            bill=sums_of(bill),
            units=units,
            unallocated=unallocated,
            suggestions=suggestions,
            told=dict(self.told),
            fingerprint=self.fingerprint,
            basis=self.basis,
        )


def _unallocated(book: MonthBook, allocated: Allocated) -> tuple[Unallocated, ...]:
    groups: dict[Why, dict[Keys, Decimal]] = {}
    for one in book.unmatched:
        costs, keys = groups.setdefault(one.why, {}), tuple(one.known.items())
        costs[keys] = EXACT.add(costs.get(keys, Decimal(0)), one.cost)
    parts = (
        _part(why, amounts, groups.get(why, {})) for why, amounts in allocated.unallocated.items()
    )
    return tuple(
        sorted(parts, key=lambda part: (-abs(of_metric(part.sums, Metric.EFFECTIVE)), part.detail))
    )


def _part(why: Why, amounts: Amounts, groups: Mapping[Keys, Decimal]) -> Unallocated:
    largest = sorted(groups, key=lambda keys: (-abs(groups[keys]), str(keys)))[:GROUPS]
    return Unallocated(
        reason=why.reason,
        detail=why.detail,
        sums=sums_of(amounts),
        days=pack(amounts),
        groups=tuple(UnallocatedGroup(known=dict(keys), cost=groups[keys]) for keys in largest),
        group_count=len(groups),
    )


def _totalled(suggestions: Iterable[Suggestion]) -> tuple[SuggestedRule, ...]:
    def with_totals() -> Iterator[SuggestedRule]:
        total = Decimal(0)
        for one in suggestions:
            total = EXACT.add(total, one.caught)
            yield SuggestedRule(
                rule=one.rule, likely=one.likely, caught=one.caught, cumulative=total
            )

    return tuple(with_totals())
