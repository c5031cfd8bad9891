"""Which queries are asked of Cost Explorer on a day, and over which days."""

from datetime import date, timedelta

import pytest
from costgov.collectors.cost_explorer import PlannedQuery, planned_queries, query_window
from costgov.domain.costs import Ledger
from costgov.domain.period import ONE_DAY, Month, Window
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ledger as delivered

AS_OF = date(2026, 10, 20)
USUAL = Window(date(2026, 9, 1), date(2026, 10, 21))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
BASIC = ("account", "region", "total", "usage_type")


def ledger(*dimensions: str, first: date = date(2025, 9, 1), last: date = AS_OF) -> Ledger:
    return delivered(*dimensions, first=first, last=last)


def plans(
    *tags: str, as_of: date = AS_OF, known: tuple[Ledger, ...] = (), window: Window = USUAL
) -> list[PlannedQuery]:
    return planned_queries(tags, window, as_of, known)


def test_no_query_groups_by_more_than_two_keys() -> None:
    assert max(len(plan.request.group_by) for plan in plans("Team", "Project")) == 2


def test_the_total_is_asked_for_first() -> None:
    assert plans()[0].request.group_by == (("DIMENSION", "RECORD_TYPE"), ("DIMENSION", "SERVICE"))


def test_an_ordinary_day_takes_five_requests_however_many_tags_there_are() -> None:
    tags = [f"tag-{n}" for n in range(12)]
    known = ledger(*BASIC, *(f"tag:{key}" for key in tags))

    assert len(plans(*tags, known=(known,))) == 5


def test_tags_take_turns_and_each_comes_round() -> None:
    tags = ("Team", "Project", "Environment")
    known = ledger(*BASIC, "tag:Team", "tag:Project", "tag:Environment")
    week = [AS_OF + timedelta(days=n) for n in range(3)]

    asked = [plans(*tags, as_of=day, known=(known,))[-1].request.group_by for day in week]

    assert sorted(asked) == sorted(((("TAG", key),)) for key in tags)


def test_the_first_run_asks_for_every_tag() -> None:
    assert len(plans("Team", "Project", "Environment")) == 7


def test_a_new_tag_goes_before_the_turns_and_reaches_back_to_the_ledger_s_start() -> None:
    known = ledger(*BASIC, "tag:Team")

    asked = plans("Team", "Project", known=(known,))

    assert [plan.shape.marker for plan in asked[4:]] == ["tag:Project"]
    assert asked[4].window == Window(date(2025, 9, 1), date(2026, 10, 21))
    assert asked[0].window == USUAL


def test_a_query_that_never_was_complete_reaches_back_too() -> None:
    known = ledger("account", "total", "usage_type")

    windows = {plan.shape.marker: plan.window for plan in plans(known=(known,))}

    assert windows["region"].start == date(2025, 9, 1)
    assert windows["account"] == USUAL


def test_ledgers_of_other_sources_say_nothing_about_ours() -> None:
    file = delivered("tag:Team", first=date(2026, 1, 1), last=AS_OF, source="focus")

    assert len(plans("Team", "Project", known=(file,))) == 6


def test_two_tags_never_share_a_name_whatever_their_text() -> None:
    keys = ["a/b", "a b", "Team", "team", "🎉" * 128, "🎉" * 127 + "x"]

    names = {plan.request.name for plan in plans(*keys)[4:]}

    assert len(names) == len(keys)
    assert all(len(name) <= 210 and "/" not in name for name in names)


@pytest.mark.fault_case(9)
def test_on_the_first_of_a_month_start_and_end_differ() -> None:
    first = date(2026, 10, 1)

    assert query_window(first, first, first) == Window(first, date(2026, 10, 2))


@pytest.mark.parametrize(
    ("as_of", "end"),
    [
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2027, 2, 28), date(2027, 3, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
@pytest.mark.fault_case(10)
def test_the_last_day_of_a_month_is_asked_for_and_no_later_month(as_of: date, end: date) -> None:
    assert query_window(as_of, as_of, as_of).end == end


@given(DAYS, DAYS, DAYS)
@pytest.mark.fault_case(10)
def test_a_window_is_whole_months_up_to_its_last_day(
    start: date, as_of: date, last_day: date
) -> None:
    window = query_window(start, as_of, last_day)

    assert window.start.day == 1
    assert as_of in window
    assert window.end <= Month.of(as_of).shift(1).first
    covered = [day for month in window.months() for day in month.window.days()]
    assert list(window.days()) == covered[: len(window)]


@given(DAYS, DAYS)
@pytest.mark.fault_case(12)
def test_more_than_fourteen_months_are_never_asked_for(start: date, as_of: date) -> None:
    window = query_window(start, as_of, as_of)

    assert len(list(window.months())) <= 14


def test_running_an_earlier_day_again_reads_every_day_that_is_stored() -> None:
    again = query_window(date(2026, 9, 1), date(2026, 10, 5), last_day=AS_OF)

    assert again.end == AS_OF + ONE_DAY
