"""The allocation of a month as it is stored, and its figures as people ask for them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from costgov.domain.allocation.amounts import Amounts
from costgov.domain.allocation.plan import Rule
from costgov.domain.allocation.reasons import Reason
from costgov.domain.costs import ChargeCategory, Metric
from costgov.domain.insights import Basis
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.runs import Frozen

# Exact sums of a month by `<charge category>.<metric>`; what nobody has delivered is not there.
type Sums = dict[str, Decimal]
# A month's days as `packing.pack` writes them.
type Packed = dict[str, str]


class UnitSums(Frozen):
    """A unit's month: its own charges and its part of each shared cost, by the cost's name."""

    unit: str
    direct: Sums
    shared: dict[str, Sums]

    def parts(self) -> Iterable[Sums]:
        """Direct and shared sums, which add up to the unit's cost."""
        return self.direct, *self.shared.values()


class UnitDays(Frozen):
    """The same by day."""

    unit: str
    direct: Packed
    shared: dict[str, Packed]

    def parts(self) -> Iterable[Packed]:
        """Direct and shared days, which add up to the unit's cost."""
        return self.direct, *self.shared.values()


class UnallocatedGroup(Frozen):
    """What is known of charges that no unit has, and their EffectiveCost of the month."""

    known: dict[str, str | None]
    cost: Decimal


class Unallocated(Frozen):
    """An amount that is nobody's and why; `groups` are its largest, of `group_count`."""

    reason: Reason
    detail: str
    sums: Sums
    days: Packed
    groups: tuple[UnallocatedGroup, ...]
    group_count: int


class SuggestedRule(Frozen):
    """A rule to add after the others; what it would catch is EffectiveCost of the month.

    `likely`: the unit already has most of the rest of the same account or tag value; otherwise the
    unit's name is a placeholder. `cumulative` is what it and those before it would catch.
    """

    rule: Rule
    likely: bool
    caught: Decimal
    cumulative: Decimal


class AllocationMonth(Frozen):
    """One month of one currency's bill by one view.

    `bill` is the sum of the units and of `unallocated`, in every digit and on every day. `told`
    says of each grouping the rules ask for how far it goes. `fingerprint` changes with the rules
    and with the facts.
    """

    currency: str
    view: str
    month: str
    first_day: date
    last_day: date
    bill: Sums
    units: int
    unallocated: tuple[Unallocated, ...]
    suggestions: tuple[SuggestedRule, ...]
    told: dict[str, date]
    fingerprint: str
    basis: Basis

    @property
    def unmatched_cost(self) -> Decimal:
        """The EffectiveCost that no rule matches, which suggestions are about."""
        found = (part.sums for part in self.unallocated if part.reason is Reason.NO_RULE)
        return of_metric(added(found), Metric.EFFECTIVE)

    def unallocated_cost(self, metric: Metric) -> Decimal:
        """What is nobody's."""
        return of_metric(added(part.sums for part in self.unallocated), metric)

    def allocated_cost(self, metric: Metric) -> Decimal:
        """What is some unit's."""
        return EXACT.subtract(of_metric(self.bill, metric), self.unallocated_cost(metric))


def largest_first(units: Iterable[UnitSums], metric: Metric) -> list[UnitSums]:
    """Units by what they cost, direct and shared, the largest first."""
    costs = {unit.unit: (unit, of_metric(added(unit.parts()), metric)) for unit in units}
    return [costs[name][0] for name in sorted(costs, key=lambda one: (-costs[one][1], one))]


def sums_of(amounts: Amounts) -> Sums:
    """A month's exact sums by charge category and metric."""
    return {
        f"{category}.{metric}": exact_sum(by_day.values())
        for (category, metric), by_day in sorted(amounts.items())
    }


def added(parts: Iterable[Sums]) -> Sums:
    """The exact sums of sums."""
    total: Sums = {}
    for part in parts:
        for name, amount in part.items():
            total[name] = EXACT.add(total.get(name, Decimal(0)), amount)
    return total


def by_category(sums: Sums, metric: Metric) -> Mapping[ChargeCategory, Decimal]:
    """One metric's sums by charge category."""
    return {
        ChargeCategory(category): amount
        for name, amount in sums.items()
        for category, _, of in [name.partition(".")]
        if of == metric
    }


def of_metric(sums: Sums, metric: Metric) -> Decimal:
    """One metric's sum over charge categories; 0 where there is none."""
    return exact_sum(by_category(sums, metric).values())


def delivered(sums: Sums, metric: Metric) -> bool:
    """Whether the metric is known at all."""
    return any(name.endswith(f".{metric}") for name in sums)
