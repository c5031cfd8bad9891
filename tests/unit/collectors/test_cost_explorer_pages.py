"""Reading a query's pages: all or nothing, patient, and never without end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from costgov.collectors.cost_explorer import PlannedQuery, planned_queries
from costgov.collectors.cost_explorer_pages import PageReader, Patience
from costgov.domain.period import Window
from costgov.errors import (
    OutOfTime,
    QueryRestart,
    RequestCapReached,
    SourceError,
    SourceThrottled,
    SourceUnavailable,
)
from costgov.gateways.ports import CostPage, CostQuery

from tests.fakes.sources import Charge, FakeCostExplorer, FakeTime

DAY = date(2026, 10, 3)
[TOTAL, ACCOUNTS, *_] = planned_queries((), Window(DAY, DAY), DAY, ())
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

    def _keep(self, plan: PlannedQuery, number: int, attempt: int, page: CostPage) -> None:
        self.kept.append((number, attempt))


def reading(
    faults: dict[tuple[str, int], list[SourceError]] | None = None, minutes: float = 10
) -> Reading:
    return Reading(FakeCostExplorer(FIVE_PAGES, page_size=1, faults=faults or {}), minutes)


def accounts(do: Reading) -> set[str | None]:
    facts = do.reader().read(ACCOUNTS).facts()
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
        do.reader().read(ACCOUNTS)

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
        do.reader().read(ACCOUNTS)

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
        do.reader().read(ACCOUNTS)

    assert do.time.now < start + timedelta(minutes=5)


def test_waits_are_spread_so_that_callers_do_not_meet_again() -> None:
    do = reading({(NAME, 1): [SourceThrottled("slow down")] * 4})

    accounts(do)

    assert len(set(do.time.waits)) == 4


def test_nothing_is_asked_after_the_deadline() -> None:
    do = reading(minutes=0)

    with pytest.raises(OutOfTime):
        do.reader().read(ACCOUNTS)

    assert do.source.asked == []


@pytest.mark.fault_case(41)
def test_no_page_is_asked_for_once_the_cap_is_reached() -> None:
    do = reading()
    do.cap = 3

    with pytest.raises(RequestCapReached):
        do.reader().read(ACCOUNTS)

    assert len(do.source.asked) == 3


def test_a_retry_counts_as_a_request() -> None:
    do = reading({(NAME, 1): [SourceThrottled("slow down")]})

    accounts(do)

    assert do.reserved == len(do.source.asked) == 6


class Circling:
    """Hands out the same token again and again."""

    def page(self, query: CostQuery, token: str | None) -> CostPage:
        return CostPage({"ResultsByTime": []}, "again")


def test_a_page_that_leads_back_to_itself_is_not_followed_for_ever() -> None:
    time, counted = FakeTime(), list[int]()
    count: Callable[[], None] = lambda: counted.append(1)  # noqa: E731
    patience = Patience(time.clock, time.sleep, Random(7), time.now + timedelta(minutes=1))
    reader = PageReader(Circling(), patience, count, lambda *_: None)

    with pytest.raises(QueryRestart, match="led back"):
        reader.read(TOTAL)

    assert len(counted) == 4
