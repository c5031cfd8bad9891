"""A day's queries: which are asked in which order, and what is stored of each answer."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from costgov.collectors.aws_findings import NAME as FINDINGS
from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_facts import Book
from costgov.collectors.cost_explorer_pages import PageReader
from costgov.collectors.cost_explorer_plan import (
    Listing,
    PlannedQuery,
    Reach,
    narrowed,
    pages_of,
    planned,
    turns,
    turns_a_day,
    unread,
    wanted,
)
from costgov.collectors.cost_explorer_shapes import BASE, Shape, cost_category_shape, tag_shape
from costgov.domain.cost_queries import CostDimensions
from costgov.domain.costs import ACCOUNT, ORG, TOTAL
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.restatements import Correction
from costgov.domain.runs import COLLECT_COSTS, Gap
from costgov.errors import OutOfTime, RequestCapReached, SourceError, SourceThrottled
from costgov.gateways.ports import CostStore, DocumentStore, WriteStats
from costgov.pipeline.cost_memory import CostMemory
from costgov.pipeline.request_budget import RequestBudget
from costgov.pipeline.restatements import note_corrections
from costgov.settings import CollectCostsSettings

# What another day may bring, without anything being wrong.
_ANOTHER_DAY: Final = (RequestCapReached, OutOfTime, SourceThrottled)
# A single account has one turn a day; AWS's own findings take every third.
_FINDINGS_WAIT: Final = timedelta(days=3)
# What was never sent has not had its turn.
_NOT_SENT: Final = (RequestCapReached, OutOfTime)


@dataclass(frozen=True, slots=True)
class Groupings:
    """What is asked beside the four queries of every day.

    `tag_keys` are always wanted; with `discover`, so are activated tags and cost categories whose
    names match one of `include` and none of `exclude`. They take turns: `per_day` of them a day,
    by default one for a single account and so many for several that all come within a week.
    """

    tag_keys: tuple[str, ...] = ()
    discover: bool = True
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    per_day: int | None = None

    @classmethod
    def of(cls, settings: CollectCostsSettings) -> "Groupings":
        """As they are configured."""
        return cls(
            settings.tag_keys,
            settings.discover,
            settings.include,
            settings.exclude,
            settings.groupings_per_day,
        )

    @property
    def listings(self) -> tuple[Listing, ...]:
        """The lists of names that are read."""
        return tuple(Listing) if self.discover else ()

    def shapes(self, found: CostDimensions) -> list[Shape]:
        """One query for each tag and cost category, the configured tags first."""
        listed = found if self.discover else CostDimensions()
        tags = wanted(listed.tags, self.include, self.exclude)
        categories = wanted(listed.cost_categories, self.include, self.exclude)
        return [
            *(tag_shape(key) for key in dict.fromkeys([*self.tag_keys, *tags])),
            *(cost_category_shape(name) for name in categories),
        ]

    def least_queries(self, found: CostDimensions) -> int:
        """How many requests asking for everything takes, if every answer fits one page."""
        return len(BASE) + len(self.listings) + len(self.shapes(found))


@dataclass(slots=True)
class CostQueries:
    """The queries of one day; what came of them is read from the fields after `ask_all`."""

    costs: CostStore
    control: DocumentStore
    groupings: Groupings
    budget: RequestBudget
    memory: CostMemory
    reader: PageReader
    reach: Reach
    now: datetime
    aws_anomalies: bool = False
    findings_due: bool = False
    expected: int = 0
    got: int = 0
    first_day: date = date.max
    gaps: list[Gap] = field(default_factory=list)
    stats: WriteStats = field(default_factory=lambda: WriteStats(0, 0, 0))
    corrections: list[Correction] = field(default_factory=list)
    _put_back: deque[PlannedQuery] = field(default_factory=deque)
    _put_off: bool = False

    def ask_all(self) -> None:
        """Ask the newest days of the four first, then whose turn it is, then older days.

        Raises:
            StoreError: evidence, facts or what is remembered could not be written.
        """
        plans = [self._planned(shape) for shape in BASE]
        self._ask([newest for newest, *_ in plans], waiting=len(self._shapes()))
        self._ask([plan for shape in self._turns() for plan in self._planned(shape)])
        self._put_back += [plan for _, *older in plans for plan in older]
        while self._put_back:
            self._read(self._put_back.popleft(), self.budget.left())

    @property
    def caught_up(self) -> bool:
        """Whether nothing is left that only another day can bring."""
        read = all(not unread(self.memory.of(shape.name), self.reach) for shape in BASE)
        return read and not self._put_off

    @property
    def daily_requests(self) -> int:
        """About how many requests a day takes that has only the usual months to read."""
        months = self.reach.months[-1 - self.reach.reread_months :]
        window = self.reach.window(months[0], months[-1])
        shapes = self._shapes()
        turned = sum(self._pages(shape, window) for shape in shapes)
        taken = min(self._turns_a_day(shapes), len(shapes))
        every_day = sum(self._pages(shape, window) for shape in BASE)
        return every_day + (-(-turned * taken // len(shapes)) if shapes else 0)

    def _pages(self, shape: Shape, window: Window) -> int:
        return pages_of(window, self.memory.of(shape.name).days_a_page)

    def _shapes(self) -> list[Shape]:
        return self.groupings.shapes(self.memory.dimensions)

    def _planned(self, shape: Shape) -> list[PlannedQuery]:
        return planned(shape, self.memory.of(shape.name), self.reach)

    def _turns(self) -> list[Shape]:
        """The groupings of the day; lists of names whose turn it is are read on the way.

        The first collection asks for all it has not read, however many they are.
        """
        listings = self.groupings.listings
        self.findings_due = self.aws_anomalies
        if self.memory.is_filling:
            self._list(one for one in listings if not self.memory.was_asked(one))
            return [one for one in self._shapes() if unread(self.memory.of(one.name), self.reach)]
        shapes = self._shapes()
        order = turns(shapes, listings, self.memory.readings, self.reach.as_of)
        order = order[: self._turns_beside_findings(len(order), self._turns_a_day(shapes))]
        self._list(one for one in order if isinstance(one, Listing))
        return [one for one in order if isinstance(one, Shape)]

    def _turns_beside_findings(self, waiting: int, usual: int) -> int:
        """How many turns are left for groupings; a single account's findings take one of them."""
        if not self.aws_anomalies or self.memory.dimensions.accounts > 1 or waiting < usual:
            return usual
        if not usual:
            return 0
        asked_on = self.memory.of(FINDINGS).asked_on
        self.findings_due = asked_on <= self.reach.as_of - _FINDINGS_WAIT
        return usual - self.findings_due

    def _turns_a_day(self, shapes: Sequence[Shape]) -> int:
        return turns_a_day(
            len(shapes) + len(self.groupings.listings),
            several=self.memory.dimensions.accounts > 1,
            configured=self.groupings.per_day,
        )

    def _ask(self, plans: Sequence[PlannedQuery], waiting: int = 0) -> None:
        """Ask and store query after query, so that what is complete survives a time-out.

        Each takes its share of the requests that are left, `waiting` others counted in.
        """
        for number, plan in enumerate(plans):
            others = len(plans) - number - 1 + waiting
            self._read(plan, max(1, self.budget.left() // (1 + others)))

    def _read(self, plan: PlannedQuery, most: int) -> None:
        """Read the query, or so many of its newest months that it takes about `most` requests;
        the older ones are put back until all others have been asked."""
        name, before = plan.shape.name, self.budget.used()
        days_a_page = self.memory.of(name).days_a_page
        narrower = narrowed(plan, days_a_page, most)
        self.first_day = min(self.first_day, narrower.window.start)
        self.expected += 1
        try:
            self._afford(pages_of(narrower.window, days_a_page))
            book = self.reader.read(narrower, most)
        except SourceError as error:
            self._failed(name, f"days {plan.window.start} to {plan.window.end - ONE_DAY}", error)
            if isinstance(error, RequestCapReached) and (sent := self.budget.used() - before):
                self.memory.has_broken_off(name, len(narrower.window) // (sent + 1))
            return
        self._store(book)
        self.got += 1
        if book.plan.window != plan.window:
            older = Window(plan.window.start, book.plan.window.start)
            self._put_back.append(PlannedQuery(plan.shape, older))

    def _afford(self, pages: int) -> None:
        """Do not begin what would break off: its pages would be paid for and read again.

        Raises:
            RequestCapReached: fewer requests than that are left today.
        """
        if pages > 1 and pages > (left := self.budget.left()):
            raise RequestCapReached(f"they take about {pages} requests and {left} are left today")

    def _list(self, listings: Iterable[Listing]) -> None:
        window = self.reach.window(self.reach.current.shift(-1), self.reach.current)
        for listing in listings:
            self.expected += 1
            try:
                names = self.reader.names(listing, window)
            except SourceError as error:
                self._failed(listing, "the list of names", error)
                continue
            if listing is Listing.TAGS:
                self.memory.put_dimensions(self.now, tags=names)
            else:
                self.memory.put_dimensions(self.now, cost_categories=names)
            self.memory.has_asked(listing, self.reach.as_of)
            self.got += 1

    def _failed(self, query: str, what: str, error: SourceError) -> None:
        self._put_off |= isinstance(error, _ANOTHER_DAY)
        if not isinstance(error, _NOT_SENT):
            self.memory.has_asked(query, self.reach.as_of)
        gap = Gap(
            step=COLLECT_COSTS,
            target=query,
            reason=error.reason,
            detail=f"{what}: {error}",
            retry_after=self.reach.as_of + ONE_DAY,
        )
        self.gaps.append(gap)

    def _store(self, book: Book) -> None:
        shape, months, facts = book.plan.shape, list(book.plan.window.months()), book.facts()
        if shape.marker == TOTAL:
            over, closed = self.memory.over_and_closed(shape.name, months)
            self.corrections += note_corrections(
                self.control, self.costs, SOURCE, facts, over=over, closed=closed, noted_at=self.now
            )
        self.stats += self.costs.replace(SOURCE, months, facts, self.now, only=shape.families)
        self.memory.has_read(book, self.reach.as_of)
        if shape.marker == TOTAL:
            self.memory.put_month_states(book, self.now)
        if shape.marker == ACCOUNT:
            self._count_accounts(book)

    def _count_accounts(self, book: Book) -> None:
        org = (fact for fact in book.facts() if fact.key.scope == ORG)
        accounts = len({fact.value for fact in org if fact.key.dimension == ACCOUNT})
        if accounts > self.memory.dimensions.accounts:
            self.memory.put_dimensions(self.now, accounts=accounts)
