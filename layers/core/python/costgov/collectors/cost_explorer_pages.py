"""Asks Cost Explorer for all pages of a query: patient, restarting once, never unbounded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from costgov.clock import Clock
from costgov.collectors.cost_explorer import PlannedQuery
from costgov.collectors.cost_explorer_facts import Book
from costgov.errors import OutOfTime, QueryRestart, SourceThrottled
from costgov.gateways.ports import CostExplorer, CostPage

_FIRST_WAIT: Final = 4.0
_LONGEST_WAIT: Final = 120.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits out throttling with full jitter, for minutes if need be, but not past a deadline.

    The SDK's own retries last seconds; an account's limit may take longer to recover.
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
        """
        most = _FIRST_WAIT
        while True:
            if self.clock() >= self.deadline:
                raise OutOfTime("no time was left to ask")
            try:
                return call()
            except SourceThrottled:
                seconds = self.random.uniform(0, most)
                if self.clock() + timedelta(seconds=seconds) >= self.deadline:
                    raise
            self.sleep(seconds)
            most = min(most * 2, _LONGEST_WAIT)


type Keep = Callable[[PlannedQuery, int, int, CostPage], None]


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads queries; `reserve` is called before every paid request, `keep` with every page."""

    source: CostExplorer
    patience: Patience
    reserve: Callable[[], None]
    keep: Keep

    def read(self, plan: PlannedQuery) -> Book:
        """The book of all the query's pages; nothing when one of them is missing.

        A page token that is no longer good starts the query again from its first page, once.

        Raises:
            SourceError: the source refused, kept throttling, or lost the token again.
        """
        try:
            return self._read_once(plan, attempt=1)
        except QueryRestart:
            return self._read_once(plan, attempt=2)

    def _read_once(self, plan: PlannedQuery, attempt: int) -> Book:
        book = Book(plan)
        token: str | None = None
        seen: set[str | None] = set()
        while token not in seen:
            seen.add(token)
            page = self.patience.ask(partial(self._page, plan, token))
            self.keep(plan, len(seen), attempt, page)
            book.add(page.body)
            token = page.next_token
            if token is None:
                return book
        raise QueryRestart(f"query {plan.shape.name}: a page led back to an earlier one")

    def _page(self, plan: PlannedQuery, token: str | None) -> CostPage:
        self.reserve()
        return self.source.page(plan.request, token)
