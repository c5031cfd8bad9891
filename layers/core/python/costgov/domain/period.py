"""UTC billing days, months and half-open windows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from costgov.errors import InvalidInput

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of UTC billing days."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """A month from `YYYY-MM`.

        Raises:
            InvalidInput: the text is no month.
        """
        try:
            return cls.of(date.fromisoformat(f"{text}-01"))
        except ValueError as error:
            raise InvalidInput(f"{text!r} is not a month (YYYY-MM)") from error

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def window(self) -> "Window":
        """All days of the month."""
        return Window(self.first, self.shift(1).first)

    def shift(self, months: int) -> "Month":
        """The month so many months later (or earlier, when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `start` up to but not including `end`; may be empty, never reversed."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidInput(f"a window cannot end ({self.end}) before it starts ({self.start})")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __len__(self) -> int:
        return (self.end - self.start).days

    def days(self) -> Iterator[date]:
        """Every day, in order."""
        return (self.start + timedelta(days=i) for i in range(len(self)))

    def months(self) -> Iterator[Month]:
        """Every month that has a day in the window, in order."""
        if not len(self):
            return
        month, last = Month.of(self.start), Month.of(self.end - ONE_DAY)
        while month <= last:
            yield month
            month = month.shift(1)


def month_to_date(as_of: date) -> Window:
    """The month's days up to and including `as_of`; never empty, also on the 1st."""
    return Window(as_of.replace(day=1), as_of + ONE_DAY)


def parse_day(text: str) -> date:
    """A day from `YYYY-MM-DD`.

    Raises:
        InvalidInput: the text is no day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is not a day (YYYY-MM-DD)") from error


def parse_instant(text: str) -> datetime:
    """An aware UTC instant from ISO 8601 text.

    Raises:
        InvalidInput: the text is no instant or names no offset.
    """
    try:
        instant = datetime.fromisoformat(text)
        utc = instant.astimezone(UTC)
    # The calendar's first and last hours overflow where they are other zones'.
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"{text!r} is not an instant (ISO 8601)") from error
    if instant.tzinfo is None:
        raise InvalidInput(f"{text!r} has no time zone")
    return utc


def end_of_day(day: date) -> datetime:
    """The last instant of a UTC day."""
    return datetime.combine(day, time.max, UTC)


def checked_zone(name: str) -> str:
    """The name of a time zone.

    Raises:
        InvalidInput: there is none of that name.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidInput(f"{name!r} is no IANA time zone such as Europe/Berlin") from error
    return name


def local_day(instant: datetime, zone: str) -> date:
    """The calendar day a clock on the wall in `zone` shows at the instant."""
    return instant.astimezone(ZoneInfo(zone)).date()
