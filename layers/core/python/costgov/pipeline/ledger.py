"""Reading a currency's cost facts: which sources it has, and exact daily amounts of its cuts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from costgov.domain.costs import (
    ORG,
    TOTAL,
    ChargeCategory,
    Ledger,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
    added,
)
from costgov.domain.deliveries import EXPORT, FILE, export_of, file_source
from costgov.domain.insights import Basis
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Month, Window, parse_instant
from costgov.domain.runs import COST_EXPLORER
from costgov.gateways.ports import CostReader

# What has delivered nothing for so long is over (an old import), not late.
OVER_AFTER = timedelta(days=45)
# 2026-10, 202610, 2026/10/01, 20261001: a month or a day, and no part of a longer number.
_DATE = re.compile(r"(?<!\d)20\d\d([-_./]?)(0[1-9]|1[0-2])(\1(0[1-9]|[12]\d|3[01]))?(?!\d)")

type Daily = dict[date, Decimal]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Successive sources of the same money: one, or files whose names differ in dates only."""

    first_day: date
    last_day: date
    as_of: str

    @classmethod
    def of(cls, ledgers: Sequence[Ledger]) -> "Delivery":
        """What the sources have delivered together."""
        return cls(
            min(ledger.first_day for ledger in ledgers),
            max(ledger.last_day for ledger in ledgers),
            max(ledger.as_of for ledger in ledgers),
        )


@dataclass(frozen=True, slots=True)
class CurrencyLedger:
    """All that is known in one currency: its sources' ledgers, whose amounts may be added."""

    currency: str
    ledgers: tuple[Ledger, ...]

    @property
    def first_day(self) -> date:
        """The first day any source has delivered."""
        return min(ledger.first_day for ledger in self.ledgers)

    @property
    def last_day(self) -> date:
        """The last day any source has delivered."""
        return max(ledger.last_day for ledger in self.ledgers)

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions any source has delivered."""
        return frozenset(name for ledger in self.ledgers for name in ledger.dimensions)

    def by(self, dimension: str) -> "CurrencyLedger":
        """What is known by one dimension: its own days, sources and instants.

        Some dimensions are read less often than the total, or fail alone.
        """
        delivering = (ledger for ledger in self.ledgers if dimension in ledger.coverage)
        return replace(
            self,
            ledgers=tuple(
                replace(ledger, coverage={dimension: ledger.coverage[dimension]})
                for ledger in delivering
            ),
        )

    def window(self, as_of: date) -> Window:
        """Every day known up to and including `as_of`; empty when the ledger begins later."""
        end = min(self.last_day, as_of) + ONE_DAY
        return Window(min(self.first_day, end), end)

    @property
    def current(self) -> tuple[tuple[str, Delivery], ...]:
        """What still delivers, by name: neither over nor a file that a later one continues."""
        exports = {name for ledger in self.ledgers if (name := export_of(ledger.source))}
        by_name: dict[str, list[Ledger]] = defaultdict(list)
        for ledger in self.ledgers:
            by_name[_name(ledger.source, exports)].append(ledger)
        all_of_them = [(name, Delivery.of(by_name[name])) for name in sorted(by_name)]
        begun = max(delivery.first_day for _, delivery in all_of_them)
        newest = max(delivery.last_day for _, delivery in all_of_them)
        return tuple(
            (name, delivery)
            for name, delivery in all_of_them
            if (name == COST_EXPLORER or begun <= delivery.last_day)
            and newest - delivery.last_day <= OVER_AFTER
        )

    def settled_end(self, as_of: date, unsettled_days: int) -> date:
        """The last day that is complete in everything that still delivers.

        Cost Explorer goes on filling its latest days, so the last `unsettled_days` up to `as_of`
        do not count; the days of a billing file are all complete.
        """
        settled = as_of - timedelta(days=unsettled_days)
        return min(
            min(delivery.last_day, settled if name == COST_EXPLORER else as_of)
            for name, delivery in self.current
        )

    @property
    def settled_until(self) -> date:
        """The last day that was complete in everything that still delivers when it was read.

        On the day that Cost Explorer is read it is still filling that day up.
        """
        return min(
            min(delivery.last_day, parse_instant(delivery.as_of).date() - ONE_DAY)
            if name == COST_EXPLORER
            else delivery.last_day
            for name, delivery in self.current
        )

    def basis(self, method: str) -> Basis:
        """The sources, when what still delivers was read (the oldest of it), and the method."""
        return Basis(
            sources=tuple(sorted(ledger.source for ledger in self.ledgers)),
            as_of=min(delivery.as_of for _, delivery in self.current),
            method=method,
        )


def _name(source: str, exports: Iterable[str]) -> str:
    """The name of an export for all its months; a lone file's name without its dates.

    So a month's file continues the last month's. Other numbers tell files apart: accounts', for
    one. A file in an export's folder was one of its parts, imported before any manifest was there.
    """
    if not source.startswith(FILE):
        return export_of(source) or source
    folders = {export: f"{file_source(export.removeprefix(EXPORT))}/" for export in exports}
    within = (export for export, folder in folders.items() if source.startswith(folder))
    return max(within, key=len, default="") or _DATE.sub("#", source)


def currency_ledgers(store: CostReader, known_at: datetime | None = None) -> list[CurrencyLedger]:
    """The stored ledgers by currency, in the currencies' order, by now or by an instant."""
    ordered = sorted(store.ledgers(known_at), key=lambda ledger: (ledger.currency, ledger.source))
    return [
        CurrencyLedger(currency, tuple(ledgers))
        for currency, ledgers in groupby(ordered, key=lambda ledger: ledger.currency)
    ]


def months_of(store: CostReader, source: str) -> set[Month]:
    """The months of which a source may have facts."""
    return {
        month
        for ledger in store.ledgers()
        if ledger.source == source
        for month in Window(ledger.first_day, ledger.last_day + ONE_DAY).months()
    }


@dataclass(frozen=True)
class Cut:
    """The facts of one ledger cut, by value."""

    facts: Mapping[str | None, Sequence[MonthCost]]

    def daily(
        self,
        value: str | None,
        metric: Metric = Metric.EFFECTIVE,
        categories: Iterable[ChargeCategory] | None = None,
    ) -> Daily:
        """Exact daily amounts of one value over sources and categories (all by default)."""
        wanted = None if categories is None else frozenset(categories)
        return added(fact.daily(metric, wanted) for fact in self.facts.get(value, ()))

    @cached_property
    def unsplit(self) -> bool:
        """Whether a source could not tell its charge categories apart."""
        return any(
            category is ChargeCategory.UNSPLIT
            for facts in self.facts.values()
            for fact in facts
            for category, _ in fact.amounts
        )

    def within(self, window: Window) -> "Cut":
        """The facts of the window's months only."""
        months = frozenset(window.months())
        return Cut(
            {
                value: [fact for fact in facts if fact.month in months]
                for value, facts in self.facts.items()
            }
        )


@dataclass(slots=True)
class CutReader:
    """Reads cuts of one currency over one window, each at most once.

    With `known_at`, as they were known at that instant; with `only`, the amounts of one metric.
    """

    store: CostReader
    currency: str
    window: Window
    known_at: datetime | None = None
    only: Metric | None = None
    _cuts: dict[tuple[Scope, str], Cut] = field(default_factory=dict)

    def cut(self, dimension: str, scope: Scope = ORG) -> Cut:
        """One cut; its days lie in the window's months."""
        if (scope, dimension) not in self._cuts:
            by_value: dict[str | None, list[MonthCost]] = defaultdict(list)
            key = SeriesKey(self.currency, scope, dimension)
            for fact in self.store.months(
                key, self.window, known_at=self.known_at, metric=self.only
            ):
                by_value[fact.value].append(fact)
            self._cuts[scope, dimension] = Cut(dict(by_value))
        return self._cuts[scope, dimension]

    def whole(self, scope: Scope) -> Cut:
        """A scope itself, as a cut of one value (None): the value it is in the cut around it."""
        *around, (kind, value) = scope.parts or ((TOTAL, ""),)
        facts = self.cut(kind, Scope(tuple(around))).facts
        # Costs without a value are in the scope of no name.
        named = [value] if value else [None, ""]
        return Cut({None: [fact for name in named for fact in facts.get(name, ())]})

    def total(
        self,
        metric: Metric = Metric.EFFECTIVE,
        categories: Iterable[ChargeCategory] | None = None,
    ) -> Daily:
        """Exact daily amounts of the whole ledger."""
        return self.cut(TOTAL).daily(None, metric, categories)


def sum_within(days: Daily, window: Window) -> Decimal:
    """The exact sum over the days of a window."""
    return exact_sum(amount for day, amount in days.items() if day in window)
