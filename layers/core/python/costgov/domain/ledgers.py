"""What a delivery of cost facts means for the ledgers, whichever store keeps them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from costgov.domain.costs import Coverage, Ledger, MonthCost, SeriesKey
from costgov.domain.packing import pack, pack_quantities
from costgov.domain.period import Month
from costgov.domain.runs import COST_EXPLORER, CostSource
from costgov.errors import StoreError

# All cuts of one dimension within one kind of scope, such as every account's services.
type Family = tuple[str, str]

# A month is one item, which holds 400 KB at most, its keys and what the history adds included.
LARGEST_MONTH = 390_000
# An amount's text with its day: a sign, 18 digits, 40 decimals, `31=` and a space.
_LONGEST_AMOUNT = 64


def family(key: SeriesKey) -> Family:
    """The family a cut belongs to: (scope kind, dimension)."""
    return key.scope.kind, key.dimension


def covered(key: SeriesKey, only: Collection[Family] | None) -> bool:
    """Whether a delivery restricted to `only` speaks about this cut."""
    return only is None or family(key) in only


def counts(source: str, of: CostSource | None) -> bool:
    """Whether a ledger's source belongs to the kind of source that counts (any when None)."""
    return of is None or (source == COST_EXPLORER) == (of == COST_EXPLORER)


def group_by_cut(
    facts: Iterable[MonthCost],
    source: str,
    months: Collection[Month],
    only: Collection[Family] | None = None,
) -> dict[SeriesKey, list[MonthCost]]:
    """A source's facts of some months, and families if `only` names them, by their cut.

    Raises:
        StoreError: a fact is another source's, of another month or of another family, two are
            of one month and value, or one is larger than an item can be.
    """
    cuts: dict[SeriesKey, dict[tuple[str | None, Month], MonthCost]] = defaultdict(dict)
    for fact in facts:
        place = (fact.value, fact.month)
        if fact.source != source:
            raise StoreError(f"a fact of {fact.source!r} was handed over as one of {source!r}")
        if fact.month not in months:
            raise StoreError(f"a fact of {fact.month} is in none of the months delivered")
        if not covered(fact.key, only):
            raise StoreError(f"a fact of {family(fact.key)} is in none of the families delivered")
        _check_size(fact)
        if place in cuts[fact.key]:
            raise StoreError(f"two facts of {fact.month} and value {fact.value!r} in {fact.key}")
        cuts[fact.key][place] = fact
    return {key: list(cut.values()) for key, cut in cuts.items()}


def _check_size(fact: MonthCost) -> None:
    """Refuse what no item can hold; nearly always a glance at how many amounts there are tells."""
    text = len((fact.value or "").encode()) + sum(len(unit.encode()) for unit in fact.quantities)
    by_day = (*fact.amounts.values(), *fact.quantities.values())
    if text + _LONGEST_AMOUNT * sum(map(len, by_day)) <= LARGEST_MONTH:
        return
    packed = (*pack(fact.amounts).values(), *pack_quantities(fact.quantities).values())
    size = text + sum(map(len, packed))
    if size > LARGEST_MONTH:
        raise StoreError(f"{fact.month} of a value of {fact.key} has {size} bytes, too many")


def merged_ledgers(
    known: Iterable[Ledger],
    cuts: Mapping[SeriesKey, Sequence[MonthCost]],
    source: str,
    as_of: str,
) -> list[Ledger]:
    """The source's ledgers after a delivery: a dimension's days only ever widen."""
    before = {ledger.currency: ledger.coverage for ledger in known if ledger.source == source}
    days: dict[str, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    for key, facts in cuts.items():
        for fact in facts:
            days[key.currency][key.dimension] |= fact.days()
    return [
        Ledger(currency, source, _widened(before.get(currency, {}), delivered, as_of))
        for currency, delivered in days.items()
        if any(delivered.values())
    ]


def _widened(
    before: Mapping[str, Coverage], delivered: Mapping[str, Collection[date]], as_of: str
) -> dict[str, Coverage]:
    coverage = dict(before)
    for dimension, seen in delivered.items():
        if not seen:
            continue
        known = before.get(dimension, Coverage(min(seen), max(seen), as_of))
        coverage[dimension] = Coverage(
            min(known.first_day, *seen), max(known.last_day, *seen), max(known.as_of, as_of)
        )
    return coverage


def known_then(version: str, until: str | None, known_at: str) -> bool:
    """Whether what was stored at `version` and replaced at `until` was known at an instant."""
    return version <= known_at and (until is None or known_at < until)
