"""Amounts as they are charged: in the currency's smallest unit, and still adding up to the bill."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Context, Decimal

from costgov.domain.money import EXACT, exact_sum, minor_units, rounded

_DOWN = Context(prec=60, rounding=ROUND_FLOOR)


def charged(amounts: Sequence[Decimal], currency: str) -> list[Decimal]:
    """The amounts in whole cents (or what the currency has), which add up to their rounded sum.

    Each is rounded down or up: up those that would lose most by rounding down, as many as it takes
    (the largest-remainder method of Hamilton); of equals the first.

    >>> charged([Decimal("0.333"), Decimal("0.333"), Decimal("0.334")], "USD")
    [Decimal('0.33'), Decimal('0.33'), Decimal('0.34')]
    """
    step = Decimal(1).scaleb(-minor_units(currency))
    down = [amount.quantize(step, context=_DOWN) for amount in amounts]
    lost = [EXACT.subtract(amount, low) for amount, low in zip(amounts, down, strict=True)]
    missing = EXACT.subtract(rounded(exact_sum(amounts), currency), exact_sum(down))
    steps = int(missing.scaleb(minor_units(currency), EXACT))
    up = frozenset(sorted(range(len(down)), key=lambda number: -lost[number])[:steps])
    return [EXACT.add(low, step) if number in up else low for number, low in enumerate(down)]
