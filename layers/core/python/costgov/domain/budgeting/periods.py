"""The periods of budgets as half-open windows of UTC billing days."""

from datetime import date
from typing import Literal

from costgov.domain.period import Month, Window

type CalendarPeriod = Literal["monthly", "quarterly", "yearly"]
type Period = Literal["monthly", "quarterly", "yearly", "custom"]

_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


def period_window(period: CalendarPeriod, day: date) -> Window:
    """The calendar month, quarter or year that a day lies in."""
    months = _MONTHS[period]
    month = Month.of(day)
    first = Month(month.year, (month.month - 1) // months * months + 1)
    return Window(first.first, first.shift(months).first)


def repeated_window(first: Window, day: date) -> Window | None:
    """The repetition of a window that a day lies in, None before the first.

    Whole calendar months repeat as so many months (a fiscal year from April), anything else as
    so many days (a sprint of two weeks).
    """
    if day < first.start:
        return None
    if first.start.day == first.end.day == 1:
        start, end = Month.of(first.start), Month.of(first.end)
        length, passed = _between(start, end), _between(start, Month.of(day))
        begin = start.shift(passed // length * length)
        return Window(begin.first, begin.shift(length).first)
    passed_over = (day - first.start) // (first.end - first.start) * (first.end - first.start)
    return Window(first.start + passed_over, first.end + passed_over)


def _between(start: Month, end: Month) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
