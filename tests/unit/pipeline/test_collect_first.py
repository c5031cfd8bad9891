"""The first collection: announced, whole where the cap allows it, else gone on with next day."""

import gzip
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_shapes import BASE
from costgov.domain.cost_queries import BackFill
from costgov.domain.period import ONE_DAY, Month, Window, parse_day
from costgov.errors import SourceDenied, SourceUnavailable
from costgov.gateways.ports import CostQuery
from costgov.pipeline import records
from costgov.pipeline.cost_queries import Groupings

from tests.fakes.sources import Charge, FakeCostExplorer
from tests.unit.pipeline.payer import D18, D20, Payer

FOUR = [shape.name for shape in BASE]
THREE_TAGS = Groupings(("a", "b", "c"), discover=False)
START = date(2025, 9, 1)


def back_fill(payer: Payer) -> BackFill:
    return records.back_fills(payer.control).get(SOURCE)


def windows(payer: Payer, name: str) -> list[Window]:
    return [
        query.window
        for query, page in payer.source.asked
        if isinstance(query, CostQuery) and query.name == name and page == 1
    ]


def test_it_reaches_back_thirteen_months_with_one_request_for_each_query() -> None:
    payer = Payer(groupings=THREE_TAGS, months_back=13)

    asked = payer.asked_by(payer.collect)

    assert asked == [*FOUR, "tag-a", "tag-b", "tag-c"]
    assert {windows(payer, name)[0] for name in asked} == {Window(START, D20 + ONE_DAY)}
    assert back_fill(payer).finished_at == payer.time.now


def test_what_it_takes_at_the_least_is_recorded_before_anything_is_asked() -> None:
    payer = Payer(groupings=Groupings(("a",)), months_back=13)
    at_the_first_request = list[BackFill]()

    class Watching(FakeCostExplorer):
        def _asked(self, what: CostQuery | str, name: str, token: str | None) -> int:
            at_the_first_request.append(back_fill(payer))
            return super()._asked(what, name, token)

    payer.source = Watching([Charge(D18, "1")])
    record = payer.collect()

    planned = at_the_first_request[0]
    assert (planned.queries, planned.usd_at_least) == (7, Decimal("0.07"))
    assert (planned.start, planned.daily_request_cap) == (START, 200)
    assert record.notes[0] == (
        "first collection, back to 2025-09-01: at least 7 Cost Explorer requests ($0.07), one"
        " more for every further page, tag and cost category; at most 200 a day ($2.00)"
    )


def test_how_many_requests_a_later_day_takes_is_recorded_for_the_projection() -> None:
    payer = Payer(groupings=THREE_TAGS, months_back=13)
    payer.collect()

    later = payer.asked_by(lambda: payer.collect(D20 + ONE_DAY))

    assert back_fill(payer).daily_requests == len(later) == 5


def test_it_is_announced_once() -> None:
    payer = Payer(months_back=13)
    payer.collect()

    record = payer.collect(D20 + ONE_DAY)

    assert not any("first collection" in note for note in record.notes)


@pytest.mark.fault_case(41)
def test_the_cap_in_its_middle_is_a_gap_and_the_next_day_goes_on_where_it_stopped() -> None:
    payer = Payer(groupings=THREE_TAGS, cap=6, months_back=13)

    first = payer.collect()

    assert len(payer.source.asked) == 6
    assert [(gap.target, gap.reason) for gap in first.gaps] == [("tag-c", "request-cap")]
    assert "it goes on tomorrow" in first.notes
    assert back_fill(payer).finished_at is None

    second = payer.asked_by(lambda: payer.collect(D20 + ONE_DAY))

    assert second == [*FOUR, "tag-c"]
    assert windows(payer, "tag-c") == [Window(START, date(2026, 10, 22))]
    assert windows(payer, FOUR[0])[1] == Window(date(2026, 9, 1), date(2026, 10, 22))
    assert back_fill(payer).finished_at is not None
    third = payer.asked_by(lambda: payer.collect(D20 + 2 * ONE_DAY))
    assert third == [*FOUR, "tag-a"]


YEAR = tuple(
    Charge(day, "1.25", account=f"{number:012}", tags={"Team": "web"})
    for day in Window(START, D20 + ONE_DAY).days()
    for number in range(3)
)


@pytest.mark.fault_case(41)
def test_a_bill_too_large_for_a_day_comes_with_its_newest_months_first_and_then_the_rest() -> None:
    # Three groups a day and forty to a page: 32 pages by account and by tag, 11 by the others.
    payer = Payer(FakeCostExplorer(YEAR, page_size=40), cap=25, months_back=13)
    requests, record = list[int](), None
    while record is None or not record.complete:
        before, day = len(payer.source.asked), D20 + timedelta(days=len(requests))
        record = payer.collect(day)
        requests.append(len(payer.source.asked) - before)
        assert {gap.reason for gap in record.gaps} <= {"request-cap"}
        for dimension in ("total", "account", "usage_type", "region"):
            assert payer.costs.ledgers()[0].coverage[dimension].last_day == D20

    assert len(requests) <= 8
    assert max(requests) <= 25
    total = sum(Decimal(line.unblended) for line in YEAR)
    for dimension in ("total", "account", "usage_type", "region", "tag:Team"):
        assert sum(payer.billed(dimension).values()) == total, dimension
    assert back_fill(payer).finished_at == payer.time.now


def test_older_months_are_read_once() -> None:
    payer = Payer(FakeCostExplorer(YEAR, page_size=40), cap=25, months_back=13)
    for offset in range(8):
        payer.collect(D20 + timedelta(days=offset))

    for name in (*FOUR, "tag-Team"):
        complete = [
            month
            for window in _complete(payer, name)
            for month in window.months()
            if month < Month(2026, 9)
        ]
        assert sorted(complete) == list(Window(START, date(2026, 9, 1)).months()), name


def _complete(payer: Payer, name: str) -> list[Window]:
    """The windows of which evidence holds a last page."""
    bodies = (
        json.loads(gzip.decompress(kept))
        for key, kept in payer.evidence.objects.items()
        if f"/{name}/" in key
    )
    last: dict[tuple[str, str, str], dict[str, Any]] = {}
    for body in bodies:
        last[body["version"], body["start"], body["end"]] = body
    return [
        Window(parse_day(body["start"]), parse_day(body["end"]))
        for body in last.values()
        if body["body"].get("NextPageToken") is None
    ]


def test_a_query_that_breaks_off_at_the_cap_is_asked_for_less_until_it_comes_through() -> None:
    growing = [
        Charge(day, "1", account=f"{number:012}")
        for age, day in enumerate(Window(START, D20 + ONE_DAY).days())
        for number in range(1 if age < 200 else 20)
    ]
    payer = Payer(FakeCostExplorer(growing, page_size=40), Groupings(discover=False), cap=70)
    payer.months_back = 13
    for offset in range(8):
        payer.collect(D20 + timedelta(days=offset))

    assert sum(payer.billed("account").values()) == len(growing)


def test_a_query_that_is_refused_leaves_it_open_until_it_has_been_read() -> None:
    payer = Payer(months_back=13)
    payer.source.faults = {("service-region", 1): [SourceUnavailable("not ready")]}
    payer.collect()
    assert back_fill(payer).finished_at is None

    payer.collect(D20 + ONE_DAY)

    assert windows(payer, "service-region")[-1].start == START
    assert back_fill(payer).finished_at is not None


def test_a_tag_that_is_refused_does_not_keep_it_open() -> None:
    payer = Payer(months_back=13)
    payer.source.faults = {("tag-Team", 1): [SourceDenied("no")]}
    payer.collect()

    assert back_fill(payer).finished_at is not None
    payer.collect(D20 + ONE_DAY)
    assert windows(payer, "tag-Team")[-1].start == START
