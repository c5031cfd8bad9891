"""What a delivery of cost facts means for the ledgers, whichever store keeps them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from costgov.domain.costs import Ledger, MonthCost, SeriesKey
from costgov.domain.period import Month
from costgov.domain.runs import COST_EXPLORER, CostSource
from costgov.errors import StoreError

# All cuts of one dimension within one kind of scope, such as every account's services.
type Family = tuple[str, str]


def family(key: SeriesKey) -> Family:
    """The family a cut belongs to: (scope kind, dimension)."""
    return key.scope.kind, key.dimension


def covered(key: SeriesKey, only: Collection[Family] | None) -> bool:
    """Whether a delivery restricted to `only` speaks about this cut."""
    return only is None or family(key) in only


def counts(source: str, of: CostSource | None) -> bool:
    """Whether a ledger's source belongs to the kind of source that counts (any when None)."""
    return of is None or (source == COST_EXPLORER) == (of == COST_EXPLORER)


def group_by_cut(facts: Iterable[MonthCost], source: str) -> dict[SeriesKey, list[MonthCost]]:
    """A source's facts by the cut they belong to.

    Raises:
        StoreError: a fact is another source's, or two are of one month and value.
    """
    cuts: dict[SeriesKey, dict[tuple[str | None, Month], MonthCost]] = defaultdict(dict)
    for fact in facts:
        place = (fact.value, fact.month)
        if fact.source != source:
            raise StoreError(f"a fact of {fact.source!r} was handed over as one of {source!r}")
        if place in cuts[fact.key]:
            raise StoreError(f"two facts of {fact.month} and value {fact.value!r} in {fact.key}")
        cuts[fact.key][place] = fact
    return {key: list(cut.values()) for key, cut in cuts.items()}


def merged_ledgers(
    known: Iterable[Ledger],
    cuts: Mapping[SeriesKey, Sequence[MonthCost]],
    source: str,
    as_of: str,
) -> list[Ledger]:
    """The source's ledgers after a delivery: days and dimensions only ever widen."""
    before = {ledger.currency: ledger for ledger in known if ledger.source == source}
    days: dict[str, list[date]] = defaultdict(list)
    dimensions: dict[str, set[str]] = defaultdict(set)
    for key, facts in cuts.items():
        dimensions[key.currency].add(key.dimension)
        for fact in facts:
            days[key.currency] += _days(fact)
    delivered = [
        Ledger(currency, source, min(seen), max(seen), as_of, tuple(sorted(dimensions[currency])))
        for currency, seen in days.items()
        if seen
    ]
    return [_widened(before.get(ledger.currency), ledger) for ledger in delivered]


def _days(fact: MonthCost) -> set[date]:
    return {
        date(fact.month.year, fact.month.month, number)
        for by_day in fact.amounts.values()
        for number in by_day
    }


def _widened(before: Ledger | None, now: Ledger) -> Ledger:
    if before is None:
        return now
    return replace(
        now,
        first_day=min(before.first_day, now.first_day),
        last_day=max(before.last_day, now.last_day),
        dimensions=tuple(sorted({*before.dimensions, *now.dimensions})),
    )
