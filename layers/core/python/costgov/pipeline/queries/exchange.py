"""What questions and answers have in common."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema

from costgov.domain.costs import checked_dimension
from costgov.domain.period import end_of_day, parse_day, parse_instant
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput

_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: object) -> object:
    """Only YYYY-MM-DD: pydantic alone would take a number for a Unix time."""
    return value if isinstance(value, date) else parse_day(str(value))


def _asked_for(day: date) -> date:
    """What lies before and after a day that is asked for are days of the calendar too."""
    if not _FIRST <= day <= _LAST:
        raise InvalidInput(f"{day} is not between {_FIRST} and {_LAST}")
    return day


def _known_at(value: object) -> object:
    """An instant, or the end of a day: of all that is known on it, nothing is left out."""
    if not isinstance(value, str):
        return value
    return end_of_day(parse_day(value)) if _DAY.fullmatch(value) else parse_instant(value)


type Day = Annotated[date, BeforeValidator(_day), AfterValidator(_asked_for)]
type KnownAt = Annotated[
    datetime,
    BeforeValidator(_known_at),
    WithJsonSchema({"type": "string", "examples": ["2026-11-03", "2026-11-03T12:00:00Z"]}),
]
type Dimension = Annotated[str, Field(max_length=256), AfterValidator(checked_dimension)]
AmountText = Annotated[str, WithJsonSchema({"type": "string", "format": "decimal"})]
DayText = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
type CurrencyCode = Annotated[str, Field(min_length=1, max_length=16)]


class Question(Frozen):
    """The parameters of one request; an unknown one is an error."""


class Answer(Frozen):
    """What every answer says of itself.

    `data_as_of` is the oldest instant (or day) at which one of `sources` was read; both are empty
    where nothing is known. `currency` is that of all amounts in the answer, null where the answer
    holds none or each part names its own. `covers` names the accounts that the answer is about
    where the caller does not see all of them: it says nothing of others.
    """

    listed: ClassVar[str] = ""
    """The field that is the list which was asked for; empty where the answer is none."""
    row: ClassVar[type[BaseModel] | None] = None
    """What `rows` gives, where that is not the list as it stands."""

    data_as_of: str | None
    sources: tuple[str, ...]
    currency: str | None = None
    covers: tuple[str, ...] | None = None

    def rows(self) -> Iterable[BaseModel]:
        """The list's entries for flat formats; of an answer that is a list."""
        entries: Iterable[BaseModel] = getattr(self, self.listed)
        return entries


class TextAnswer(Frozen):
    """An answer that is text of its own kind, and no JSON."""

    kind: ClassVar[str]

    text: str


class Revised(Frozen):
    """What can be edited; send `revision` (or the ETag) back as If-Match to change it."""

    revision: str


def oldest(instants: Iterable[str]) -> str | None:
    """The first of some instants (or days) as text, None of none."""
    return min(instants, default=None)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Names in order, each once."""
    return tuple(sorted(set(names)))
