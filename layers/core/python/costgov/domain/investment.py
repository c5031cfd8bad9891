"""What a saving is worth: break-even, return on investment, and what savings may be added up."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, Final

from pydantic import Field

from costgov.domain.money import exact_sum
from costgov.domain.runs import Frozen
from costgov.errors import SavingsExceedBill

MONTHS_OF_RETURN: Final = 36
_QUOTIENT: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)


class Saving(Frozen):
    """A named saving a month of one bill."""

    name: Annotated[str, Field(min_length=1, max_length=256)]
    monthly: Decimal


class Investment(Frozen):
    """What it costs once and what it saves a month, and what comes of it in `months`.

    `break_even_months` is None where nothing is saved, `return_percent` what is left of the savings
    after the cost, in percent of the cost; None where there was no cost.
    """

    cost: Decimal
    monthly_saving: Decimal
    months: int
    break_even_months: Decimal | None
    net: Decimal
    return_percent: Decimal | None


def total_saving(bill: Decimal, savings: Sequence[Saving]) -> Decimal:
    """What several savings on one monthly bill come to together.

    Raises:
        SavingsExceedBill: they come to more than the bill; some are counted on what another has
            already saved, or on another bill.
    """
    total = exact_sum(one.monthly for one in savings)
    if total > bill:
        named = ", ".join(f"{one.name} {one.monthly}" for one in savings)
        raise SavingsExceedBill(
            f"{total} a month cannot be saved on a bill of {bill} a month: {named}"
        )
    return total


def investment(
    cost: Decimal, monthly_saving: Decimal, months: int = MONTHS_OF_RETURN
) -> Investment:
    """Break-even and return of a saving that costs something once; undiscounted.

    >>> found = investment(Decimal(8500), Decimal("466.90"))
    >>> round(found.break_even_months, 1), round(found.return_percent, 1)
    (Decimal('18.2'), Decimal('97.7'))
    """
    net = _QUOTIENT.subtract(_QUOTIENT.multiply(monthly_saving, Decimal(months)), cost)
    return Investment(
        cost=cost,
        monthly_saving=monthly_saving,
        months=months,
        break_even_months=_QUOTIENT.divide(cost, monthly_saving) if monthly_saving > 0 else None,
        net=net,
        return_percent=_QUOTIENT.divide(net * 100, cost) if cost > 0 else None,
    )
