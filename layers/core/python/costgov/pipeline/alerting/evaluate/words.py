"""How signals put things: names of subjects, amounts with their direction, percentages."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, Literal

from costgov.domain.alerting.signal import Subject
from costgov.domain.costs import COST_CATEGORY_PREFIX, TAG_PREFIX, TOTAL
from costgov.domain.money import EXACT, display

_RATIO: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)
_HUNDRED: Final = Decimal(100)

type Strength = Literal["fires", "holds"]


def named(subject: Subject) -> str:
    """What a message calls a part of the bill: `All costs`, `service Amazon EC2`, `Team web`."""
    if subject.dimension == TOTAL:
        return "All costs"
    value = short(subject.value or "")
    kind = subject.dimension.removeprefix(TAG_PREFIX).removeprefix(COST_CATEGORY_PREFIX)
    kind = kind if subject.dimension != kind else kind.replace("_", " ")
    if not subject.value:
        return f"What has no {kind}"
    if subject.account_name and subject.value == subject.account:
        return f"{kind} {subject.account_name} ({subject.account})"
    return f"{kind} {value}"


def short(text: str, limit: int = 120) -> str:
    """A name that a title has room for: tag values may have a thousand characters.

    >>> short("a" * 200, 5)
    'aaaa…'
    """
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def capital(text: str) -> str:
    """The text with its first letter as a sentence begins."""
    return text[:1].upper() + text[1:]


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part in percent of a whole; None where the whole is nothing, or less.

    >>> percent(Decimal(1), Decimal(8)), percent(Decimal(1), Decimal(0))
    (Decimal('12.5'), None)
    """
    return _RATIO.divide(_RATIO.multiply(part, _HUNDRED), whole) if whole > 0 else None


def in_percent(figure: Decimal | None, *, signed: bool = True) -> str:
    """A percentage as people read it: `+31 %`; where there is none, that it is new.

    >>> in_percent(Decimal("31.4")), in_percent(Decimal("-8.6")), in_percent(None)
    ('+31 %', '-9 %', 'new')
    """
    if figure is None:
        return "new"
    return f"{figure:+,.0f} %" if signed else f"{figure:,.0f} %"


def money(amount: Decimal, currency: str | None) -> str:
    """An amount with its currency."""
    return display(amount, currency or "USD")


def day_words(day: date) -> str:
    """A day in a sentence.

    >>> day_words(date(2026, 11, 3))
    '3 Nov 2026'
    """
    return f"{day.day} {day:%b %Y}"


def days_words(count: int) -> str:
    """So many days."""
    return "1 day" if count == 1 else f"{count} days"


def strength(
    figure: Decimal | None, amount: Decimal, opens: Decimal, clears: Decimal, minimum: Decimal
) -> Strength | None:
    """Whether a percentage and its money open an alert, keep an open one, or end it.

    It opens at `opens` percent and `minimum`, and is over below `clears` percent or below half of
    the minimum. A figure that is None (growth from nothing) goes by the money alone.
    """
    if amount <= 0:
        return None
    if (figure is None or figure >= opens) and amount >= minimum:
        return "fires"
    kept = (figure is None or figure >= clears) and EXACT.multiply(amount, Decimal(2)) >= minimum
    return "holds" if kept else None
