"""Reading a query's pages: all or nothing, patient, and never without end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from costgov.collectors import cost_explorer_pages
from costgov.collectors.cost_explorer_pages import PageReader, Patience, ReadPage
from costgov.collectors.cost_explorer_plan import Listing, PlannedQuery
from costgov.collectors.cost_explorer_shapes import BASE
from costgov.domain.period import Month, Window
from costgov.errors import (
    OutOfTime,
    QueryRestart,
    RequestCapReached,
    SourceError,
    SourceThrottled,
    SourceUnavailable,
    SourceUnreachable,
)
from costgov.gateways.ports import CostPage, CostQuery

from tests.fakes.sources import Charge, FakeCostExplorer, FakeTime

DAY = date(2026, 10, 3)
OCTOBER = Window(date(2026, 10, 1), date(2026, 11, 1))
TOTAL, ACCOUNTS = (PlannedQuery(shape, OCTOBER) for shape in BASE[:2])
NAME = ACCOUNTS.shape.name
FIVE_PAGES = [Charge(DAY, "1", account=f"{n:012}") for n in range(5)]


@dataclass
class Reading:
    """A reader over a fake source with a fake clock; `kept` are (page number, attempt)."""

    source: FakeCostExplorer
    minutes: float = 10
    cap: int = 100
    time: FakeTime = field(default_factory=FakeTime)
    kept: list[tuple[int, int]] = field(default_factory=list)
    reserved: int = 0

    def reader(self) -> PageReader:
        deadline = self.time.now + timedelta(minutes=self.minutes)
        patience = Patience(self.time.clock, self.time.sleep, Random(7), deadline)
        return PageReader(self.source, patience, self._reserve, self._keep)

    def _reserve(self) -> None:
        if self.reserved >= self.cap:
            raise RequestCapReached("used up")
        self.reserved += 1

    def _keep(self, read: ReadPage) -> None:
        self.kept.append((read.number, read.attempt))


def reading(
    faults: dict[tuple[str, int], list[SourceError]] | None = None, minutes: float = 10
) -> Reading:
    return Reading(FakeCostExplorer(FIVE_PAGES, page_size=1, faults=faults or {}), minutes)


def accounts(do: Reading) -> set[str | None]:
    facts = do.reader().read(ACCOUNTS, 100).facts()
    return {
        fact.value
        for fact in facts
        if fact.key.dimension == "account" and fact.key.scope.kind == "org"
    }


def test_all_pages_are_read_and_kept() -> None:
    do = reading()

    assert len(accounts(do)) == 5
    assert do.kept == [(n, 1) for n in range(1, 6)]


@pytest.mark.fault_case(3)
def test_a_page_that_fails_in_the_middle_gives_no_book() -> None:
    do = reading({(NAME, 3): [SourceUnavailable("not ready")]})

    with pytest.raises(SourceUnavailable):
        do.reader().read(ACCOUNTS, 100)

    assert do.kept == [(1, 1), (2, 1)]


@pytest.mark.fault_case(4)
def test_a_lost_page_token_starts_the_query_again_once() -> None:
    do = reading({(NAME, 3): [QueryRestart("InvalidNextToken")]})

    assert len(accounts(do)) == 5
    assert do.kept == [(1, 1), (2, 1), *((n, 2) for n in range(1, 6))]


@pytest.mark.fault_case(4)
def test_a_token_lost_twice_is_given_up() -> None:
    do = reading({(NAME, 2): [QueryRestart("RequestChanged"), QueryRestart("RequestChanged")]})

    with pytest.raises(QueryRestart):
        do.reader().read(ACCOUNTS, 100)

    assert do.reserved == 4


@pytest.mark.fault_case(5)
def test_a_burst_of_throttling_is_waited_out_for_minutes() -> None:
    do = reading({(NAME, 2): [SourceThrottled("slow down")] * 8})

    assert len(accounts(do)) == 5
    assert len(do.time.waits) == 8
    assert sum(do.time.waits) > 60
    assert max(do.time.waits) <= 120


@pytest.mark.fault_case(5)
def test_throttling_without_end_stops_before_the_deadline() -> None:
    do = reading({(NAME, 1): [SourceThrottled("slow down")] * 1000}, minutes=5)
    start = do.time.now

    with pytest.raises(SourceThrottled):
        do.reader().read(ACCOUNTS, 100)

    assert do.time.now < start + timedelta(minutes=5)


def test_waits_are_spread_so_that_callers_do_not_meet_again() -> None:
    do = reading({(NAME, 1): [SourceThrottled("slow down")] * 4})

    accounts(do)

    assert len(set(do.time.waits)) == 4


def test_nothing_is_asked_after_the_deadline() -> None:
    do = reading(minutes=0)

    with pytest.raises(OutOfTime):
        do.reader().read(ACCOUNTS, 100)

    assert do.source.asked == []


@pytest.mark.fault_case(41)
def test_no_page_is_asked_for_once_the_cap_is_reached() -> None:
    do = reading()
    do.cap = 3

    with pytest.raises(RequestCapReached):
        do.reader().read(ACCOUNTS, 100)

    assert len(do.source.asked) == 3


def test_a_retry_counts_as_a_request() -> None:
    do = reading({(NAME, 1): [SourceThrottled("slow down")]})

    accounts(do)

    assert do.reserved == len(do.source.asked) == 6


class Circling(FakeCostExplorer):
    """Hands out the same token again and again."""

    def page(self, query: CostQuery, token: str | None) -> CostPage:
        return CostPage({"ResultsByTime": []}, "again")


def test_a_page_that_leads_back_to_itself_is_not_followed_for_ever() -> None:
    time, counted = FakeTime(), list[int]()
    count: Callable[[], None] = lambda: counted.append(1)  # noqa: E731
    patience = Patience(time.clock, time.sleep, Random(7), time.now + timedelta(minutes=1))
    reader = PageReader(Circling(), patience, count, lambda *_: None)

    with pytest.raises(QueryRestart, match="led back"):
        reader.read(TOTAL, 100)

    assert len(counted) == 4


def test_a_source_that_gives_no_answer_is_asked_three_times() -> None:
    lost: list[SourceError] = [SourceUnreachable("connection reset")]
    do, hopeless = reading({(NAME, 1): lost * 2}), reading({(NAME, 1): lost * 3})

    assert len(accounts(do)) == 5
    with pytest.raises(SourceUnreachable):
        accounts(hopeless)
    assert hopeless.reserved == 3


YEAR = [
    Charge(day, "1", account=f"{number:012}")
    for day in Window(date(2025, 11, 1), date(2026, 11, 1)).days()
    for number in range(2)
]
ALL_YEAR = PlannedQuery(BASE[1], Window(date(2025, 11, 1), date(2026, 11, 1)), least=2)


def test_a_query_of_too_many_pages_is_asked_for_its_newest_months_instead() -> None:
    # Twenty days to a page: nineteen pages, of which five are four months' worth.
    do = Reading(FakeCostExplorer(YEAR, page_size=40))

    book = do.reader().read(ALL_YEAR, most=7)

    assert book.plan.window == Window(date(2026, 8, 1), date(2026, 11, 1))
    assert {fact.month for fact in book.facts()} == {Month(2026, n) for n in (8, 9, 10)}
    assert do.kept == [(1, 1), *((number, 1) for number in range(1, 6))]
    assert (book.pages, book.days_a_page) == (5, 18)


def test_a_query_whose_facts_would_not_fit_into_memory_comes_in_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cost_explorer_pages, "_MOST_ROWS", 200)
    do = Reading(FakeCostExplorer(YEAR, page_size=40))

    book = do.reader().read(ALL_YEAR, most=100)

    assert book.plan.window == Window(date(2026, 8, 1), date(2026, 11, 1))
    assert book.rows == 2 * 92 <= 200


def test_a_query_that_takes_what_it_may_is_read_whole() -> None:
    do = Reading(FakeCostExplorer(YEAR, page_size=40))

    assert do.reader().read(ALL_YEAR, most=25).plan == ALL_YEAR
    assert len(do.kept) == 19


def test_names_are_read_over_all_pages_and_each_is_kept_once() -> None:
    source = FakeCostExplorer(page_size=2, tags=("a", "b", "c", "a"), categories=("Unit",))
    do = Reading(source)

    assert do.reader().names(Listing.TAGS, OCTOBER) == ("a", "b", "c")
    assert do.reader().names(Listing.COST_CATEGORIES, OCTOBER) == ("Unit",)
    assert do.reserved == len(do.kept) == 3


@pytest.mark.fault_case(4)
def test_a_list_whose_page_token_is_lost_starts_again_once() -> None:
    faults: dict[tuple[str, int], list[SourceError]] = {
        ("cost-allocation-tags", 2): [QueryRestart("InvalidNextToken")]
    }
    do = Reading(FakeCostExplorer(page_size=2, tags=("a", "b", "c"), faults=faults))

    assert do.reader().names(Listing.TAGS, OCTOBER) == ("a", "b", "c")
    assert do.kept == [(1, 1), (1, 2), (2, 2)]


class Garbled(FakeCostExplorer):
    """Answers a list of tags with something else."""

    def cost_allocation_tags(self, token: str | None) -> CostPage:
        return CostPage({"CostAllocationTags": [{"Key": "Team"}]}, None)


def test_a_list_that_is_not_as_documented_is_refused() -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        Reading(Garbled()).reader().names(Listing.TAGS, OCTOBER)
