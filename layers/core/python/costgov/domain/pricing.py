"""What a finding is worth: the price list's ratio applied to what is really paid.

The list says by which share the charges fall; the bill says of how much. Where the bill names the
resource its own charges count, else the effective rate of its usage types, else the list price.
What commitments have paid for beforehand does not fall on the bill unless other usage takes the
freed commitment up: that is the range of the saving. See docs/prices-and-savings.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Final

from costgov.domain.findings import Failed, Line, Option, PricedOption, Saving
from costgov.domain.money import display
from costgov.domain.price_book import PriceBook
from costgov.domain.pricing_basis import EXACT, NOTHING, Listed, Paid, billed_as, listed, paid
from costgov.domain.rates import Rates
from costgov.domain.resources import Resource
from costgov.errors import InvalidInput, NotKnown

# Rounded down, so that a saving is never more than the cost it is a part of.
_FLOOR: Final = Context(prec=60, rounding=ROUND_FLOOR)
_PLACES: Final = Decimal("0.000001")
_DIGITS: Final = Decimal("1e-15")
# From here on a commitment counts as used up: what is freed of it may find other usage.
_USED_UP: Final = Decimal("0.99")


@dataclass(frozen=True, slots=True)
class Priced:
    """A finding's money: its saving, or why there is none; its options; the resource's month."""

    saving: Saving | None
    unpriced: str = ""
    monthly_cost: Decimal | None = None
    options: tuple[PricedOption, ...] = ()


@dataclass(frozen=True, slots=True)
class _Net:
    """What falls for certain, what is expected to, and why not all of it."""

    low: Decimal
    amount: Decimal
    why: str


def priced(failed: Failed, resource: Resource, prices: PriceBook, rates: Rates) -> Priced:
    """A verdict's saving and those of its options; `unpriced` says what is missing.

    `monthly_cost` is the whole resource's where the bill names it, else that of the part
    concerned; None where neither is known, or the bill has another currency than the saving.
    """
    if not failed.now:
        return Priced(None, failed.unpriced, options=_unpriced(failed, failed.unpriced))
    try:
        concerned = listed(failed.now, (), resource, prices)
        cost = paid(concerned, resource, rates, prices)
        then = failed.options[0].then if failed.options else failed.then
        saving = _change(listed(failed.now, then, resource, prices), cost, rates)
    except NotKnown as error:
        return Priced(None, str(error), options=_unpriced(failed, str(error)))
    month = _month(concerned, cost, resource, rates)
    here = _Situation(failed.now, resource, prices, rates, cost)
    options = tuple(_priced(one, here) for one in failed.options)
    return Priced(saving, "", month, options)


def _month(concerned: Listed, cost: Paid, resource: Resource, rates: Rates) -> Decimal:
    """The resource's month; charges without any of the lines are another's of the same name."""
    charges = rates.of_resource(resource)
    if charges is None or charges.currency != cost.currency:
        return cost.amount
    names = (billed_as(name, resource) for name in concerned.usage_types)
    own = any(name in charges.by_usage_type for name in names)
    return max(charges.total, cost.amount) if own else cost.amount


def _unpriced(failed: Failed, why: str) -> tuple[PricedOption, ...]:
    return tuple(_shown(one, None, why) for one in failed.options)


def price_change(
    now: Sequence[Line], then: Sequence[Line], resource: Resource, prices: PriceBook, rates: Rates
) -> Saving:
    """What a month costs less when a resource is charged `then` instead of `now`.

    A saving never exceeds what the part concerned costs, and low ≤ amount ≤ high. What costs more
    afterwards has a negative amount.

    Raises:
        NotKnown: a line has no price, or the prices are in several currencies.
    """
    lines = listed(now, then, resource, prices)
    return _change(lines, paid(lines, resource, rates, prices), rates)


def _change(lines: Listed, cost: Paid, rates: Rates) -> Saving:
    fallen = EXACT.multiply(cost.amount, lines.now - lines.then)
    gross = EXACT.divide(fallen, lines.now)
    net = (
        _dearer(lines, cost, gross) if gross < 0 else _after_commitments(lines, cost, gross, rates)
    )
    return Saving(
        amount=_rounded(net.amount),
        low=_rounded(net.low),
        high=_rounded(gross),
        gross=_rounded(gross),
        currency=cost.currency,
        basis=cost.basis,
        arithmetic=_arithmetic(lines, cost, gross, net),
        prices_as_of=lines.as_of,
    )


def within_spend(savings: Sequence[Saving], spend: Decimal) -> tuple[Saving, ...]:
    """The savings of a scope, scaled down together where their sum exceeds what it costs.

    What makes something dearer is left as it is and makes no room for others.

    Raises:
        InvalidInput: the savings are in several currencies.
    """
    if len({one.currency for one in savings}) > 1:
        raise InvalidInput("savings in several currencies cannot be held against one cost")
    room = max(spend, NOTHING)
    total = sum((one.amount for one in savings if one.amount > 0), NOTHING)
    if total <= room:
        return tuple(savings)
    return tuple(one if one.amount <= 0 else _scaled(one, room, total) for one in savings)


def _scaled(saving: Saving, room: Decimal, total: Decimal) -> Saving:
    def part(amount: Decimal) -> Decimal:
        return _rounded(EXACT.divide(EXACT.multiply(amount, room), total))

    whole, cost = (display(one, saving.currency) for one in (total, room))
    return saving.model_copy(
        update={
            "amount": part(saving.amount),
            "low": part(saving.low),
            "high": part(saving.high),
            "arithmetic": f"{saving.arithmetic}; x {cost} / {whole}, since all savings here come to"
            " more than is spent",
        }
    )


@dataclass(frozen=True, slots=True)
class _Situation:
    """What all options of a finding have in common."""

    now: Sequence[Line]
    resource: Resource
    prices: PriceBook
    rates: Rates
    cost: Paid


def _priced(option: Option, here: _Situation) -> PricedOption:
    """An option without a price is shown without a saving, and says why."""
    try:
        lines = listed(here.now, option.then, here.resource, here.prices)
    except NotKnown as error:
        return _shown(option, None, str(error))
    return _shown(option, _change(lines, here.cost, here.rates))


def _shown(option: Option, saving: Saving | None, unpriced: str = "") -> PricedOption:
    return PricedOption(
        name=option.name,
        saving=saving,
        risk=option.risk,
        restart=option.restart,
        why=f"{option.why} ({unpriced})" if unpriced else option.why,
        before_doing=option.before_doing,
    )


def _after_commitments(lines: Listed, cost: Paid, gross: Decimal, rates: Rates) -> _Net:
    """How much falls on the bill: what is paid on demand, and what others take up of the rest.

    Commitments already idle in part find no further usage. Else a freed commitment covers usage of
    the same family that is paid on demand now, as far as there is any.
    """
    if cost.doubt:
        return _Net(NOTHING, gross, f"{cost.doubt}: nothing may fall")
    if cost.committed is None:
        return _Net(NOTHING, gross, "how much of it commitments have paid for is not known")
    if not cost.committed:
        return _Net(gross, gross, "")
    low = EXACT.multiply(gross, 1 - cost.committed)
    covered = f"commitments have paid for {_percent(cost.committed)} of it"
    uses = [rates.use_of(price.service_code) for _, price in lines.lines]
    used = [one.utilisation for one in uses if one is not None and one.utilisation is not None]
    if used and min(used) < _USED_UP:
        return _Net(low, low, f"{covered} and are used to {_percent(min(used))} only")
    own = EXACT.multiply(cost.amount, 1 - cost.committed)
    room = sum(
        (
            rates.on_demand_elsewhere(price.usage_type, own, price.service_name)
            for price in lines.coverable
        ),
        NOTHING,
    )
    amount = EXACT.add(low, min(EXACT.subtract(gross, low), room))
    others = f"other usage paid on demand ({display(room, cost.currency)} a month)"
    return _Net(low, amount, f"{covered}, {others} can take them up")


def _dearer(lines: Listed, cost: Paid, gross: Decimal) -> _Net:
    """What is added is paid on demand, whatever commitments have paid for so far."""
    if cost.committed == 0 or cost.currency != lines.currency:
        return _Net(gross, gross, "")
    low = min(gross, lines.now - lines.then)
    return _Net(low, low, "what is added is paid on demand")


def _arithmetic(lines: Listed, cost: Paid, gross: Decimal, net: _Net) -> str:
    now, then = (display(one, lines.currency) for one in (lines.now, lines.then))
    ratio = f"(1 - {then} / {now} at list of {lines.as_of})"
    text = f"{cost.words} x {ratio} = {display(gross, cost.currency)} a month"
    if not net.why:
        return text
    amount, low, high = (display(one, cost.currency) for one in (net.amount, net.low, gross))
    return f"{text}; {net.why}: {amount} (from {low} to {high})"


def _rounded(amount: Decimal) -> Decimal:
    # A quotient's last digit is not to turn 36.5 into 36.499999.
    return amount.quantize(_DIGITS, context=EXACT).quantize(_PLACES, context=_FLOOR)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal(1), context=EXACT)} %"
