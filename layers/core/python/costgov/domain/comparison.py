"""A change of cost and what drove it: parts that add up to the change in every digit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal

from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import Frozen

type DriverKind = Literal[
    "new", "gone", "usage", "rate", "credit", "refund", "other", "unexplained"
]
type BasePreset = Literal["previous_period", "previous_month", "same_days_last_month"]
KINDS: tuple[DriverKind, ...] = (
    "new", "gone", "usage", "rate", "credit", "refund", "other", "unexplained",
)  # fmt: skip
NOTHING_KNOWN = "nothing is known of one of the periods"
FROM_ZERO = "the base period cost nothing"
FROM_CREDIT = "the base period is below zero"
NOT_LOOKED_INTO = "one of the smaller changes, which are not looked into"
NO_USAGE_TYPES = "usage types are not known here"
NOT_SPLIT = "the source does not tell credits, refunds and taxes apart here"
OTHER_DAYS = "usage types are not known of all that the service cost"
NO_QUANTITY = "no quantity is known"
SOME_QUANTITY = "the quantity is not known on every day"
SEVERAL_UNITS = "the quantity has no single unit in both periods"
NO_BASE_QUANTITY = "a quantity or cost is below zero, or nothing was used in the base period"
# Percentages and rates are for reading, the effect of a quantity is cut here: what is left of the
# change goes to the rate, so that both together are exact.
_READABLE = Context(prec=9, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_EFFECT = Decimal("1E-12")


class ChangeDriver(Frozen):
    """Why a part of the cost moved, in money.

    Kinds: `new` and `gone` services and usage types; `usage` = change of the quantity at the base
    period's rate; `rate` = change of the rate at the new quantity; `credit` and `refund` (with
    negotiated discounts); `other` (tax, purchases); `unexplained` by quantity, with the reason.
    """

    kind: DriverKind
    service: str | None
    usage_type: str | None = None
    amount: Decimal
    unit: str | None = None
    base_quantity: Decimal | None = None
    quantity: Decimal | None = None
    base_rate: Decimal | None = None
    rate: Decimal | None = None
    reason: str | None = None


class DriverSum(Frozen):
    """All drivers of one kind together."""

    kind: DriverKind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Usage:
    """What one usage type cost in a period, and how much of it was used, by unit.

    `on_every_day` says whether a quantity is known of every day that cost something.
    """

    amount: Decimal
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    on_every_day: bool = True


def percent_change(now: Decimal | None, base: Decimal | None) -> tuple[Decimal | None, str | None]:
    """The change in percent of the base, to nine digits, or why there is none.

    >>> percent_change(Decimal(3), Decimal(2)), percent_change(Decimal(3), Decimal(0))[0]
    ((Decimal('50.0'), None), None)
    """
    if now is None or base is None:
        return None, NOTHING_KNOWN
    if base <= 0:
        return None, FROM_CREDIT if base else FROM_ZERO
    change = _WIDE.multiply(EXACT.subtract(now, base), 100)
    return _READABLE.divide(change, base), None


def by_kind(drivers: Iterable[ChangeDriver]) -> tuple[DriverSum, ...]:
    """The sums per kind in the kinds' order; they add up to what the drivers do."""
    amounts: dict[DriverKind, list[Decimal]] = {}
    for driver in drivers:
        amounts.setdefault(driver.kind, []).append(driver.amount)
    return tuple(
        DriverSum(kind=kind, amount=exact_sum(amounts[kind])) for kind in KINDS if kind in amounts
    )


def usage_drivers(
    service: str | None, usage_type: str | None, base: Usage | None, now: Usage | None
) -> list[ChangeDriver]:
    """Why one usage type's cost moved; the drivers add up to its change exactly.

    None is a period the usage type does not occur in.
    """
    of = ChangeDriver(kind="new", service=service, usage_type=usage_type, amount=Decimal(0))
    if base is None or now is None:
        found = [_arrived(of, base, now)]
    elif reason := _why_not(base, now):
        change = EXACT.subtract(now.amount, base.amount)
        update = {"kind": "unexplained", "amount": change, "reason": reason}
        found = [of.model_copy(update=update)]
    else:
        found = _effects(of, base, now)
    return [driver for driver in found if driver.amount]


def _arrived(of: ChangeDriver, base: Usage | None, now: Usage | None) -> ChangeDriver:
    if now is not None:
        return of.model_copy(update={"kind": "new", "amount": now.amount})
    before = base.amount if base is not None else Decimal(0)
    # Negated by copying: the minus sign would round to the context's digits.
    return of.model_copy(update={"kind": "gone", "amount": before.copy_negate()})


def _effects(of: ChangeDriver, base: Usage, now: Usage) -> list[ChangeDriver]:
    """The quantity's change at the old rate, and the rate's change at the new quantity."""
    ((unit, before),), (after,) = base.quantities.items(), now.quantities.values()
    more = _WIDE.multiply(EXACT.subtract(after, before), base.amount)
    usage = _WIDE.divide(more, before).quantize(_EFFECT, context=_WIDE)
    rate = EXACT.subtract(EXACT.subtract(now.amount, base.amount), usage)
    known = of.model_copy(
        update={
            "unit": unit,
            "base_quantity": before,
            "quantity": after,
            "base_rate": _READABLE.divide(base.amount, before),
            "rate": _READABLE.divide(now.amount, after) if after else None,
        }
    )
    return [
        known.model_copy(update={"kind": "usage", "amount": usage}),
        known.model_copy(update={"kind": "rate", "amount": rate}),
    ]


def _why_not(base: Usage, now: Usage) -> str | None:
    """Why quantities do not explain the change; None when they do."""
    if not base.quantities or not now.quantities:
        return NO_QUANTITY
    if not (base.on_every_day and now.on_every_day):
        return SOME_QUANTITY
    if len(base.quantities) != 1 or base.quantities.keys() != now.quantities.keys():
        return SEVERAL_UNITS
    (before,), (after,) = base.quantities.values(), now.quantities.values()
    if before <= 0 or after < 0 or base.amount < 0 or now.amount < 0:
        return NO_BASE_QUANTITY
    return None


def base_window(window: Window, preset: BasePreset) -> Window:
    """The days a window is compared with.

    `previous_period`: as many days, right before. `previous_month`: the whole month before that of
    the first day. `same_days_last_month`: both ends a month earlier; what that month has not (the
    31st of a shorter one) is left out.
    """
    if preset == "previous_period":
        return Window(window.start - (window.end - window.start), window.start)
    if preset == "previous_month":
        return Month.of(window.start).shift(-1).window
    if not len(window):
        start = _month_earlier(window.start)
        return Window(start, start)
    last = _month_earlier(window.end - ONE_DAY)
    return Window(_month_earlier(window.start), last + ONE_DAY)


def _month_earlier(day: date) -> date:
    month = Month.of(day).shift(-1)
    return min(month.first + (day.day - 1) * ONE_DAY, month.window.end - ONE_DAY)
