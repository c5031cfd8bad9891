"""What the stored facts tell of an account's charges: all keys together, or one at a time."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import compress

from costgov.domain.allocation.amounts import Amounts, summed
from costgov.domain.allocation.charges import Charges, Grouping
from costgov.domain.allocation.plan import ACCOUNT_NAME, Usage
from costgov.domain.allocation.rules import Possible, Value
from costgov.domain.costs import (
    ACCOUNT,
    JOINT,
    SERVICE,
    TOTAL,
    USAGE_TYPE,
    MonthCost,
    Scope,
    SeriesKey,
)
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.gateways.ports import CostReader
from costgov.pipeline.ledger import CutReader

# One source's word on one month.
type Told = tuple[str, Month]
type Facts = Mapping[Told, list[MonthCost]]
type NamedFacts = tuple[tuple[str, ...], list[MonthCost]]


@dataclass(frozen=True)
class ChargeReader:
    """Reads the charges of a currency's accounts in the days of `window`.

    `reader` reads cuts of the whole bill, `tags` are the tag dimensions that it was ever cut by,
    `asked` those that rules ask for, `joint` tells whether any source has told keys together;
    `names` are accounts' names by id.
    """

    store: CostReader
    reader: CutReader
    window: Window
    tags: tuple[str, ...]
    asked: tuple[str, ...]
    joint: bool
    names: Mapping[str, str]

    @cached_property
    def by_account(self) -> Mapping[str, Facts]:
        """Each account's own facts; costs of no account are those of ""."""
        found: dict[str, dict[Told, list[MonthCost]]] = defaultdict(dict)
        for value, facts in self.reader.cut(ACCOUNT).facts.items():
            for told, own in _by_told(facts, self.window).items():
                found[value or ""].setdefault(told, []).extend(own)
        return found

    def bill(self, month: Month) -> Amounts:
        """The whole bill of a month, up to the window's end."""
        facts = _by_told(self.reader.cut(TOTAL).facts.get(None, ()), self.window)
        own = (one for (_, of), found in facts.items() if of == month for one in found)
        return self._cells((None, one) for one in own).get(None, {})

    def charges(self, account: str) -> Iterator[tuple[Month, Charges[Amounts]]]:
        """An account's charges by month, as far as each source tells them."""
        scope = Scope.account(account)
        known: dict[str, frozenset[Value]] = {ACCOUNT: frozenset((account or None,))}
        if account in self.names:
            known[ACCOUNT_NAME] = frozenset((self.names[account],))
        together = _by_told(self._read(scope, JOINT), self.window) if self.joint else {}
        for told, facts in together.items():
            grouping = self._together(told, facts)
            if grouping.cells:
                yield told[1], Charges(known, (grouping,))
        own = self.by_account.get(account, {})
        apart = {told: facts for told, facts in own.items() if told not in together}
        yield from self._apart(scope, known, apart)

    def quantities(self, account: str, usage: Usage) -> Mapping[Month, Mapping[str, Decimal]]:
        """What an account consumed of some usage types by month, summed for each unit apart."""
        scope = Scope.service(usage.service).within(ACCOUNT, account)
        found: dict[Month, dict[str, Decimal]] = defaultdict(dict)
        for fact in self._read(scope, USAGE_TYPE):
            for unit, by_day in fact.quantities.items() if usage.covers(fact.value) else ():
                for number, quantity in by_day.items():
                    if _day(fact, number) in self.window:
                        sums = found[fact.month]
                        sums[unit] = EXACT.add(sums.get(unit, Decimal(0)), quantity)
        return found

    @cached_property
    def _tags_told(self) -> Mapping[Told, tuple[str, ...]]:
        """The tags that each source tells of each month."""
        found: dict[Told, list[str]] = defaultdict(list)
        for tag in self.tags:
            facts = (one for own in self.reader.cut(tag).facts.values() for one in own)
            for told in _by_told(facts, self.window):
                found[told].append(tag)
        return {told: tuple(tags) for told, tags in found.items()}

    def _together(self, told: Told, facts: Iterable[MonthCost]) -> Grouping[Amounts]:
        """A key that is not written in a fact has no value; one nobody asked for is not told."""
        names = (SERVICE, *self._tags_told.get(told, ()))
        keys = ((json.loads(fact.value or "{}"), fact) for fact in facts)
        return Grouping(
            names,
            self._cells((tuple(key.get(name) for name in names), fact) for key, fact in keys),
        )

    def _apart(
        self, scope: Scope, known: Possible, own: Facts
    ) -> Iterator[tuple[Month, Charges[Amounts]]]:
        if not own:
            return
        cuts = [
            ((name,), _by_told(self._read(scope, name), self.window))
            for name in (SERVICE, *self.asked)
        ]
        for told, facts in own.items():
            # What the account costs is known too, where nothing tells its charges apart.
            found = [(names, cut[told]) for names, cut in cuts if told in cut] + [((), facts)]
            for numbers, which in self._days(found):
                groupings = (
                    Grouping(names, self._cells(_keyed(names, of), numbers)) for names, of in which
                )
                spent = tuple(one for one in groupings if one.cells)
                if spent:
                    yield told[1], Charges(known, spent)

    def _days(self, told: Sequence[NamedFacts]) -> Iterator[tuple[set[int], list[NamedFacts]]]:
        """The groupings told of the same days, the most of them first.

        Tags that Cost Explorer is asked for in turns do not go as far as the rest of the bill.
        """
        days = [{day.day for fact in facts for day in fact.days()} for _, facts in told]
        together: dict[tuple[bool, ...], set[int]] = defaultdict(set)
        for number in set().union(*days):
            together[tuple(number in of for of in days)].add(number)
        for which, numbers in sorted(together.items(), key=lambda one: one[0], reverse=True):
            yield numbers, list(compress(told, which))

    def _cells[K](
        self, facts: Iterable[tuple[K, MonthCost]], days: Collection[int] | None = None
    ) -> dict[K, Amounts]:
        """Amounts by key, up to the window's end; a key without any amount but 0 is not there."""
        cells: dict[K, Amounts] = {}
        for key, fact in facts:
            amounts = self._on(fact, days)
            cells[key] = summed((cells[key], amounts)) if key in cells else amounts
        return {
            key: amounts
            for key, amounts in cells.items()
            if any(amount for by_day in amounts.values() for amount in by_day.values())
        }

    def _on(self, fact: MonthCost, days: Collection[int] | None) -> Amounts:
        if fact.month.window.end > self.window.end:
            last = range((self.window.end - ONE_DAY).day + 1)
            days = last if days is None else [day for day in days if day in last]
        if days is None:
            return fact.amounts
        return {
            key: kept
            for key, by_day in fact.amounts.items()
            if (kept := {day: amount for day, amount in by_day.items() if day in days})
        }

    def _read(self, scope: Scope, dimension: str) -> list[MonthCost]:
        return self.store.months(SeriesKey(self.reader.currency, scope, dimension), self.window)


def _by_told(facts: Iterable[MonthCost], window: Window) -> Facts:
    months = frozenset(window.months())
    found: dict[Told, list[MonthCost]] = defaultdict(list)
    for fact in facts:
        if fact.month in months:
            found[fact.source, fact.month].append(fact)
    return found


def _keyed(
    names: tuple[str, ...], facts: Iterable[MonthCost]
) -> Iterator[tuple[tuple[Value, ...], MonthCost]]:
    return (((fact.value,) if names else (), fact) for fact in facts)


def _day(fact: MonthCost, number: int) -> date:
    return date(fact.month.year, fact.month.month, number)
