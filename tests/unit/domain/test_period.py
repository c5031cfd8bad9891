"""Windows are half-open: months and windows tile the calendar without overlap or gap."""

from datetime import UTC, date, datetime, timedelta

import pytest
from costgov.domain.period import (
    Month,
    Window,
    local_day,
    month_to_date,
    parse_day,
    parse_instant,
)
from costgov.errors import InvalidInput
from hypothesis import given
from hypothesis import strategies as st

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(days, st.integers(0, 800))
@pytest.mark.fault_case(10)
def test_months_tile_a_window(start: date, length: int) -> None:
    window = Window(start, start + timedelta(days=length))
    inside = [day for month in window.months() for day in month.window.days() if day in window]
    assert inside == list(window.days())
    assert len(inside) == length


@given(days, st.integers(-400, 400))
def test_shifting_months_there_and_back_is_where_it_began(day: date, months: int) -> None:
    month = Month.of(day)
    assert month.shift(months).shift(-months) == month
    assert month.shift(1).first == month.window.end


@pytest.mark.parametrize(
    ("month", "length"), [("2024-02", 29), ("2026-02", 28), ("2100-02", 28), ("2026-12", 31)]
)
@pytest.mark.fault_case(10)
def test_leap_days_and_year_ends(month: str, length: int) -> None:
    assert len(Month.parse(month).window) == length


@given(days)
@pytest.mark.fault_case(9)
def test_month_to_date_is_never_empty(day: date) -> None:
    window = month_to_date(day)
    assert len(window) == day.day
    assert day in window


def test_an_empty_window_has_no_month() -> None:
    assert list(Window(date(2026, 1, 1), date(2026, 1, 1)).months()) == []


def test_a_reversed_window_is_refused() -> None:
    with pytest.raises(InvalidInput, match="cannot end"):
        Window(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("text", ["2026-13", "2026", "x"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a month"):
        Month.parse(text)


def test_what_is_no_day_or_instant_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is not a day"):
        parse_day("2026-02-30")
    with pytest.raises(InvalidInput, match="is not an instant"):
        parse_instant("yesterday")
    with pytest.raises(InvalidInput, match="no time zone"):
        parse_instant("2026-02-03T04:05:06")


def test_an_instant_is_kept_in_utc() -> None:
    assert parse_instant("2026-02-03T04:05:06+02:00") == datetime(2026, 2, 3, 2, 5, 6, tzinfo=UTC)


def test_the_wall_clock_decides_the_local_day() -> None:
    instant = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)
    assert local_day(instant, "Europe/Berlin") == date(2026, 3, 30)
    assert local_day(instant, "America/New_York") == date(2026, 3, 29)
