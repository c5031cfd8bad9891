"""Collects the payer account's cost: pages to evidence, complete queries to cost facts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from costgov.clock import Clock
from costgov.collectors.cost_explorer import SOURCE, PlannedQuery, planned_queries
from costgov.collectors.cost_explorer_facts import Book, Difference, differences
from costgov.collectors.cost_explorer_pages import PageReader, Patience
from costgov.domain.costs import TOTAL
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import COLLECT_COSTS, Gap, StepEvent, StepRecord
from costgov.errors import SourceError
from costgov.gateways.ports import (
    CostExplorer,
    CostPage,
    CostStore,
    DocumentStore,
    ObjectStore,
    WriteStats,
)
from costgov.pipeline import records
from costgov.pipeline.evidence import keep_json
from costgov.pipeline.request_budget import RequestBudget

# How many differing days a gap names; the rest is counted.
_NAMED_DAYS: Final = 10
_RESERVE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class CollectCosts:
    """The use case with its gateways; `sleep` and `random` serve the waits between requests."""

    source: CostExplorer
    costs: CostStore
    control: DocumentStore
    evidence: ObjectStore
    tag_keys: tuple[str, ...]
    budget: RequestBudget
    clock: Clock
    sleep: Callable[[float], None]
    random: Random

    def run(self, event: StepEvent, remaining: timedelta) -> StepRecord:
        """Ask all queries of the day, store what is complete, record what is not.

        A query that fails leaves the facts of its cuts as they were and becomes a gap; so does a
        query whose groups do not sum to the total. `remaining` is what is left of the function's
        time; the last part of it is kept free for storing.

        Raises:
            StoreError: evidence, facts or the record could not be written.
        """
        now = self.clock()
        reader = self._reader(event.run_id, now + remaining - min(_RESERVE, remaining / 4))
        requested = Window(event.window.start, event.window.end)
        plans = planned_queries(self.tag_keys, requested, event.as_of, self.costs.ledgers())
        books, gaps, stats = self._collect(reader, plans, event.as_of, now)
        record = StepRecord(
            step=COLLECT_COSTS,
            expected=len(plans),
            got=len(books),
            gaps=(*gaps, *_unreconciled(books, event.as_of)),
            notes=_notes(plans, stats, self.budget),
            finished_at=self.clock(),
        )
        records.record_step(self.control, event.run_id, record)
        return record

    def _reader(self, run_id: str, deadline: datetime) -> PageReader:
        patience = Patience(self.clock, self.sleep, self.random, deadline)
        keep = EvidenceKeeper(self.evidence, run_id)
        return PageReader(self.source, patience, self.budget.reserve, keep)

    def _collect(
        self, reader: PageReader, plans: Iterable[PlannedQuery], as_of: date, now: datetime
    ) -> tuple[list[Book], list[Gap], list[WriteStats]]:
        """Read and store query after query, so that what is complete survives a time-out."""
        books: list[Book] = []
        gaps: list[Gap] = []
        stats: list[WriteStats] = []
        for plan in plans:
            try:
                book = reader.read(plan)
            except SourceError as error:
                gaps.append(_gap(plan.shape.name, error.reason, str(error), as_of))
            else:
                stats.append(self._store(book, now))
                books.append(book)
        return books, gaps, stats

    def _store(self, book: Book, now: datetime) -> WriteStats:
        plan = book.plan
        months = list(plan.window.months())
        return self.costs.replace(SOURCE, months, book.facts(), now, only=plan.shape.families)


@dataclass(frozen=True, slots=True)
class EvidenceKeeper:
    """Writes every page as it came, with what was asked, before anything is made of it."""

    evidence: ObjectStore
    run_id: str

    def __call__(self, plan: PlannedQuery, number: int, attempt: int, page: CostPage) -> None:
        name = plan.shape.name
        kept = {
            "run_id": self.run_id,
            "query": name,
            "start": plan.window.start.isoformat(),
            "end": plan.window.end.isoformat(),
            "group_by": plan.shape.group_by,
            "page": number,
            "body": page.body,
        }
        keep_json(
            self.evidence, f"cost-explorer/{self.run_id}/{name}/{number}-{attempt}.json.gz", kept
        )


def _unreconciled(books: Sequence[Book], as_of: date) -> list[Gap]:
    """One gap per query whose groups do not sum to the total of the same answer's days."""
    total = next((book for book in books if book.plan.shape.marker == TOTAL), None)
    if total is None:
        return []
    return [
        _gap(book.plan.shape.name, "unreconciled", _listed(found), as_of)
        for book in books
        if (found := differences(total, book))
    ]


def _listed(found: Sequence[Difference]) -> str:
    named = "; ".join(map(str, found[:_NAMED_DAYS]))
    more = len(found) - _NAMED_DAYS
    return f"off the total by {named}" + (f"; and {more} more" if more > 0 else "")


def _gap(query: str, reason: str, detail: str, as_of: date) -> Gap:
    return Gap(
        step=COLLECT_COSTS,
        target=query,
        reason=reason,
        detail=detail,
        retry_after=as_of + ONE_DAY,
    )


def _notes(
    plans: Sequence[PlannedQuery], stats: Sequence[WriteStats], budget: RequestBudget
) -> tuple[str, ...]:
    first, last = min(plan.window.start for plan in plans), plans[0].window.end - ONE_DAY
    written, removed = (sum(getattr(one, name) for one in stats) for name in ("written", "removed"))
    return (
        f"days {first} to {last}",
        f"{written} items written, {removed} removed",
        f"{budget.used()} of {budget.cap} Cost Explorer requests used today",
    )
