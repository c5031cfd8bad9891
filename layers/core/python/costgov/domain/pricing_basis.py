"""What the part of a resource that a finding is about costs: at list price, and really."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, Literal

from costgov.domain.commitment_coverage import committed_share, may_cover
from costgov.domain.findings import Line
from costgov.domain.money import display
from costgov.domain.price_book import PriceBook, UnitPrice, same_unit, usage_key
from costgov.domain.rates import Rates, ResourceCharges
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
NOTHING: Final = Decimal(0)
# What is more than the list says, or than others pay, by more than rounding has more in it than
# the lines name.
_MORE: Final = Decimal("1.02")
_SPOT: Final = "spot"

type Basis = Literal["bill", "effective rate", "list price"]
type PricedLine = tuple[Line, UnitPrice]


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines at list price: what they come to before and after, and the lines before."""

    now: Decimal
    then: Decimal
    lines: tuple[PricedLine, ...]
    currency: str
    as_of: date

    @property
    def usage_types(self) -> tuple[str, ...]:
        """How the bill names what is charged now."""
        return tuple(sorted({usage_key(price.usage_type) for _, price in self.lines}))

    @property
    def coverable(self) -> tuple[UnitPrice, ...]:
        """The prices among them, one of each usage type, that commitments can pay for."""
        found = {price.usage_type: price for _, price in self.lines if may_cover(price.usage_type)}
        return tuple(found[name] for name in sorted(found))


@dataclass(frozen=True, slots=True)
class Paid:
    """What the lines really cost a month, and the share that commitments paid beforehand.

    The share is None where it is not known; `words` are the sum with its figures. `doubt` says why
    it may not be paid at all.
    """

    amount: Decimal
    committed: Decimal | None
    currency: str
    basis: Basis
    words: str
    doubt: str = ""


def listed(
    now: Sequence[Line], then: Sequence[Line], resource: Resource, prices: PriceBook
) -> Listed:
    """The lines at the list prices of the resource's region.

    Raises:
        NotKnown: a line has no price, or they are in several currencies, or come to nothing.
    """
    before = [(line, prices.get(line.key, resource.region)) for line in now if line.quantity]
    after = [(line, prices.get(line.key, resource.region)) for line in then]
    value = _value(before)
    if value <= 0:
        raise NotKnown("what is charged now comes to nothing at list price")
    currencies = {price.currency for _, price in (*before, *after)}
    if len(currencies) > 1:
        raise NotKnown(f"the prices are in {', '.join(sorted(currencies))}")
    return Listed(
        now=value,
        then=_value(after),
        lines=tuple(before),
        currency=currencies.pop(),
        as_of=min(price.as_of for _, price in (*before, *after)),
    )


def paid(lines: Listed, resource: Resource, rates: Rates, prices: PriceBook) -> Paid:
    """What the lines really cost: the resource's charges, else effective rates, else the list.

    Raises:
        NotKnown: it is a Spot instance and the bill does not tell what it costs.
    """
    found = None
    if (charges := rates.of_resource(resource)) is not None:
        found = _on_bill(lines, resource, rates, charges, prices)
    if found := found or _at_rates(lines, resource, rates, prices):
        return found
    if resource.lifecycle == _SPOT:
        raise NotKnown("the list has no price of Spot, and the bill does not tell what it costs")
    return _at_list(lines, resource, rates)


def _value(lines: Iterable[PricedLine]) -> Decimal:
    total = NOTHING
    for line, price in lines:
        total = EXACT.add(total, EXACT.multiply(line.quantity, price.amount))
    return total


def _on_bill(
    lines: Listed, resource: Resource, rates: Rates, charges: ResourceCharges, prices: PriceBook
) -> Paid | None:
    """The resource's own charges, if they are charges of the lines and of nothing more."""
    if charges.currency != lines.currency:
        return None
    names = {billed_as(name, resource) for name in lines.usage_types}
    found = [one for name, one in charges.by_usage_type.items() if name in names]
    if len(found) < len(names):
        return None
    most = lines.now
    # What commitments can pay for costs one resource more than the next; all else costs the same.
    if not lines.coverable and (at_rates := _at_rates(lines, resource, rates, prices)):
        most = at_rates.amount
    effective = sum((one.effective for one in found), NOTHING)
    # What a refund brought below nothing is not what it costs.
    if effective < 0 or effective > EXACT.multiply(most, _MORE):
        return None
    billed = sum((one.billed for one in found), NOTHING)
    share = committed_share(effective, billed) if lines.coverable else NOTHING
    span = f"the {len(rates.window)} days before {rates.window.end}"
    words = f"{display(effective, lines.currency)} a month on the bill of {span}"
    return Paid(effective, share, lines.currency, "bill", words)


def _at_rates(lines: Listed, resource: Resource, rates: Rates, prices: PriceBook) -> Paid | None:
    """The lines at what their usage types cost here, if the bill tells that of all of them."""
    total, committed, words = NOTHING, NOTHING, []
    currencies, places = set(), set()
    for line, price in lines.lines:
        usage_type = billed_as(price.usage_type, resource)
        rate = rates.of(usage_type, resource.account_id, price.service_name)
        if rate is None or not same_unit(rate.unit, price.unit):
            return None
        # A rate is of all that has the usage type, whatever runs on it: only the cheapest of that
        # never costs more.
        if not prices.is_cheapest(price):
            return None
        comparable = rate.currency == price.currency
        if comparable and rate.per_unit > EXACT.multiply(price.amount, _MORE):
            return None
        cost = EXACT.multiply(rate.per_unit, line.quantity)
        total = EXACT.add(total, cost)
        currencies.add(rate.currency)
        places.add(rate.where)
        words.append(f"{_plain(line.quantity)} {rate.unit} x {_unit(rate.per_unit, rate.currency)}")
        if may_cover(price.usage_type):
            # Not known counts as covered: what is then promised holds whatever is the case.
            share = Decimal(1) if rate.committed is None else rate.committed
            committed = EXACT.add(committed, EXACT.multiply(cost, share))
    if len(currencies) != 1 or not total:
        return None
    where = "account" if places == {"account"} else "organisation"
    text = f"{' + '.join(words)} (effective rate of the {where})"
    share = EXACT.divide(committed, total)
    doubt = _not_charged(lines, resource, rates)
    return Paid(total, share, currencies.pop(), "effective rate", text, doubt)


def _at_list(lines: Listed, resource: Resource, rates: Rates) -> Paid:
    words = " + ".join(
        f"{_plain(line.quantity)} {price.unit} x {_unit(price.amount, price.currency)}"
        for line, price in lines.lines
    )
    share = _share_told(lines, resource, rates) if lines.coverable else NOTHING
    doubt = _not_charged(lines, resource, rates)
    return Paid(lines.now, share, lines.currency, "list price", f"{words} (list price)", doubt)


def _not_charged(lines: Listed, resource: Resource, rates: Rates) -> str:
    """What of the lines a bill that should have it charges nothing for: free, or not there."""
    found = {
        (name, where)
        for name in lines.usage_types
        if (where := rates.uncharged(billed_as(name, resource), resource))
    }
    if not found:
        return ""
    of_whom = " of this account" if "account" in {where for _, where in found} else ""
    bill = f"the bill of the {len(rates.window)} days before {rates.window.end}{of_whom}"
    return f"{bill} charges nothing for {', '.join(sorted(name for name, _ in found))}"


def _share_told(lines: Listed, resource: Resource, rates: Rates) -> Decimal | None:
    """The largest share covered of its usage types on the bill, else of its services."""
    own = [
        rates.of(price.usage_type, resource.account_id, price.service_name)
        for price in lines.coverable
    ]
    shares = [rate.committed for rate in own if rate is not None and rate.committed is not None]
    if not shares:
        uses = [rates.use_of(price.service_code) for _, price in lines.lines]
        shares = [use.covered for use in uses if use is not None and use.covered is not None]
    return max(shares, default=None)


def billed_as(usage_type: str, resource: Resource) -> str:
    """The usage type under which the bill has it: Spot instances have their own."""
    is_spot = resource.lifecycle == _SPOT
    return usage_type.replace("BoxUsage:", "SpotUsage:") if is_spot else usage_type


def _unit(amount: Decimal, currency: str) -> str:
    """A unit price with the digits that checking it by hand needs."""
    return f"{amount.normalize(Context(prec=6)):f} {currency}"


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize(Context(prec=10)):f}"
