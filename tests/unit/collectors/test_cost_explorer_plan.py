"""Which months are asked of Cost Explorer on a day, and whose turn it is."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from costgov.collectors.cost_explorer_plan import (
    Listing,
    PlannedQuery,
    Reach,
    due_windows,
    narrowed,
    planned,
    turns,
    turns_a_day,
    wanted,
)
from costgov.collectors.cost_explorer_shapes import BASE, tag_shape
from costgov.domain.cost_queries import QueryReadings, Reading
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.restatements import closing_day
from hypothesis import given
from hypothesis import strategies as st

AS_OF = date(2026, 10, 20)
START = date(2025, 9, 1)
NEVER = QueryReadings(query="q")
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
# How long a deployment's runs are apart: mostly a day, now and then an outage of weeks.
PAUSES = st.lists(st.sampled_from([1, 1, 1, 1, 1, 1, 2, 3, 7, 20, 45]), min_size=1, max_size=80)


def reach(as_of: date = AS_OF, start: date = START, last_day: date | None = None) -> Reach:
    return Reach(as_of, start, last_day or as_of)


def read(as_of: date, windows: Sequence[Window], before: QueryReadings = NEVER) -> QueryReadings:
    """The readings after a day's windows were read, the days of that day's month as estimates."""
    months = [month for window in windows for month in window.months()]
    return before.after(months, {Month.of(as_of): True}, as_of)


def read_all(as_of: date = AS_OF) -> QueryReadings:
    return read(as_of, due_windows(NEVER, reach(as_of)))


def test_the_first_time_everything_is_one_window() -> None:
    assert due_windows(NEVER, reach()) == [Window(START, date(2026, 10, 21))]


def test_an_ordinary_day_reads_from_the_first_of_the_previous_month() -> None:
    yesterday = read_all(AS_OF - ONE_DAY)

    assert due_windows(yesterday, reach()) == [Window(date(2026, 9, 1), date(2026, 10, 21))]


@pytest.mark.parametrize(
    ("reread", "start"), [(0, date(2026, 10, 1)), (1, date(2026, 9, 1)), (3, date(2026, 7, 1))]
)
def test_how_many_months_are_read_again_is_configured(reread: int, start: date) -> None:
    found = due_windows(read_all(), Reach(AS_OF + ONE_DAY, START, AS_OF, reread))

    assert found == [Window(start, date(2026, 10, 22))]


@pytest.mark.fault_case(8)
def test_a_month_that_is_not_closed_is_read_again_however_long_ago_it_was() -> None:
    before_its_close = read_all(date(2026, 10, 14))

    later = reach(date(2026, 12, 3))

    assert due_windows(before_its_close, later) == [Window(date(2026, 9, 1), date(2026, 12, 4))]


@pytest.mark.fault_case(8)
def test_a_month_with_an_estimated_day_is_not_closed() -> None:
    estimated = NEVER.after(
        [Month(2026, 7), Month(2026, 8), Month(2026, 9), Month(2026, 10)],
        {Month(2026, 8): True},
        AS_OF,
    )

    assert due_windows(estimated, reach(start=date(2026, 7, 1)))[-1].start == date(2026, 8, 1)


@pytest.mark.fault_case(8)
def test_closed_months_are_read_once_more_on_the_closing_day_of_each_month() -> None:
    readings, starts = read_all(), dict[date, date]()
    for offset in range(1, 40):
        day = AS_OF + timedelta(days=offset)
        windows = due_windows(readings, reach(day))
        readings = read(day, windows, readings)
        starts[day] = windows[-1].start

    assert starts.pop(date(2026, 11, 15)) == date(2026, 8, 1)
    assert all(start == Month.of(day).shift(-1).first for day, start in starts.items())


def test_months_never_read_before_the_latest_ones_are_a_window_of_their_own() -> None:
    newest_only = read(AS_OF, [Window(date(2026, 7, 1), date(2026, 10, 21))])

    assert due_windows(newest_only, reach()) == [
        Window(date(2026, 9, 1), date(2026, 10, 21)),
        Window(START, date(2026, 7, 1)),
    ]


@pytest.mark.fault_case(9)
def test_on_the_first_of_a_month_the_window_holds_the_day() -> None:
    first = date(2026, 10, 1)

    assert due_windows(NEVER, reach(first, first)) == [Window(first, date(2026, 10, 2))]


@pytest.mark.fault_case(10)
@pytest.mark.parametrize(
    ("as_of", "start", "end"),
    [
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 1)),
        (date(2028, 3, 1), date(2028, 2, 1), date(2028, 3, 2)),
        (date(2027, 2, 28), date(2027, 1, 1), date(2027, 3, 1)),
        (date(2026, 12, 31), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2026, 12, 1), date(2027, 1, 2)),
    ],
)
def test_leap_day_february_and_the_years_end_are_whole_months(
    as_of: date, start: date, end: date
) -> None:
    assert due_windows(read_all(as_of), reach(as_of))[0] == Window(start, end)


@pytest.mark.fault_case(10)
@given(DAYS, DAYS, DAYS)
def test_windows_are_whole_months_apart_from_the_newest_day(
    start: date, as_of: date, last_day: date
) -> None:
    [window] = due_windows(NEVER, reach(as_of, start, last_day))

    assert window.start.day == 1
    assert as_of in window
    assert window.end <= Month.of(as_of).shift(1).first
    covered = [day for month in window.months() for day in month.window.days()]
    assert list(window.days()) == covered[: len(window)]


@pytest.mark.fault_case(12)
@given(DAYS, DAYS)
def test_more_than_fourteen_months_are_never_asked_for(start: date, as_of: date) -> None:
    for window in due_windows(NEVER, reach(as_of, start)):
        assert len(list(window.months())) <= 14


@pytest.mark.fault_case(10)
@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), PAUSES)
def test_the_windows_of_a_deployments_days_leave_no_day_out(first: date, pauses: list[int]) -> None:
    readings, seen, start, day = NEVER, set[date](), Month.of(first).shift(-13).first, first
    for pause in pauses:
        windows = due_windows(readings, reach(day, start))
        readings = read(day, windows, readings)
        asked = [one for window in windows for one in window.days()]
        assert len(asked) == len(set(asked))
        seen |= set(asked)
        last, day = day, day + timedelta(days=pause)

    assert seen >= set(Window(start, last + ONE_DAY).days())
    for month in Window(start, Month.of(last).shift(-13).first).months():
        assert readings.of(month) is not None
    for month in Window(max(start, Month.of(last).shift(-13).first), last).months():
        reading = readings.of(month)
        assert reading is not None
        assert reading.read_on >= min(last, closing_day(month))


def test_running_an_earlier_day_again_reads_every_day_that_is_stored() -> None:
    again = due_windows(read_all(), reach(date(2026, 10, 5), last_day=AS_OF))

    assert again[0].end == AS_OF + ONE_DAY


def test_running_an_earlier_day_again_does_not_reopen_a_month() -> None:
    closed = read_all()
    again = read(date(2026, 10, 5), [Window(date(2026, 9, 1), date(2026, 10, 21))], closed)

    assert again.of(Month(2026, 9)) == Reading(read_on=AS_OF, estimated=False)


def test_a_query_that_fits_is_asked_for_as_a_whole() -> None:
    plan = PlannedQuery(BASE[0], Window(START, date(2026, 10, 21)))

    assert narrowed(plan, 60, most=7) == plan
    assert narrowed(plan, None, most=1) == plan


def test_a_query_that_takes_too_many_pages_begins_with_its_newest_months() -> None:
    plan = PlannedQuery(BASE[0], Window(START, date(2026, 10, 21)), least=2)

    # 415 days, 30 to a page: 14 pages, and 7 months for 7 of them.
    assert narrowed(plan, 30, most=7).window == Window(date(2026, 4, 1), date(2026, 10, 21))
    assert narrowed(plan, 1, most=1).window == Window(date(2026, 9, 1), date(2026, 10, 21))


def test_a_single_month_is_never_cut() -> None:
    plan = PlannedQuery(BASE[0], Window(date(2026, 9, 1), date(2026, 10, 1)))

    assert narrowed(plan, 1, most=0) == plan


def test_the_days_that_are_read_every_day_come_at_once() -> None:
    newest, older = planned(BASE[0], read(AS_OF, [Window(date(2026, 7, 1), AS_OF)]), reach())

    assert (newest.least, older.least) == (2, 1)


def test_who_has_waited_longest_goes_first_and_a_new_one_before_all() -> None:
    shapes = [tag_shape(key) for key in ("a", "b", "c")]
    readings = {
        f"tag-{name}": QueryReadings(query=f"tag-{name}", asked_on=AS_OF - timedelta(days=ago))
        for name, ago in (("a", 1), ("b", 3))
    }

    assert turns(shapes, (), readings, AS_OF) == [shapes[2], shapes[1], shapes[0]]


@pytest.mark.parametrize(("ago", "due"), [(6, False), (7, True), (9, True)])
def test_a_list_of_names_is_read_once_a_week(ago: int, *, due: bool) -> None:
    name = str(Listing.TAGS)
    readings = {name: QueryReadings(query=name, asked_on=AS_OF - timedelta(days=ago))}

    assert turns((), [Listing.TAGS], readings, AS_OF) == ([Listing.TAGS] if due else [])


@pytest.mark.parametrize(
    ("waiting", "several", "configured", "number"),
    [
        (5, False, None, 1),
        (40, False, None, 1),
        (14, True, None, 2),
        (15, True, None, 3),
        (0, True, None, 0),
        (40, True, 2, 2),
        (40, False, 3, 3),
    ],
)
def test_an_organisation_takes_so_many_turns_that_all_come_within_a_week(
    waiting: int, configured: int | None, number: int, *, several: bool
) -> None:
    assert turns_a_day(waiting, several=several, configured=configured) == number


def test_names_are_filtered_to_the_letter() -> None:
    names = ["Team", "team", "aws:createdBy", "cost-center", "Σ/#"]

    assert wanted(names, ("*",), ("aws:*",)) == ["Team", "team", "cost-center", "Σ/#"]
    assert wanted(names, ("[Tt]eam", "cost-?enter"), ("team",)) == ["Team", "cost-center"]


@pytest.mark.fault_case(19)
def test_two_tags_never_share_a_name_whatever_their_text() -> None:
    keys = ["a/b", "a b", "Team", "team", "🎉" * 128, "🎉" * 127 + "x"]

    names = {tag_shape(key).name for key in keys}

    assert len(names) == len(keys)
    assert all(len(name) <= 210 and "/" not in name for name in names)
