"""Adds up every grouping of a ledger and compares it with what it is a grouping of, day by day.

Both sides are taken as they were known at the same instant: a tag that is read once a week is
compared with the total of that day, not with one that has been restated since.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from costgov.domain.costs import (
    ACCOUNT,
    COST_CATEGORY_PREFIX,
    JOINT,
    ORG,
    REGION,
    RESOURCE,
    SERVICE,
    TAG_PREFIX,
    TOTAL,
    USAGE_TYPE,
    Coverage,
    Ledger,
    Metric,
    MonthCost,
    Scope,
    added,
)
from costgov.domain.period import ONE_DAY, Month, Window, parse_instant
from costgov.domain.reconciliation import GroupingCheck, Reconciliation, Side, checked
from costgov.pipeline.ledger import CurrencyLedger, Cut, CutReader, Daily
from costgov.pipeline.reconcile_readings import Instants, Readings, instants

# Cuts within one account or service that a run adds up; where there are more they take turns.
NESTED_CUTS: Final = 300
# Parts of each account and of each service, where a source delivers them.
_PARTS: Final = {ACCOUNT: (SERVICE, JOINT), SERVICE: (ACCOUNT, USAGE_TYPE, REGION)}
# Tags and cost categories are told apart by account as well.
_NAMED: Final = (TAG_PREFIX, COST_CATEGORY_PREFIX)
# Dimensions that the whole bill is never cut by.
_NESTED_ONLY: Final = frozenset({RESOURCE, JOINT})

# The values of the parent dimension that a scope stands for.
type Scopes = Mapping[Scope, tuple[str | None, ...]]


@dataclass(slots=True)
class Reconciler:
    """Checks one currency's ledger over the days of `window`.

    `reader` is the caller's own over the whole ledger: cuts of `shared` dimensions are read
    through it, so that they are not read twice.
    """

    ledger: CurrencyLedger
    reader: CutReader
    shared: frozenset[str]
    window: Window
    as_of: date
    readings: Readings = field(default_factory=Readings)
    _readers: dict[str | None, CutReader] = field(default_factory=dict)

    def run(self) -> Reconciliation:
        """Check every grouping; raises StoreError."""
        of_all = sorted(self.ledger.dimensions - {TOTAL} - _NESTED_ONLY)
        checks = [self._of_all(dimension) for dimension in of_all]
        checks += [check for check in self._nested() if check.sums]
        return Reconciliation(currency=self.ledger.currency, as_of=self.as_of, checks=tuple(checks))

    def _of_all(self, dimension: str) -> GroupingCheck:
        sides = [
            self._side(ledger, dimension, TOTAL, ORG, (None,))
            for ledger in self._delivering(dimension, TOTAL)
        ]
        return self._check(dimension, ORG.kind, sides, 1, 1)

    def _nested(self) -> Iterator[GroupingCheck]:
        families = [(parent, part, self._scopes(parent)) for parent, part in self._families()]
        cuts = [(number, scope) for number, (*_, scopes) in enumerate(families) for scope in scopes]
        turns = max(1, -(-len(cuts) // NESTED_CUTS))
        due = cuts[self.as_of.toordinal() % turns :: turns]
        for number, (parent, part, scopes) in enumerate(families):
            mine = {scope: scopes[scope] for family, scope in due if family == number}
            sides = [
                side
                for ledger in self._delivering(part, parent)
                for side in self._sides(ledger, part, parent, mine)
            ]
            yield self._check(part, parent, sides, len(mine), len(scopes))

    def _families(self) -> list[tuple[str, str]]:
        known = self.ledger.dimensions
        named = sorted(name for name in known if name.startswith(_NAMED))
        return [
            (parent, part)
            for parent, parts in _PARTS.items()
            for part in (*parts, *(named if parent == ACCOUNT else ()))
            if {parent, part} <= known
        ]

    def _scopes(self, parent: str) -> Scopes:
        """The scopes that a parent dimension's values are; costs of no value are in that of ""."""
        named: dict[str, list[str | None]] = defaultdict(list)
        for value, facts in self._cut(parent, ORG, None).facts.items():
            if any(fact.amounts for fact in facts):
                named[value or ""].append(value)
        return {Scope(((parent, name),)): tuple(named[name]) for name in sorted(named)}

    def _delivering(self, *dimensions: str) -> list[Ledger]:
        return [ledger for ledger in self.ledger.ledgers if {*dimensions} <= {*ledger.dimensions}]

    def _sides(self, ledger: Ledger, part: str, parent: str, scopes: Scopes) -> list[Side]:
        """A source's sides of each scope; none when it does not cut these scopes by the part."""
        sides = [
            self._side(ledger, part, parent, scope, values) for scope, values in scopes.items()
        ]
        told = any(side.groups for side in sides)
        return sides if told or self.readings.delivers(ledger, parent, part) else []

    def _side(
        self, ledger: Ledger, part: str, parent: str, scope: Scope, values: tuple[str | None, ...]
    ) -> Side:
        own = self.readings.last(ledger, scope.kind, part)
        whole = self.readings.last(ledger, ORG.kind, parent)
        window = self._days(ledger.coverage[part], ledger.coverage[parent])
        groups: list[MonthCost] = []
        wholes: list[MonthCost] = []
        months = {month: instants(own, whole, str(month)) for month in window.months()}
        for at in {found for found in months.values() if found is not None}:
            cut, around = self._cut(part, scope, at[0]).facts, self._cut(parent, ORG, at[1]).facts
            own_facts = (fact for facts in cut.values() for fact in facts)
            facts_around = (fact for value in values for fact in around.get(value, ()))
            groups += _of(own_facts, ledger.source, months, at)
            wholes += _of(facts_around, ledger.source, months, at)
        return Side(
            source=ledger.source,
            scope=str(scope),
            as_of=min(own.as_of, whole.as_of),
            window=window,
            groups=_sums(groups),
            whole=_sums(wholes),
            not_compared=tuple(str(month) for month, found in months.items() if found is None),
        )

    def _check(
        self, dimension: str, within: str, sides: Sequence[Side], looked_at: int, of: int
    ) -> GroupingCheck:
        return checked(
            dimension,
            within,
            sides,
            self.ledger.currency,
            looked_at=looked_at,
            of=of,
            lacking=[one.source for one in self.ledger.ledgers if dimension not in one.coverage],
        )

    def _days(self, *parts: Coverage) -> Window:
        """The days of the window that all parts cover."""
        start = max(self.window.start, *(part.first_day for part in parts))
        end = min(self.window.end, *(part.last_day + ONE_DAY for part in parts))
        return Window(start, max(start, end))

    def _cut(self, dimension: str, scope: Scope, known_at: str | None) -> Cut:
        """A cut in the window's months, as it is now or as it was known at an instant."""
        if known_at is None and scope == ORG and dimension in self.shared:
            return self.reader.cut(dimension).within(self.window)
        if known_at not in self._readers:
            self._readers[known_at] = CutReader(
                self.reader.store,
                self.ledger.currency,
                self.window,
                parse_instant(known_at) if known_at else None,
            )
        return self._readers[known_at].cut(dimension, scope)


def _of(
    facts: Iterable[MonthCost], source: str, months: Mapping[Month, Instants | None], at: Instants
) -> list[MonthCost]:
    """A source's facts of the months that are compared as of these instants."""
    return [fact for fact in facts if fact.source == source and months.get(fact.month) == at]


def _sums(facts: Sequence[MonthCost]) -> dict[Metric, Daily]:
    """Exact daily amounts over values and charge categories, by metric."""
    metrics = {metric for fact in facts for _, metric in fact.amounts}
    return {metric: added(fact.daily(metric) for fact in facts) for metric in metrics}
