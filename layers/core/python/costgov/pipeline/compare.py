"""Two periods of a part of the bill, and what drove the change from one to the other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.comparison import (
    NO_USAGE_TYPES,
    NOT_LOOKED_INTO,
    NOT_SPLIT,
    OTHER_DAYS,
    ChangeDriver,
    DriverKind,
    Usage,
    usage_drivers,
)
from costgov.domain.costs import (
    ACCOUNT,
    SERVICE,
    USAGE_TYPE,
    ChargeCategory,
    Metric,
    MonthCost,
    Scope,
)
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Window
from costgov.pipeline.ledger import Cut, CutReader, Daily, sum_within

# Services whose usage types are read, those whose usage moved most: each is one more query.
LOOKED_INTO: Final = 12
_NOTHING: Final = Decimal(0)
_USUAL: Final = (ChargeCategory.USAGE, ChargeCategory.UNSPLIT)
_APART: Final[dict[DriverKind, tuple[ChargeCategory, ...]]] = {
    "credit": (ChargeCategory.CREDIT,),
    "refund": (ChargeCategory.ADJUSTMENT,),
    "other": (ChargeCategory.TAX, ChargeCategory.PURCHASE),
}


@dataclass(frozen=True, slots=True)
class Spend:
    """What something cost in one period: usage (None if it did not occur), and what is no usage."""

    usage: Decimal | None
    apart: dict[DriverKind, Decimal]

    @property
    def total(self) -> Decimal:
        """All of it."""
        return exact_sum((self.usage or _NOTHING, *self.apart.values()))


@dataclass(frozen=True, slots=True)
class Service:
    """A service in both periods."""

    name: str | None
    base: Spend
    now: Spend
    split: bool

    @property
    def moved(self) -> Decimal:
        """The change of its usage."""
        return EXACT.subtract(self.now.usage or _NOTHING, self.base.usage or _NOTHING)

    @property
    def usage_alone(self) -> bool:
        """Whether nothing but usage was charged in either period."""
        return not any((*self.base.apart.values(), *self.now.apart.values()))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Drivers of the change of one scope from `base` to `now`; `reader` knows both windows."""

    reader: CutReader
    scope: Scope
    metric: Metric
    now: Window
    base: Window

    def total(self) -> Daily:
        """Exact daily amounts of the whole scope."""
        return _daily(self._own(), self.metric)

    def drivers(self) -> list[ChangeDriver]:
        """Why the scope's cost moved, the largest parts first; they add up to the change exactly.

        Usage is explained by the quantities of usage types, of the services that moved most.
        """
        if self.scope.kind == "service/account/usage_type":
            found = self._of_usage_type()
        else:
            services = sorted(self._services(), key=lambda one: (-abs(one.moved), one.name or ""))
            found = [
                driver
                for rank, service in enumerate(services)
                for driver in (
                    *_apart(service),
                    *self._usage(service, look_into=rank < LOOKED_INTO),
                )
            ]
        moved = [driver for driver in found if driver.amount]
        return sorted(moved, key=lambda one: -abs(one.amount))

    def _own(self) -> Sequence[MonthCost]:
        return self.reader.whole(self.scope).facts[None]

    def _services(self) -> list[Service]:
        named = dict(self.scope.parts)
        own: Mapping[str | None, Sequence[MonthCost]] = (
            {named[SERVICE]: self._own()}
            if SERVICE in named
            else self.reader.cut(SERVICE, self.scope).facts
        )
        return [
            Service(
                name=name,
                base=_spend(facts, self.metric, self.base),
                now=_spend(facts, self.metric, self.now),
                split=not Cut({name: facts}).unsplit,
            )
            for name, facts in own.items()
        ]

    def _usage(self, service: Service, *, look_into: bool) -> list[ChangeDriver]:
        base, now = service.base.usage, service.now.usage
        if base is None or now is None:
            periods = (None if usage is None else Usage(usage) for usage in (base, now))
            return usage_drivers(service.name, None, *periods)
        if not service.moved:
            return []
        if not look_into:
            return [_unexplained(service, service.moved, NOT_LOOKED_INTO)]
        cut = self.reader.cut(USAGE_TYPE, self._around(service))
        if not cut.facts:
            return [_unexplained(service, service.moved, NO_USAGE_TYPES)]
        if not service.split or (cut.unsplit and not service.usage_alone):
            return [_unexplained(service, service.moved, NOT_SPLIT)]
        return self._by_usage_type(service, cut)

    def _around(self, service: Service) -> Scope:
        scope, account = Scope.service(service.name or ""), dict(self.scope.parts).get(ACCOUNT)
        return scope if account is None else scope.within(ACCOUNT, account)

    def _by_usage_type(self, service: Service, cut: Cut) -> list[ChangeDriver]:
        found = [
            driver
            for usage_type, facts in cut.facts.items()
            for driver in usage_drivers(
                service.name,
                usage_type,
                _used(facts, self.metric, self.base),
                _used(facts, self.metric, self.now),
            )
        ]
        rest = EXACT.subtract(service.moved, exact_sum(driver.amount for driver in found))
        return [*found, _unexplained(service, rest, OTHER_DAYS)]

    def _of_usage_type(self) -> list[ChangeDriver]:
        named, own = dict(self.scope.parts), self._own()
        base, now = (_spend(own, self.metric, window) for window in (self.base, self.now))
        service = Service(named[SERVICE], base, now, split=not Cut({None: own}).unsplit)
        used = (_used(own, self.metric, window) for window in (self.base, self.now))
        usage = usage_drivers(named[SERVICE], named[USAGE_TYPE], *used)
        return [*_apart(service), *usage]


def known_days(days: Daily, window: Window) -> int:
    """How many days of the window are known."""
    return sum(day in window for day in days)


def _apart(service: Service) -> list[ChangeDriver]:
    """What is no usage: credits, refunds, taxes and purchases, each for itself."""
    return [
        ChangeDriver(
            kind=kind,
            service=service.name,
            amount=EXACT.subtract(service.now.apart[kind], service.base.apart[kind]),
        )
        for kind in _APART
    ]


def _unexplained(service: Service, amount: Decimal, reason: str) -> ChangeDriver:
    return ChangeDriver(kind="unexplained", service=service.name, amount=amount, reason=reason)


def _spend(facts: Sequence[MonthCost], metric: Metric, window: Window) -> Spend:
    usual = _daily(facts, metric, _USUAL)
    known = any(day in window for day in usual)
    return Spend(
        usage=sum_within(usual, window) if known else None,
        apart={
            kind: sum_within(_daily(facts, metric, categories), window)
            for kind, categories in _APART.items()
        },
    )


def _used(facts: Sequence[MonthCost], metric: Metric, window: Window) -> Usage | None:
    """What a usage type cost and how much was used; None where it does not occur."""
    usual = _daily(facts, metric, _USUAL)
    cost = {day: amount for day, amount in usual.items() if day in window}
    if not cost:
        return None
    quantities: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for fact in facts:
        for unit, by_day in fact.quantities.items():
            for number, quantity in by_day.items():
                day = date(fact.month.year, fact.month.month, number)
                if day in window:
                    before = quantities[unit].get(day, _NOTHING)
                    quantities[unit][day] = EXACT.add(before, quantity)
    measured = {day for by_day in quantities.values() for day in by_day}
    return Usage(
        amount=exact_sum(cost.values()),
        quantities={unit: exact_sum(by_day.values()) for unit, by_day in quantities.items()},
        on_every_day=all(day in measured for day, amount in cost.items() if amount),
    )


def _daily(
    facts: Iterable[MonthCost], metric: Metric, categories: Iterable[ChargeCategory] | None = None
) -> Daily:
    return Cut({None: list(facts)}).daily(None, metric, categories)
