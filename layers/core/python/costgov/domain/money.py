"""Exact money: decimals from the text AWS sent, never floats."""

from collections.abc import Iterable
from decimal import (
    ROUND_HALF_EVEN,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)

from costgov.errors import InvalidInput

# 60 digits hold any sum of amounts as `parse_amount` lets them in: below 10^18, to 10^-40. A
# result that would need more raises instead of rounding.
EXACT = Context(
    prec=60,
    rounding=ROUND_HALF_EVEN,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, Clamped],
)
_DIGITS = 18
_LAST_PLACE = Decimal(1).scaleb(-40)
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_EVEN)
# Currencies without cents (ISO 4217 minor unit 0); all others display two places.
_NO_CENTS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def parse_amount(text: str) -> Decimal:
    """The amount a source wrote, digit for digit; accepts plain and E-notation.

    Forty decimals are kept: a source's averages have no end, and no bill goes further.

    Raises:
        InvalidInput: the text is not a finite number, or one beyond any bill (10^18).
    """
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise InvalidInput(f"{text!r} is not an amount") from error
    if not amount.is_finite():
        raise InvalidInput(f"{text!r} is not a finite amount")
    if amount and amount.adjusted() >= _DIGITS:
        raise InvalidInput(f"{text!r} is beyond any bill")
    longer = amount.quantize(_LAST_PLACE, context=_ROUNDING)
    return amount if amount == longer else longer


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum with every digit kept; raises `decimal.Inexact` rather than round."""
    # A generator's own arithmetic must not run in our context.
    found = tuple(amounts)
    with localcontext(EXACT):
        return sum(found, Decimal(0))


def amount_text(amount: Decimal) -> str:
    """Plain decimal text without exponent or trailing zeros: what stores and the API carry.

    >>> amount_text(Decimal("1.2300E-3")), amount_text(Decimal("-0.00"))
    ('0.00123', '0')
    """
    # Mostly there is nothing to change, and this is called for every point of an answer.
    text = str(amount)
    if "E" in text:
        text = format(amount, "f")
    if text[-1] == "0" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if amount else "0"


def minor_units(currency: str) -> int:
    """How many decimal places the currency displays."""
    return 0 if currency in _NO_CENTS else 2


def half_minor_unit(currency: str) -> Decimal:
    """From which difference on two amounts are not equal to the cent: sources round each group."""
    return Decimal(5).scaleb(-minor_units(currency) - 1)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount at the currency's minor unit, half to even; for display only."""
    step = Decimal(1).scaleb(-minor_units(currency))
    return amount.quantize(step, context=_ROUNDING)


def display(amount: Decimal, currency: str) -> str:
    """The amount as people read it: `$1,234.50`, `-¥300`, `12.00 CHF`.

    >>> display(Decimal("-1234.505"), "USD"), display(Decimal("12"), "CHF")
    ('-$1,234.50', '12.00 CHF')
    """
    value = rounded(amount, currency)
    sign = "-" if value < 0 else ""
    digits = f"{abs(value):,}"
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{digits} {currency}"
