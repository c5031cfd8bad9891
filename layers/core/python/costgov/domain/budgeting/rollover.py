"""What periods of a budget hand on: left over or overspent, within caps, told with its sums."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.budgeting.amounts import parts_of, planned_for
from costgov.domain.budgeting.figures import Carried, Limit
from costgov.domain.budgets import BudgetPlan, Rollover
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Window

SHOWN: Final = 24
"""So many earlier periods are told; what they were handed is in the first one's `carried_in`."""

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Spent:
    """Exact cost by day; a day of `known` (what is delivered) that is not there cost nothing."""

    days: Mapping[date, Decimal]
    known: Window

    def within(self, window: Window) -> Decimal:
        """The cost of some days as far as they are known."""
        return exact_sum(amount for day, amount in self.days.items() if day in window)

    def whole(self, window: Window) -> Decimal | None:
        """The cost of days that are all delivered, else None."""
        is_whole = self.known.start <= window.start and window.end <= self.known.end
        return self.within(window) if is_whole else None


def limit_of(plan: BudgetPlan, period: Window, spent: Spent) -> Limit:
    """What may be spent in one of a plan's periods, by what it and those before it have cost."""
    parts = parts_of(plan, period)
    planned = exact_sum(part.counted for part in parts)
    earlier = tuple(_earlier(plan, plan.rollover, period, spent)) if plan.rollover else ()
    carried = earlier[-1].carried_out if earlier else Decimal(0)
    return Limit(
        amount=EXACT.add(planned, carried),
        planned=planned,
        carried=carried,
        parts=parts,
        earlier=earlier[-SHOWN:],
    )


def _earlier(plan: BudgetPlan, rule: Rollover, period: Window, spent: Spent) -> Iterator[Carried]:
    """The periods from the rule's first up to the one before `period`, one after the other."""
    carried_in = Decimal(0)
    current = plan.period_of(max(rule.since, plan.start or rule.since))
    while current is not None and current.start < period.start:
        following = plan.period_of(current.end)
        if following is None:
            return
        actual = spent.whole(current)
        handed = _handed_on(rule, current, carried_in, actual, _planned(plan, current, following))
        yield handed
        carried_in, current = handed.carried_out, following


def _planned(plan: BudgetPlan, *periods: Window) -> list[Decimal]:
    return [planned_for(plan, period) for period in periods]


def _handed_on(
    rule: Rollover,
    period: Window,
    carried_in: Decimal,
    actual: Decimal | None,
    planned: Sequence[Decimal],
) -> Carried:
    """A period with what it hands on; `planned` is for it and for the one after it."""
    now, following = planned
    available = EXACT.add(now, carried_in)
    left = None if actual is None else EXACT.subtract(available, actual)
    carried, because = _capped(rule, left, following)
    return Carried(
        start=period.start,
        end=period.end,
        planned=now,
        carried_in=carried_in,
        available=available,
        actual=actual,
        left=left,
        carried_out=carried,
        because="not all of its days are delivered" if actual is None else because,
    )


def _capped(rule: Rollover, left: Decimal | None, planned: Decimal) -> tuple[Decimal, str]:
    """What is carried of what is left, and what cut it."""
    if not left:
        return Decimal(0), ""
    percent, what = (rule.unspent, "unspent") if left > 0 else (rule.overspent, "overspent")
    if percent is None:
        return Decimal(0), f"what is {what} is not carried"
    most = EXACT.multiply(EXACT.multiply(planned, percent), _CENT)
    if abs(left) <= most:
        return left, ""
    return (most if left > 0 else -most), f"cut to {percent} % of what is planned next"
