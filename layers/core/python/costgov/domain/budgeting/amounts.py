"""What is planned for any days of a budget: amounts that change count by their days.

A share of an amount is the difference of two cumulated shares, each cut to four places: shares of
adjoining days add up exactly, and all days together are the amount itself in every digit.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import pairwise
from typing import Final

from costgov.domain.budgeting.figures import AmountPart
from costgov.domain.budgets import BudgetPlan
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Window

_PLACES: Final = Decimal("0.0001")
_DIVISION: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)


def cumulated(amount: Decimal, days: int, of: int) -> Decimal:
    """The share of the first `days` of `of` days in an amount; all of them have all of it.

    >>> cumulated(Decimal("100"), 1, 3), cumulated(Decimal("100.00001"), 3, 3)
    (Decimal('33.3333'), Decimal('100.00001'))
    """
    if days >= of:
        return amount
    share = _DIVISION.divide(_DIVISION.multiply(amount, Decimal(days)), Decimal(of))
    return share.quantize(_PLACES, context=_DIVISION)


def share(amount: Decimal, part: Window, whole: Window) -> Decimal:
    """What of an amount for `whole` falls into `part`, which lies in it."""
    before, until = (part.start - whole.start).days, (part.end - whole.start).days
    return EXACT.subtract(
        cumulated(amount, until, len(whole)), cumulated(amount, before, len(whole))
    )


def parts_of(plan: BudgetPlan, period: Window) -> tuple[AmountPart, ...]:
    """The amounts that hold in a period, each counted for its days."""
    inside = [step for step in plan.amounts if period.start < step.start < period.end]
    starts = [period.start, *(step.start for step in inside), period.end]
    return tuple(
        _part(amount_on(plan, start), Window(start, end), period) for start, end in pairwise(starts)
    )


def _part(amount: Decimal, days: Window, period: Window) -> AmountPart:
    counted = share(amount, days, period)
    return AmountPart(start=days.start, end=days.end, amount=amount, counted=counted)


def planned_for(plan: BudgetPlan, period: Window) -> Decimal:
    """What is planned for one of the plan's periods."""
    return exact_sum(part.counted for part in parts_of(plan, period))


def planned_before(parts: Sequence[AmountPart], period: Window, day: date) -> Decimal:
    """What is planned for the days of a period before one of them, by what holds on each."""
    return exact_sum(
        share(part.amount, Window(part.start, min(part.end, day)), period)
        for part in parts
        if part.start < day
    )


def planned_within(plan: BudgetPlan, window: Window) -> Decimal:
    """What is planned for any days: whole periods, and of others their share by days."""
    return exact_sum(
        share(part.amount, Window(max(part.start, window.start), min(part.end, window.end)), period)
        for period in periods_in(plan, window)
        for part in parts_of(plan, period)
        if part.start < window.end and part.end > window.start
    )


def periods_in(plan: BudgetPlan, window: Window) -> Iterator[Window]:
    """The plan's periods that have a day in a window, in order."""
    day = window.start
    if plan.period == "custom":
        day = max(day, plan.first_period.start)
    while day < window.end and (period := plan.period_of(day)) is not None:
        yield period
        day = period.end


def amount_on(plan: BudgetPlan, day: date) -> Decimal:
    """The amount per period that holds on a day."""
    begun = [step.amount for step in plan.amounts if step.start <= day]
    return begun[-1] if begun else plan.amount
