"""The allocation of one month by one view: every amount of the bill ends up in one place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from costgov.domain.allocation.amounts import (
    Amounts,
    Booked,
    add_amounts,
    difference,
    month_cost,
    summed,
)
from costgov.domain.allocation.charges import Charges, Grouping, decide
from costgov.domain.allocation.plan import View
from costgov.domain.allocation.reasons import DIFFERENCE, NO_RULE, Reason, Why, words
from costgov.domain.allocation.rules import Maybe, Rules, Value
from costgov.domain.allocation.shares import Weights, split_days, weights_of
from costgov.domain.costs import ACCOUNT, SERVICE
from costgov.domain.money import EXACT

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class UnitAmounts:
    """What a unit costs: its own charges, and its part of each shared cost."""

    direct: Amounts = field(default_factory=dict)
    shared: dict[str, Amounts] = field(default_factory=dict)

    def all(self) -> Iterator[Amounts]:
        """Direct and shared amounts, which add up to the unit's cost."""
        yield self.direct
        yield from self.shared.values()


@dataclass(frozen=True, slots=True)
class Allocated:
    """A month's bill, each amount with its unit or with the reason that it has none."""

    units: Mapping[str, UnitAmounts]
    unallocated: Mapping[Why, Amounts]

    def all(self) -> Iterator[Amounts]:
        """Every amount, which add up to the bill."""
        for unit in self.units.values():
            yield from unit.all()
        yield from self.unallocated.values()


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A group that no unit has: what is known of it, why, and its EffectiveCost of the month."""

    why: Why
    known: Mapping[str, Value]
    cost: Decimal


@dataclass(slots=True)
class MonthBook:
    """Books the charges of a month, account by account, by one view's rules.

    `left` and `owners` are what suggestions are made of: the charges that no rule matches, and the
    units' direct EffectiveCost by account and tag value.
    """

    view: View
    rules: Rules
    direct: dict[str, Booked] = field(default_factory=dict)
    unallocated: dict[Why, Booked] = field(default_factory=dict)
    unmatched: list[Unmatched] = field(default_factory=list)
    left: list[Charges[Decimal]] = field(default_factory=list)
    owners: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)
    # By service and account: the units its charges belong to (None: not only to units).
    users: dict[tuple[Value, Value], set[str | None]] = field(default_factory=dict)

    def book(self, account: Value, charges: Charges[Amounts]) -> None:
        """Book an account's charges: each group to its unit, or to the reason it has none."""
        decision = decide(self.rules, charges)
        for group in decision.groups:
            keys: dict[str, Value] = {ACCOUNT: account}
            keys |= zip(decision.names, group.values, strict=True)
            unit = group.verdict if isinstance(group.verdict, str) else None
            cost = month_cost(group.amounts)
            if SERVICE in keys:
                self.users.setdefault((keys[SERVICE], account), set()).add(unit)
            if unit is not None:
                add_amounts(self.direct.setdefault(unit, {}), group.amounts)
                self._note_owner(unit, keys, cost)
            else:
                why = _why(group.verdict, decision.possible.keys(), decision.names)
                add_amounts(self.unallocated.setdefault(why, {}), group.amounts)
                self.unmatched.append(Unmatched(why, keys, cost))
        if (left := decision.left()) is not None:
            self.left.append(_costs(left))

    def _note_owner(self, unit: str, keys: Mapping[str, Value], cost: Decimal) -> None:
        for name, value in keys.items():
            if value and name != SERVICE:
                owned = self.owners.setdefault((name, value), {})
                owned[unit] = EXACT.add(owned.get(unit, ZERO), cost)

    def compare(self, bill: Amounts) -> None:
        """Book what the bill has more than all that is booked."""
        booked = summed((*self.direct.values(), *self.unallocated.values()))
        if rest := difference(bill, booked):
            add_amounts(self.unallocated.setdefault(DIFFERENCE, {}), rest)

    def used(self, service: str, quantities: Mapping[Value, Decimal]) -> Weights:
        """Quantities by account as quantities by unit.

        An account's quantity is a unit's where all its charges of the service are; else nobody's.
        """
        found: dict[str | None, Decimal] = {}
        shared = {one.unit for one in self.view.shared}
        for account, quantity in quantities.items():
            units = self.users.get((service, account), set())
            (unit,) = units if len(units) == 1 else (None,)
            if unit not in shared:
                found[unit] = EXACT.add(found.get(unit, ZERO), quantity)
        return found

    def allocated(self, month: str, used: Mapping[str, Weights]) -> Allocated:
        """The month with its shared costs split; `used` holds quantities by shared unit."""
        shared = {one.unit: one for one in self.view.shared}
        units = {
            name: UnitAmounts(amounts)
            for name, amounts in self.direct.items()
            if name not in shared
        }
        unallocated: dict[Why, Amounts] = {**self.unallocated}
        for name in sorted(shared.keys() & self.direct.keys()):
            weights = weights_of(shared[name], self.view, self.direct, used.get(name, {}), month)
            parts = split_days(self.direct[name], weights) if weights else {None: self.direct[name]}
            for unit, part in parts.items():
                if unit is None:
                    why = _not_split(name, shared[name].split)
                    unallocated[why] = summed((unallocated.get(why, {}), part))
                else:
                    units.setdefault(unit, UnitAmounts()).shared[name] = part
        return Allocated(units, unallocated)


def _costs(charges: Charges[Amounts]) -> Charges[Decimal]:
    return Charges(
        charges.known,
        tuple(
            Grouping(one.names, {key: month_cost(amounts) for key, amounts in one.cells.items()})
            for one in charges.groupings
        ),
    )


def _why(verdict: str | Maybe | None, told: Iterable[str], names: tuple[str, ...]) -> Why:
    if not isinstance(verdict, Maybe):
        return NO_RULE
    unread = sorted(verdict.names - frozenset(told))
    if unread:
        asked = " and ".join(map(words, unread))
        detail = f"rule {verdict.rule} asks for {asked}, which no source has told of these charges"
        return Why(Reason.NOT_READ, detail)
    asked = " and ".join(map(words, sorted(verdict.names)))
    beside = " and ".join(map(words, names))
    detail = (
        f"rule {verdict.rule} asks for {asked}, which is not told together with {beside}: "
        "Cost Explorer tells two groupings at once; import a billing export"
    )
    return Why(Reason.UNDECIDED, detail)


def _not_split(unit: str, split: str) -> Why:
    lacking = {
        "even": "no unit has cost of its own",
        "proportional": "no unit has cost of its own",
        "fixed": "no percentage is above 0",
        "usage": "how much of it each unit used is not known",
    }
    return Why(Reason.NOT_SPLIT, f"shared cost of {unit} is not split: {lacking[split]}")
