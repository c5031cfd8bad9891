"""A month by everybody who tells of it: ours, Cost Explorer, billing files and their invoices."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from costgov.clock import instant_text
from costgov.domain.costs import INVOICE, ORG, PROVIDER, TOTAL, Metric, MonthCost, SeriesKey
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Month, Window
from costgov.domain.reconciliation import (
    InvoiceAmount,
    InvoiceMonth,
    MonthReconciliation,
    SourceMonth,
    to_the_cent,
)
from costgov.domain.restatements import CostMonth
from costgov.domain.runs import COST_EXPLORER
from costgov.gateways.ports import CostStore
from costgov.pipeline.ledger import CurrencyLedger, Daily

# Invoices of a month that are listed, the largest; a month rarely has ten.
INVOICES: Final = 100
# What the bill of Cost Explorer is called in files that tell of it as well.
_AWS: Final = ("aws", "amazon web services")

type ByMonth = Mapping[Month, Sequence[MonthCost]]


def month_reconciliations(
    ledger: CurrencyLedger,
    every_source: CostStore,
    window: Window,
    cost_months: Iterable[CostMonth] = (),
) -> list[MonthReconciliation]:
    """Each month of the window, from every source that is stored.

    `every_source` also reads the kind of source that the deployment does not count. `cost_months`
    says when a source was last asked for a month; else it is when the source was last read.
    """
    read_at = {
        one.source: one.as_of for one in every_source.ledgers() if one.currency == ledger.currency
    }
    # A source's first delivery writes its facts before its ledger: until then they are not whole.
    total, provider, invoice = (
        _by_month(
            fact
            for fact in every_source.months(SeriesKey(ledger.currency, ORG, name), window)
            if fact.source in read_at
        )
        for name in (TOTAL, PROVIDER, INVOICE)
    )
    books = MonthBooks(
        currency=ledger.currency,
        window=window,
        counted=frozenset(one.source for one in ledger.ledgers),
        read_at=read_at,
        asked_at={(one.source, one.month): instant_text(one.read_at) for one in cost_months},
    )
    return [
        books.reconciled(month, total[month], provider.get(month, ()), invoice.get(month, ()))
        for month in sorted(total)
        if any(fact.source in books.counted for fact in total[month])
    ]


@dataclass(frozen=True, slots=True)
class MonthBooks:
    """Which sources count, when each was read, and the days that are looked at."""

    currency: str
    window: Window
    counted: Collection[str]
    read_at: Mapping[str, str]
    asked_at: Mapping[tuple[str, str], str]

    def reconciled(
        self,
        month: Month,
        total: Sequence[MonthCost],
        provider: Sequence[MonthCost],
        invoice: Sequence[MonthCost],
    ) -> MonthReconciliation:
        """One month from its facts by total, by provider and by invoice."""
        ours = self._told(total, lambda fact: fact.source in self.counted)
        if ours is None:
            raise ValueError(f"no counted source has a fact of {month}")
        compared, difference = self._difference(total, provider)
        return MonthReconciliation(
            currency=self.currency,
            month=str(month),
            complete=ours.days == len(month.window),
            ours=ours,
            cost_explorer=self._told(total, _by_cost_explorer),
            files=self._told(total, lambda fact: not _by_cost_explorer(fact)),
            invoices=self._invoices(invoice),
            compared_days=compared,
            difference=difference,
            ok=None if difference is None else to_the_cent(difference, self.currency),
        )

    def _told(
        self, facts: Iterable[MonthCost], by: Callable[[MonthCost], bool]
    ) -> SourceMonth | None:
        mine = [fact for fact in facts if by(fact)]
        billed, effective = (self._days(mine, one) for one in (Metric.BILLED, Metric.EFFECTIVE))
        days = billed.keys() | effective.keys()
        if not days:
            return None
        return SourceMonth(
            billed=exact_sum(billed.values()) if billed else None,
            effective=exact_sum(effective.values()) if effective else None,
            days=len(days),
            last_day=max(days),
            as_of=self._read_at(mine),
        )

    def _difference(
        self, total: Iterable[MonthCost], provider: Iterable[MonthCost]
    ) -> tuple[int, Decimal | None]:
        """Cost Explorer's BilledCost less that of AWS in the files, over the days both have."""
        read = self._days(filter(_by_cost_explorer, total), Metric.BILLED)
        filed = self._days((one for one in provider if _aws_in_a_file(one)), Metric.BILLED)
        both = read.keys() & filed.keys()
        if not both:
            return 0, None
        one, other = (exact_sum(days[day] for day in both) for days in (read, filed))
        return len(both), EXACT.subtract(one, other)

    def _invoices(self, facts: Sequence[MonthCost]) -> InvoiceMonth | None:
        amounts: dict[str | None, Decimal] = defaultdict(Decimal)
        for fact in facts:
            billed = exact_sum(self._days([fact], Metric.BILLED).values())
            amounts[fact.value] = EXACT.add(amounts[fact.value], billed)
        if not facts:
            return None
        not_issued = amounts.pop(None, None)
        issued = {name: amount for name, amount in amounts.items() if name is not None}
        largest = sorted(issued, key=lambda name: (-abs(issued[name]), name))[:INVOICES]
        return InvoiceMonth(
            invoices=tuple(InvoiceAmount(invoice_id=name, billed=issued[name]) for name in largest),
            others=len(issued) - len(largest),
            invoiced=exact_sum(issued.values()) if issued else None,
            not_issued=not_issued,
            as_of=self._read_at(facts),
        )

    def _days(self, facts: Iterable[MonthCost], metric: Metric) -> Daily:
        days: Daily = {}
        for fact in facts:
            for day, amount in fact.daily(metric).items():
                if day in self.window:
                    days[day] = EXACT.add(days.get(day, Decimal(0)), amount)
        return days

    def _read_at(self, facts: Iterable[MonthCost]) -> str:
        """When the last of their sources was read for the month."""
        return max(
            self.asked_at.get((fact.source, str(fact.month)), self.read_at[fact.source])
            for fact in facts
        )


def _by_month(facts: Iterable[MonthCost]) -> ByMonth:
    months: dict[Month, list[MonthCost]] = defaultdict(list)
    for fact in facts:
        months[fact.month].append(fact)
    return months


def _by_cost_explorer(fact: MonthCost) -> bool:
    return fact.source == COST_EXPLORER


def _aws_in_a_file(fact: MonthCost) -> bool:
    name = (fact.value or "").casefold()
    return not _by_cost_explorer(fact) and name.startswith(_AWS)
