"""The windows Cost Explorer accepts, and the results it cuts them into."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cli.local.standin.errors import AwsError

HISTORY_MONTHS = 14
"""The current month and the thirteen before it."""
FINAL_ON = 6
"""The day of the month on which the month before it stops being an estimate; AWS names none."""


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open window of UTC billing days."""

    start: date
    end: date

    def as_reply(self) -> dict[str, str]:
        """As TimePeriod and ResultByTime carry it."""
        return {"Start": self.start.isoformat(), "End": self.end.isoformat()}


def invalid(message: str) -> AwsError:
    """Cost Explorer's refusal of a request it understood."""
    return AwsError("ValidationException", message)


def day(text: str) -> date:
    """A day of TimePeriod for daily and monthly granularity.

    Raises:
        AwsError: it is not a calendar day in the form YYYY-MM-DD.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"{text} is not a date in the format yyyy-MM-dd") from error


def period(given: Mapping[str, str]) -> Period:
    """A TimePeriod that runs forwards.

    Raises:
        AwsError: it does not.
    """
    found = Period(day(given["Start"]), day(given["End"]))
    if found.start >= found.end:
        raise invalid("Start date (and hour) should be before end date (and hour)")
    return found


def past_period(given: Mapping[str, str], today: date) -> Period:
    """A TimePeriod of the bill: at most fourteen months back, at most to the end of this month.

    Raises:
        AwsError: it runs backwards or reaches too far.
    """
    found = period(given)
    if found.end > month_start(today, 1):
        raise invalid("end date past the beginning of next month")
    if found.start < month_start(today, 1 - HISTORY_MONTHS):
        raise invalid(
            "You haven't enabled historical data beyond 14 months"
            if found.start.day == 1
            else "To retrieve data beyond the past 14 months, your start date needs to be the"
            " first day of the month"
        )
    return found


def cut(window: Period, granularity: str) -> Iterator[Period]:
    """The results a window is cut into: days, or months that may be partial at either end."""
    start = window.start
    while start < window.end:
        following = start + timedelta(days=1)
        if granularity == "MONTHLY":
            following = min(month_start(start, 1), window.end)
        yield Period(start, following)
        start = following


def is_estimated(period: Period, today: date) -> bool:
    """Whether a result is marked as an estimate: its month is open, or lately over."""
    final_until = month_start(today, 0 if today.day >= FINAL_ON else -1)
    return period.end > final_until


def month_start(of: date, months: int = 0) -> date:
    """The first of the month that lies `months` after the month of a day.

    >>> month_start(date(2026, 1, 31), -1)
    datetime.date(2025, 12, 1)
    """
    index = of.year * 12 + of.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
