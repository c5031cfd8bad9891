"""What usage types and resources really cost over the last settled days: read from the bill."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from costgov.domain.costs import (
    ACCOUNT,
    ORG,
    OTHER_RESOURCES,
    RESOURCE,
    SERVICE,
    USAGE_TYPE,
    ChargeCategory,
    Metric,
    MonthCost,
    Scope,
)
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.price_book import usage_key
from costgov.domain.rates import Rates, Spent
from costgov.domain.runs import COST_EXPLORER
from costgov.gateways.ports import CostReader
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers

DAYS: Final = 30
# So long Cost Explorer goes on changing a day.
_UNSETTLED: Final = 3
_READ: Final = (USAGE_TYPE, RESOURCE)
# What ends so long before the rest is over, such as a currency that was billed once: not waited for
# and not read, since the window would hold a part of it only.
_LATE: Final = timedelta(days=7)
# Credits run out and tax follows costs: neither is what usage costs. Discounts are.
_COSTS: Final = frozenset({ChargeCategory.USAGE, ChargeCategory.ADJUSTMENT, ChargeCategory.UNSPLIT})
_FEES: Final = frozenset({ChargeCategory.PURCHASE})


@dataclass(frozen=True, slots=True)
class _Bill:
    """One currency's facts over the window."""

    reader: CutReader
    detailed: bool
    by_resource: bool

    def spent(self, dimension: str, scope: Scope = ORG) -> Iterator[tuple[str, Spent]]:
        """What each named value of a cut came to."""
        for value, facts in self.reader.cut(dimension, scope).facts.items():
            spent = _spent(facts, self.reader.window, self.reader.currency)
            if value is not None and spent is not None:
                yield value, spent

    def accounts(self) -> Iterator[str]:
        """Every account the bill names."""
        return (name for name in self.reader.cut(ACCOUNT).facts if name)

    def services(self, account: str = "") -> Iterator[tuple[str, Scope]]:
        """The services of an account, or of all, and the part of the bill that each is."""
        around = Scope.account(account) if account else ORG
        for name in self.reader.cut(SERVICE, around).facts:
            place = Scope.service(name or "")
            yield name or "", place.within(ACCOUNT, account) if account else place

    def of_account(
        self, account: str
    ) -> Iterator[tuple[tuple[str, str], Spent, Iterator[tuple[str, Spent]]]]:
        """What an account spent by service and usage type, and each part's resources.

        Nothing of it is kept: the resources of all accounts are not for one memory.
        """
        reader = CutReader(self.reader.store, self.reader.currency, self.reader.window)
        alone = replace(self, reader=reader)
        for service, place in alone.services(account):
            for name, spent in alone.spent(USAGE_TYPE, place):
                yield (service, usage_key(name)), spent, alone.resources(place, name)

    def resources(self, place: Scope, usage_type: str) -> Iterator[tuple[str, Spent]]:
        """The resources that are told apart within a usage type."""
        if self.by_resource:
            found = self.spent(RESOURCE, place.within(USAGE_TYPE, usage_type))
            yield from (one for one in found if one[0] != OTHER_RESOURCES)


@dataclass(frozen=True)
class BillRates:
    """The bill as it stands on a day: what the organisation pays is read once for all accounts.

    Costs are EffectiveCost over the last 30 days that are settled, without tax and credits, with
    discounts. What accounts and resources cost by usage type is told by billing files only: Cost
    Explorer groups by two keys. Reading that takes a query per service and usage type of an
    account.
    """

    costs: CostReader
    as_of: date

    def of(self, accounts: Collection[str] | None = None) -> Rates:
        """The organisation's effective rates, and what is known of these accounts or of all."""
        window = _window(self._read, self.as_of)
        if window is None:
            return Rates.unknown(self.as_of)
        by_account: list[tuple[tuple[str, str, str], Spent]] = []
        by_resource: list[tuple[tuple[str, str, str], Spent]] = []
        for bill in self._bills:
            if not bill.detailed:
                continue
            for account in bill.accounts() if accounts is None else sorted(accounts):
                for (service, usage_type), spent, own in bill.of_account(account):
                    by_account.append(((account, usage_type, service), spent))
                    by_resource += (((account, name, usage_type), one) for name, one in own)
        return Rates(
            window=window,
            organisation=self._organisation,
            accounts=_nested(
                ((account, usage_type), (service, one))
                for (account, usage_type, service), one in _sums(by_account)
            ),
            resources=_nested(
                ((account, name), (usage_type, one))
                for (account, name, usage_type), one in _sums(by_resource)
            ),
        )

    @cached_property
    def _read(self) -> Sequence[Mapping[str, CurrencyLedger]]:
        """What each currency's bill tells by usage type and by resource, where it goes on."""
        ledgers = [one for one in currency_ledgers(self.costs) if USAGE_TYPE in one.dimensions]
        cuts = [{name: one.by(name) for name in _READ if name in one.dimensions} for one in ledgers]
        ends = [_end(cut, self.as_of) for cuts_of_one in cuts for cut in cuts_of_one.values()]
        going_on = [
            {name: cut for name, cut in one.items() if max(ends) - _end(cut, self.as_of) <= _LATE}
            for one in cuts
        ]
        return [one for one in going_on if USAGE_TYPE in one]

    @cached_property
    def _bills(self) -> Sequence[_Bill]:
        window = _window(self._read, self.as_of)
        return [_bill(self.costs, one, window) for one in self._read] if window else []

    @cached_property
    def _organisation(self) -> Mapping[str, Mapping[str, Spent]]:
        found = [
            ((usage_key(name), service), spent)
            for bill in self._bills
            for service, place in bill.services()
            for name, spent in bill.spent(USAGE_TYPE, place)
        ]
        return _nested((usage_type, (service, one)) for (usage_type, service), one in _sums(found))


def load_rates(costs: CostReader, as_of: date, accounts: Collection[str] | None = None) -> Rates:
    """The rates of a bill that is read for nothing else: see BillRates."""
    return BillRates(costs, as_of).of(accounts)


def _end(cut: CurrencyLedger, as_of: date) -> date:
    return cut.settled_end(as_of, _UNSETTLED)


def _window(read: Sequence[Mapping[str, CurrencyLedger]], as_of: date) -> Window | None:
    """The last days that are settled in all that is read; None where there are none."""
    cuts = [cut for one in read for cut in one.values()]
    if not cuts:
        return None
    end = min(_end(cut, as_of) for cut in cuts) + ONE_DAY
    start = max(end - timedelta(days=DAYS), *(cut.first_day for cut in cuts))
    return Window(start, end) if start < end else None


def _bill(costs: CostReader, cuts: Mapping[str, CurrencyLedger], window: Window) -> _Bill:
    by_usage = cuts[USAGE_TYPE]
    return _Bill(
        reader=CutReader(costs, by_usage.currency, window),
        detailed=any(one.source != COST_EXPLORER for one in by_usage.ledgers),
        by_resource=RESOURCE in cuts,
    )


def _spent(facts: Iterable[MonthCost], window: Window, currency: str) -> Spent | None:
    """What facts come to in the window; None where no day of it is known."""
    facts = tuple(facts)
    days = {day for fact in facts for day in fact.days() if day in window}
    if not days:
        return None
    quantities: dict[str, Decimal] = {}
    for fact in facts:
        for unit, by_day in fact.quantities.items():
            known = (q for number, q in by_day.items() if _day(fact, number) in window)
            quantities[unit] = exact_sum((quantities.get(unit, Decimal(0)), *known))
    return Spent(
        currency=currency,
        effective=_sum(facts, window, Metric.EFFECTIVE, _COSTS),
        billed=_sum(facts, window, Metric.BILLED, _COSTS),
        quantities={unit: quantity for unit, quantity in quantities.items() if quantity},
        fees=_sum(facts, window, Metric.EFFECTIVE, _FEES),
        first_day=min(days),
    )


def _day(fact: MonthCost, number: int) -> date:
    return date(fact.month.year, fact.month.month, number)


def _sum(
    facts: Iterable[MonthCost], window: Window, metric: Metric, of: Collection[ChargeCategory]
) -> Decimal:
    return exact_sum(
        amount for fact in facts for day, amount in fact.daily(metric, of).items() if day in window
    )


def _nested[Outer, Inner](
    found: Iterable[tuple[Outer, tuple[Inner, Spent]]],
) -> Mapping[Outer, Mapping[Inner, Spent]]:
    """What is told by two keys, by one and then the other."""
    nested: dict[Outer, dict[Inner, Spent]] = {}
    for outer, (inner, spent) in found:
        nested.setdefault(outer, {})[inner] = spent
    return nested


def _sums[K](found: Sequence[tuple[K, Spent]]) -> Iterable[tuple[K, Spent]]:
    """One for each key; what is told in parts is added, what has two currencies left out."""
    currencies = Counter(key for key, _ in {(key, one.currency): None for key, one in found})
    parts: dict[K, list[Spent]] = {}
    for key, spent in found:
        if currencies[key] == 1:
            parts.setdefault(key, []).append(spent)
    return [(key, one[0] if len(one) == 1 else _sum_of(one)) for key, one in parts.items()]


def _sum_of(parts: Sequence[Spent]) -> Spent:
    units = sorted({unit for one in parts for unit in one.quantities})
    return Spent(
        currency=parts[0].currency,
        effective=exact_sum(one.effective for one in parts),
        billed=exact_sum(one.billed for one in parts),
        quantities={
            unit: exact_sum(one.quantities.get(unit, Decimal(0)) for one in parts) for unit in units
        },
        fees=exact_sum(one.fees for one in parts),
        first_day=min(one.first_day for one in parts),
    )
