"""Allocates every month that is new, or whose facts or rules have changed, by every view."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import batched
from typing import Final

from costgov.domain.allocation.amounts import difference, summed
from costgov.domain.allocation.engine import MonthBook
from costgov.domain.allocation.plan import AllocationView, View
from costgov.domain.allocation.rules import Rules
from costgov.domain.allocation.shares import Weights
from costgov.domain.allocation.suggestions import suggest
from costgov.domain.costs import ACCOUNT, JOINT, SERVICE, TAG_PREFIX, TOTAL
from costgov.domain.packing import pack
from costgov.domain.period import Month, Window
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.allocate_charges import ChargeReader
from costgov.pipeline.allocate_results import MonthResults
from costgov.pipeline.ledger import CurrencyLedger, CutReader

METHOD: Final = "the first matching rule; shared costs split to the last digit"
# As far back as Cost Explorer is read.
MONTHS: Final = 14
# So many months of an account are in memory at a time.
_AT_ONCE: Final = 2


@dataclass(frozen=True)
class Allocator:
    """Allocates one currency's ledger; `reader` reads cuts of all of it up to `as_of`."""

    ledger: CurrencyLedger
    reader: CutReader
    results: DocumentStore
    control: DocumentStore
    as_of: date

    def run(self) -> Iterator[tuple[str, str]]:
        """Allocate and store.

        Yields:
            What does not add up to the bill, and in how many sums; nothing ever should.
        """
        due = {
            month: found
            for month in reversed(list(self.reader.window.months())[-MONTHS:])
            if (found := [view for view in self._views if self._is_due(view, month)])
        }
        for months in batched(due, _AT_ONCE, strict=False):
            yield from self._allocate({month: due[month] for month in months})

    def _is_due(self, view: AllocationView, month: Month) -> bool:
        if self._recent(month):
            return True
        try:
            known = records.allocations(self.results).get(
                str(month), self.ledger.currency, view.name
            )
        except NotFound:
            return True
        return known.fingerprint != self._fingerprint(view.view, month)

    def _recent(self, month: Month) -> bool:
        return month >= Month.of(self.as_of).shift(-1)

    def _allocate(self, due: Mapping[Month, Sequence[AllocationView]]) -> Iterator[tuple[str, str]]:
        charges = self._charges(due)
        books = {
            (month, view.name): MonthBook(view.view, Rules.of(view.view))
            for month, views in due.items()
            for view in views
        }
        for account in charges.by_account:
            for month, told in charges.charges(account):
                for view in due.get(month, ()):
                    books[month, view.name].book(account or None, told)
        for (month, name), book in books.items():
            bill = charges.bill(month)
            book.compare(bill)
            allocated = book.allocated(str(month), _used(book, charges, month))
            if rest := difference(bill, summed(allocated.all())):
                detail = f"units and what is unallocated differ from the bill in {len(rest)} sums"
                yield f"{self.ledger.currency} by {name} in {month}", detail
            suggestions = (
                suggest(book.left, book.owners, frozenset(_asked([book.view])))
                if self._recent(month)
                else ()
            )
            stored = self._results(name, book.view, month)
            stored.store(self.results, bill, book, allocated, suggestions)

    def _charges(self, due: Mapping[Month, Sequence[AllocationView]]) -> ChargeReader:
        asked = _asked(view.view for views in due.values() for view in views)
        return ChargeReader(
            store=self.reader.store,
            reader=self.reader,
            window=Window(min(due).first, min(max(due).window.end, self.reader.window.end)),
            tags=self._tags,
            asked=tuple(tag for tag in self._tags if tag in asked),
            joint=JOINT in self.ledger.dimensions,
            names=self._names,
        )

    @cached_property
    def _views(self) -> Sequence[AllocationView]:
        return records.allocation_views(self.control).all()

    @cached_property
    def _tags(self) -> tuple[str, ...]:
        """The tags to look at: all that are told together with others, else those rules ask for.

        Cost Explorer may deliver any number of others, with any number of values.
        """
        known = sorted(name for name in self.ledger.dimensions if name.startswith(TAG_PREFIX))
        asked = _asked(view.view for view in self._views)
        return tuple(name for name in known if name in asked or JOINT in self.ledger.dimensions)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {account.id: account.name for account in records.accounts(self.control).all()}

    def _results(self, name: str, view: View, month: Month) -> MonthResults:
        told = {asked: self._told_until(asked, month) for asked in (SERVICE, *_asked([view]))}
        return MonthResults(
            currency=self.ledger.currency,
            view=name,
            month=month,
            days=Window(month.first, min(month.window.end, self.reader.window.end)),
            told={asked: day for asked, day in told.items() if day is not None},
            fingerprint=self._fingerprint(view, month),
            basis=self.ledger.basis(METHOD),
        )

    def _told_until(self, dimension: str, month: Month) -> date | None:
        """The last day of the month that the bill was cut by a dimension."""
        if dimension not in self.ledger.dimensions:
            return None
        facts = (fact for own in self.reader.cut(dimension).facts.values() for fact in own)
        days = (day for fact in facts if fact.month == month for day in fact.days())
        return max((day for day in days if day in self.reader.window), default=None)

    def _fingerprint(self, view: View, month: Month) -> str:
        """Changes with the rules, the accounts' names, and what is known of the month."""
        said = (view.model_dump_json(), sorted(self._names.items()), self._facts[month])
        return sha256(repr(said).encode()).hexdigest()

    @cached_property
    def _facts(self) -> Mapping[Month, str]:
        """A digest of each month's bill by account, service and tag, and of who told it jointly."""
        shas = {month: sha256() for month in self.reader.window.months()}
        for dimension in (TOTAL, ACCOUNT, SERVICE, *self._tags):
            cut = self.reader.cut(dimension).facts
            for value in sorted(cut, key=lambda one: (one is None, one or "")):
                for fact in cut[value]:
                    said = dimension, value, fact.source, pack(fact.amounts)
                    shas[fact.month].update(repr(said).encode())
        joint = [
            (ledger.source, str(ledger.coverage[JOINT].first_day))
            for ledger in self.ledger.ledgers
            if JOINT in ledger.coverage
        ]
        return {month: f"{sha.hexdigest()} {sorted(joint)}" for month, sha in shas.items()}


def _asked(views: Iterable[View]) -> Collection[str]:
    """The tags that rules ask for."""
    found = (rule.dimension for view in views for rule in view.rules)
    return dict.fromkeys(name for name in found if name is not None)


def _used(book: MonthBook, charges: ChargeReader, month: Month) -> dict[str, Weights]:
    """The quantities by unit that costs split by usage are split by.

    Quantities are added up in one unit only; where a usage comes in several, none is used.
    """
    used: dict[str, Weights] = {}
    for shared in book.view.shared:
        if shared.usage is None or shared.unit not in book.direct:
            continue
        consumed = {
            account or None: charges.quantities(account, shared.usage).get(month, {})
            for account in charges.by_account
        }
        if len({unit for by_unit in consumed.values() for unit in by_unit}) == 1:
            quantities = {
                account: quantity
                for account, by_unit in consumed.items()
                for quantity in by_unit.values()
            }
            used[shared.unit] = book.used(shared.usage.service, quantities)
    return used
