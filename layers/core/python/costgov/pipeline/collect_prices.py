"""Asks the price list, about once a week, for what the inventory makes worth knowing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from costgov.clock import Clock
from costgov.collectors.prices.contract import PriceRule
from costgov.collectors.prices.offers import Offers, read_offers
from costgov.collectors.prices.registry import rules
from costgov.domain.period import ONE_DAY
from costgov.domain.price_book import EVERYWHERE
from costgov.domain.price_sheet import PriceSheet, sheets
from costgov.domain.runs import COLLECT_RATES, Gap, StepEvent
from costgov.errors import OutOfTime, SourceError
from costgov.gateways.ports import DocumentStore
from costgov.gateways.rate_ports import PriceList
from costgov.pipeline.findings import Findings
from costgov.pipeline.inventoried import kinds_by_region
from costgov.pipeline.rate_records import price_sheets

WEEK: Final = timedelta(days=7)
AMBIGUOUS: Final = "ambiguous-price"
_NAMED: Final = 5

type Query = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class _Tally:
    """How asking went: failures by reason, ambiguous keys by rule."""

    expected: int = 0
    got: int = 0
    prices: int = 0
    failed: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    details: dict[str, str] = field(default_factory=dict)
    ambiguous: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, rule: PriceRule, region: str, offers: Offers) -> None:
        """Count what a rule gave."""
        self.got += 1
        self.prices += len(offers.prices)
        if offers.ambiguous:
            self.ambiguous[rule.key] |= {f"{key} in {region}" for key in offers.ambiguous}

    def fail(self, error: SourceError, region: str, some: Sequence[PriceRule]) -> None:
        """Note whose prices could not be read."""
        named = ", ".join(sorted({rule.key for rule in some}))
        self.failed[error.reason].append(f"{named} in {region}")
        self.details.setdefault(error.reason, str(error))


@dataclass(frozen=True, slots=True)
class CollectPrices:
    """The part of `collect_rates` that keeps list prices."""

    price_list: PriceList
    results: DocumentStore
    clock: Clock
    known_rules: tuple[PriceRule, ...] | None = None

    def __call__(self, event: StepEvent, deadline: datetime) -> Findings:
        """Ask for every rule and region that is due: unknown, or a week old.

        A rule is wanted in a region whose inventory holds one of its kinds. What cannot be read
        keeps the prices it had and is a gap; so is a key under which products differ in price,
        which has none until the rule tells them apart.

        Raises:
            StoreError: prices could not be stored.
        """
        tally = _Tally()
        wanted = rules() if self.known_rules is None else self.known_rules
        for region, kinds in sorted(_places(kinds_by_region(self.results)).items()):
            self._forget(region, wanted)
            here = [one for one in wanted if _is_wanted(one, region, kinds)]
            for query, some in self._due(here, region, event.as_of).items():
                tally.expected += len(some)
                try:
                    if self.clock() >= deadline:
                        raise OutOfTime("no time was left")
                    self._ask(query, some, region, event.as_of, tally)
                except SourceError as error:
                    tally.fail(error, region, some)
        return _findings(tally, event.as_of)

    def _forget(self, region: str, known: Sequence[PriceRule]) -> None:
        """Remove the prices of rules that are no more."""
        table, digests = price_sheets(self.results), {one.digest for one in known}
        for sort in table.bodies(region):
            if sort.partition("#")[0] not in digests:
                table.delete(sort, region)

    def _due(
        self, wanted: Sequence[PriceRule], region: str, as_of: date
    ) -> Mapping[Query, Sequence[PriceRule]]:
        """The rules whose prices are to be read anew, by what is asked for them."""
        read = {one.rule: one.as_of for one in price_sheets(self.results).all(region)}
        by_query: defaultdict[Query, list[PriceRule]] = defaultdict(list)
        for one in wanted:
            if one.digest not in read or as_of - read[one.digest] >= WEEK:
                by_query[_query(one, region)].append(one)
        return by_query

    def _ask(
        self, query: Query, some: Sequence[PriceRule], region: str, as_of: date, tally: _Tally
    ) -> None:
        """Read what rules have in common once; they tell its products apart."""
        service_code, filters = query
        products = list(self.price_list.products(service_code, dict(filters)))
        for rule in some:
            offers = read_offers(rule, region, products, as_of)
            self._store(rule, region, offers, as_of)
            tally.add(rule, region, offers)

    def _store(self, rule: PriceRule, region: str, offers: Offers, as_of: date) -> None:
        whole = PriceSheet(
            rule=rule.digest,
            template=rule.key,
            region=region,
            service_code=rule.service_code,
            service_name=next((one.service_name for one in offers.prices), ""),
            as_of=as_of,
            ambiguous=offers.ambiguous,
        )
        parts = sheets(whole, offers.prices)
        named = ((f"{rule.digest}#{number:02d}", part) for number, part in enumerate(parts))
        price_sheets(self.results).make_equal(named, region, prefix=f"{rule.digest}#")


def _places(inventoried: Mapping[str, AbstractSet[str]]) -> Mapping[str, AbstractSet[str]]:
    """The kinds in each region; everything there is for what is priced without regions."""
    everything = frozenset(kind for kinds in inventoried.values() for kind in kinds)
    return {**inventoried, EVERYWHERE: everything}


def _is_wanted(rule: PriceRule, region: str, kinds: AbstractSet[str]) -> bool:
    if bool(rule.region_attribute) == (region == EVERYWHERE) or not kinds:
        return False
    return not rule.kinds or not kinds.isdisjoint(rule.kinds)


def _query(rule: PriceRule, region: str) -> Query:
    filters = dict(rule.filters)
    if rule.region_attribute:
        filters[rule.region_attribute] = region
    return rule.service_code, tuple(sorted(filters.items()))


def _findings(tally: _Tally, as_of: date) -> Findings:
    failures = (
        _gap(reason, named, tally.details[reason], as_of + ONE_DAY)
        for reason, named in sorted(tally.failed.items())
    )
    doubtful = (
        _gap(AMBIGUOUS, sorted(keys), f"several prices for {rule}", as_of + WEEK)
        for rule, keys in sorted(tally.ambiguous.items())
    )
    notes = (f"{tally.prices} prices of {tally.got} rules were read",) if tally.got else ()
    return Findings(tally.expected, tally.got, (*failures, *doubtful), notes)


def _gap(reason: str, named: Sequence[str], detail: str, again: date) -> Gap:
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return Gap(
        step=COLLECT_RATES,
        target="prices",
        reason=reason,
        detail=f"{'; '.join(named[:_NAMED])}{more}: {detail}",
        retry_after=again,
    )
