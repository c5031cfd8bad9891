"""How the report writes amounts, days and names."""

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal

from costgov.domain.money import display, minor_units, rounded

# Pictures of percentages only; the amounts themselves stay in exact arithmetic.
_DISPLAY = Context(prec=60, rounding=ROUND_HALF_EVEN)
_FOUR_DIGITS = Context(prec=4, rounding=ROUND_HALF_EVEN)
# Control characters, lone surrogates and bidirectional controls that reach past the name.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
DASH = "\u2013"
_SUFFIXES = ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


def money(amount: Decimal, currency: str) -> str:
    """The amount rounded for reading; what would round to nothing says so.

    >>> money(Decimal("1234.5"), "USD"), money(Decimal("0.0004"), "USD"), money(Decimal(0), "USD")
    ('$1,234.50', '<$0.01', '$0.00')
    """
    if amount == 0 or rounded(amount, currency) != 0:
        return display(amount, currency)
    least = display(Decimal(1).scaleb(-minor_units(currency)), currency)
    return f"<{least}" if amount > 0 else f"-<{least}"


def signed_money(amount: Decimal, currency: str) -> str:
    """The amount with its sign, also when positive."""
    return f"+{money(amount, currency)}" if amount > 0 else money(amount, currency)


def ratio_percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` in percent of `whole`; None where that means nothing (whole not above zero)."""
    return None if whole <= 0 else _DISPLAY.divide(_DISPLAY.multiply(part, 100), whole)


def percent(value: Decimal) -> str:
    """A percentage to one place, `8.2 %` with a space that does not break."""
    return f"{value.quantize(Decimal('0.1'), context=_DISPLAY):,}\u00a0%"


def axis_number(value: Decimal, largest: Decimal) -> str:
    """A tick label without a unit, shortened like its neighbours: `1,500`, `20k`, `-0.002`.

    >>> axis_number(Decimal(2500), Decimal(20000)), axis_number(Decimal(1500), Decimal(2000))
    ('2.5k', '1,500')
    """
    for size, suffix in _SUFFIXES:
        if value and abs(largest) >= size * 10:
            return f"{_plain(value / size)}{suffix}"
    return _plain(value)


def compact(amount: Decimal) -> str:
    """An amount in a few letters, `10.7k`, `8,123`, `0.42`; for places without room."""
    for size, suffix in _SUFFIXES:
        if abs(amount) >= size * 10:
            return f"{_plain(round(amount / size, 1))}{suffix}"
    return f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:.2f}"


def quantity_text(value: Decimal) -> str:
    """A quantity or a rate to four significant digits, whole numbers in full.

    >>> quantity_text(Decimal("1234567.891")), quantity_text(Decimal("0.01234567"))
    ('1,234,568', '0.01235')
    """
    if abs(value) >= 1000 or value == value.to_integral_value():
        return f"{value:,.0f}"
    return _plain(_FOUR_DIGITS.plus(value))


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_text(day: date) -> str:
    """`20 Oct 2026`, the same in every locale."""
    return f"{short_day(day)} {day.year}"


def instant_words(instant: str) -> str:
    """A stored instant for reading, `20 Oct 2026, 06:00 UTC`; other text stays as it is."""
    try:
        moment = datetime.fromisoformat(instant).astimezone(UTC)
    except ValueError:
        return clean(instant)
    return f"{day_text(moment.date())}, {moment:%H:%M} UTC"


def short_day(day: date) -> str:
    """`20 Oct`."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def month_name(day: date) -> str:
    """`October 2026`."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def span_text(first: date, last: date) -> str:
    """Both ends of a span of days, joined by a dash; what they share is written once."""
    if first == last:
        return day_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{day_text(last)}"
    start = short_day(first) if first.year == last.year else day_text(first)
    return f"{start} {DASH} {day_text(last)}"


def clean(text: str) -> str:
    """Text that every HTML, XML and UTF-8 writer accepts; what none does becomes U+FFFD."""
    return _UNSAFE.sub("\ufffd", text)


def isolated(text: str) -> str:
    """A name inside a sentence, so that its writing direction stays its own."""
    return f"\u2068{clean(text)}\u2069"


def plural(number: int, noun: str) -> str:
    """`1 budget`, `3 budgets`, `2 anomalies`."""
    if number == 1:
        return f"1 {noun}"
    many = re.sub("(?<![aeiou])y$", "ie", noun) + "s"
    return f"{number:,} {many}"


_MONTHS = (
    "January February March April May June July August September October November December"
).split()
