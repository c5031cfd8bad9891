"""Cron expressions as EventBridge Scheduler takes them: a bad one is told before AWS refuses it.

Source: the EventBridge Scheduler user guide, "Cron-based schedules".
"""

import re
from dataclasses import dataclass
from typing import Final

_MONTHS: Final = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_DAYS: Final = "SUN MON TUE WED THU FRI SAT".split()


@dataclass(frozen=True, slots=True)
class _Field:
    """One of the six: the numbers it holds, names for them, and what else it may be."""

    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()
    others: str = ""

    def takes(self, text: str) -> bool:
        """Whether it may read so: values, spans and steps with commas between, or else `others`."""
        return all(self._takes_one(part) for part in text.split(","))

    def _takes_one(self, text: str) -> bool:
        if self.others and re.fullmatch(self.others, text):
            return True
        span, slash, step = text.partition("/")
        if slash and not re.fullmatch(r"[1-9]\d{0,2}", step, re.ASCII):
            return False
        if span == "*":
            return True
        numbers = [self._number(part) for part in span.split("-")]
        known = [number for number in numbers if number is not None]
        return len(numbers) == len(known) <= 2 and known == sorted(known)

    def _number(self, text: str) -> int | None:
        if text.upper() in self.names:
            return self.first + self.names.index(text.upper())
        known = re.fullmatch(r"\d{1,4}", text, re.ASCII) and self.first <= int(text) <= self.last
        return int(text) if known else None


_FIELDS: Final = (
    _Field("minutes", 0, 59),
    _Field("hours", 0, 23),
    _Field("day of the month", 1, 31, others=r"\?|L|LW|([1-9]|[12]\d|3[01])W"),
    _Field("month", 1, 12, tuple(_MONTHS)),
    _Field("day of the week", 1, 7, tuple(_DAYS), others=r"\?|L|[1-7]L|[1-7]#[1-5]"),
    _Field("year", 1970, 2199),
)


def checked_cron(text: str) -> str:
    """The expression, if Scheduler takes it: minutes, hours, day, month, weekday and year.

    >>> checked_cron("0 6 * * ? *")
    '0 6 * * ? *'

    Raises:
        ValueError: it does not; the sentence names the field.
    """
    parts = text.split(" ")
    if len(parts) != len(_FIELDS):
        raise ValueError(f"{text!r} has not six fields: {', '.join(one.name for one in _FIELDS)}")
    for field, part in zip(_FIELDS, parts, strict=True):
        if not field.takes(part):
            raise ValueError(f"{part!r} is no {field.name} of a schedule")
    if (parts[2] == "?") == (parts[4] == "?"):
        raise ValueError(f"one of day of the month and day of the week must be ?, not {text!r}")
    return text
