"""Daily values of metrics, packed by month: `1=5.25 2=6`; a day without a value is not there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from costgov.domain.money import amount_text
from costgov.domain.period import Month
from costgov.errors import InvalidInput

type DailyValues = Mapping[date, Decimal]


def packed(values: DailyValues) -> str:
    """One month's values as text, in the days' order."""
    return " ".join(f"{day.day}={amount_text(values[day])}" for day in sorted(values))


def unpacked(text: str, month: Month) -> dict[date, Decimal]:
    """The inverse of `packed`.

    Raises:
        InvalidInput: the text was not written by `packed` for this month.
    """
    try:
        pairs = [part.split("=") for part in text.split(" ")] if text else []
        return {month.first.replace(day=int(day)): Decimal(value) for day, value in pairs}
    except (ValueError, InvalidOperation) as error:
        raise InvalidInput(f"stored values of {month} cannot be read") from error


def by_month(values: DailyValues) -> dict[Month, dict[date, Decimal]]:
    """The values told apart by the month they lie in, in order."""
    found: defaultdict[Month, dict[date, Decimal]] = defaultdict(dict)
    for day in sorted(values):
        found[Month.of(day)][day] = values[day]
    return dict(found)


def joined(parts: Iterable[DailyValues]) -> dict[date, Decimal]:
    """All values; of a day that is there twice, the later part's."""
    return {day: value for part in parts for day, value in part.items()}
