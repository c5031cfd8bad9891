"""Asks Cost Explorer for all pages of a query: patient, restarting once, never unbounded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from costgov.clock import Clock
from costgov.collectors.cost_explorer_facts import Book
from costgov.collectors.cost_explorer_plan import Listing, PlannedQuery, narrowed
from costgov.domain.period import Window
from costgov.errors import (
    OutOfTime,
    QueryRestart,
    SourceError,
    SourceThrottled,
    SourceUnreachable,
)
from costgov.gateways.ports import CostExplorer, CostPage

_FIRST_WAIT: Final = 4.0
_LONGEST_WAIT: Final = 120.0
# A throttled source is waited for; one that gives no answer is asked so often, since each
# request may be charged.
_TRIES_UNREACHABLE: Final = 3
# Groups by day of which a query's facts take half of the function's memory: 1.1 KB each.
_MOST_ROWS: Final = 450_000


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits out throttling with full jitter, for minutes if need be, but not past a deadline.

    The SDK does not retry Cost Explorer's requests: every one may be charged, so that every one
    is sent, counted and waited for here.
    """

    clock: Clock
    sleep: Callable[[float], None]
    random: Random
    deadline: datetime

    def ask[T](self, call: Callable[[], T]) -> T:
        """The call's answer.

        Raises:
            OutOfTime: the deadline had passed before the call.
            SourceThrottled: the source kept throttling, and the next wait would be too long.
            SourceUnreachable: no answer came, several times.
        """
        most, failures = _FIRST_WAIT, 0
        while True:
            if self.clock() >= self.deadline:
                raise OutOfTime("no time was left to ask")
            try:
                return call()
            except (SourceThrottled, SourceUnreachable) as error:
                failures += isinstance(error, SourceUnreachable)
                seconds = self.random.uniform(0, most)
                late = self.clock() + timedelta(seconds=seconds) >= self.deadline
                if late or failures == _TRIES_UNREACHABLE:
                    raise
            self.sleep(seconds)
            most = min(most * 2, _LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it came: of what, which one, at which attempt, and when it was asked for."""

    asked: PlannedQuery | Listing | str
    window: Window
    number: int
    attempt: int
    requested_at: datetime
    page: CostPage


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads queries; `reserve` is called before every paid request, `keep` with every page."""

    source: CostExplorer
    patience: Patience
    reserve: Callable[[], None]
    keep: Callable[[ReadPage], None]

    def read(self, plan: PlannedQuery, most: int) -> Book:
        """The book of all the query's pages; nothing when one of them is missing.

        A page token that is no longer good starts the query again from its first page, once. A
        query whose first page tells of more than `most` pages, or of more groups than fit into
        memory, is asked for fewer months instead: `book.plan` is what was read.

        Raises:
            SourceError: the source refused, kept throttling, or lost the token again.
        """
        return _restarting(lambda attempt: self._book(plan, attempt, most))

    def names(self, listing: Listing, window: Window) -> tuple[str, ...]:
        """The names on all pages of a list, in its order.

        Raises:
            SourceError: as `read` does.
        """
        return _restarting(lambda attempt: self._names(listing, window, attempt))

    def pages(self, name: str, window: Window) -> list[ReadPage]:
        """All pages of what AWS has found in a window, under the name they are kept by.

        Raises:
            SourceError: as `read` does.
        """
        ask = partial(self.source.anomalies, window)
        return _restarting(lambda attempt: list(self._pages(name, window, ask, attempt)))

    def _book(self, plan: PlannedQuery, attempt: int, most: int) -> Book:
        book = Book(plan)
        ask = partial(self.source.page, plan.request)
        for read in self._pages(plan, plan.window, ask, attempt):
            book.add(read.page.body)
            if read.number == 1 and read.page.next_token is not None and most:
                held = _MOST_ROWS // max(1, book.rows)
                narrower = narrowed(plan, book.days_a_page, min(most - 1, held))
                if narrower != plan:
                    return self._book(narrower, attempt, 0)
        return book

    def _names(self, listing: Listing, window: Window, attempt: int) -> tuple[str, ...]:
        of_window = partial(self.source.cost_categories, window)
        ask = self.source.cost_allocation_tags if listing is Listing.TAGS else of_window
        found = [
            name
            for read in self._pages(listing, window, ask, attempt)
            for name in _names_on(listing, read.page.body)
        ]
        return tuple(dict.fromkeys(found))

    def _pages(
        self,
        asked: PlannedQuery | Listing | str,
        window: Window,
        ask: Callable[[str | None], CostPage],
        attempt: int,
    ) -> Iterator[ReadPage]:
        token: str | None = None
        seen: set[str | None] = set()
        while token not in seen:
            seen.add(token)
            requested_at, page = self.patience.ask(partial(self._paid, ask, token))
            read = ReadPage(asked, window, len(seen), attempt, requested_at, page)
            self.keep(read)
            yield read
            token = page.next_token
            if token is None:
                return
        raise QueryRestart("a page of Cost Explorer led back to an earlier one")

    def _paid(
        self, ask: Callable[[str | None], CostPage], token: str | None
    ) -> tuple[datetime, CostPage]:
        self.reserve()
        return self.patience.clock(), ask(token)


def _restarting[T](read: Callable[[int], T]) -> T:
    try:
        return read(1)
    except QueryRestart:
        return read(2)


def _names_on(listing: Listing, body: Mapping[str, Any]) -> list[str]:
    try:
        if listing is Listing.TAGS:
            return [tag["TagKey"] for tag in body["CostAllocationTags"]]
        return list(body.get("CostCategoryNames", ()))
    except (KeyError, TypeError) as error:
        raise SourceError(f"a list of Cost Explorer cannot be read: {error}") from error
