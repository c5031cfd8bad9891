"""Credits: what was granted, what the bill has used of it, how long the rest lasts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import Frozen

# An account and a service, None for any.
type Bound = tuple[str | None, str | None]
EVERYTHING: Final[Bound] = (None, None)
type CreditState = Literal["active", "used up", "expired", "unknown"]

# Credits come daily, monthly or by the invoice: four-week blocks hold a whole month's worth.
BLOCK: Final = timedelta(days=28)
BLOCKS: Final = 3
# A credit that would last longer is said to last, not until which day.
LASTS: Final = timedelta(days=3_660)
_NOTHING: Final = Decimal(0)
_RATE: Final = Context(prec=12, rounding=ROUND_HALF_EVEN)
_WIDE: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
_CENTS: Final = Decimal("0.0001")


class CreditGrant(Frozen):
    """Credit that somebody granted, good from `granted_on` up to and including `expires_on`.

    It pays for everything, or for one account's or one service's charges only.
    """

    name: Annotated[str, Field(min_length=1, max_length=128)]
    amount: Annotated[Decimal, Field(gt=0)]
    currency: str = "USD"
    granted_on: date
    expires_on: date | None = None
    account: Annotated[str, Field(min_length=1)] | None = None
    service: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _usable(self) -> "CreditGrant":
        if self.expires_on is not None and self.expires_on < self.granted_on:
            raise ValueError(f"credit {self.name!r} expires before it is granted")
        return self

    @property
    def bound_to(self) -> Bound:
        """The account and service it pays for, None for any."""
        return self.account, self.service

    def pays_in(self, part: Bound) -> bool:
        """Whether it can pay in a part of the bill."""
        return all(own in {None, there} for own, there in zip(self.bound_to, part, strict=True))

    def good_on(self, day: date) -> bool:
        """Whether it can pay on a day."""
        return self.granted_on <= day and (self.expires_on is None or day <= self.expires_on)


class CreditRate(Frozen):
    """Credit used per day: the mean of recent four-week blocks, and the lowest and highest."""

    mean: Decimal
    low: Decimal
    high: Decimal
    days: int


class CreditStanding(Frozen):
    """A grant on a day; amounts are exact, rates and what follows from them are estimates.

    `applied` are the credits on the bill (BilledCost, positive) that used it; `balance` what is
    left. `known_from` is the first day of the bill: what was used before it is not in `applied`
    (`complete` is false then). It runs out on `runs_out`, between `earliest` and `latest` at the
    highest and lowest recent rate; None is no day in sight. `unused` will expire, or has.
    """

    grant: CreditGrant
    as_of: date
    state: CreditState
    applied: Decimal | None
    balance: Decimal | None
    known_from: date
    complete: bool
    rate: CreditRate | None
    runs_out: date | None
    earliest: date | None
    latest: date | None
    unused: Decimal | None
    reason: str


class CreditReport(Frozen):
    """All grants of a currency, and credits that none of them explains.

    `applied` of the grants and `not_granted` add up to `total`, all credits on the bill.
    """

    currency: str
    as_of: date
    grants: tuple[CreditStanding, ...]
    total: Decimal
    not_granted: Decimal
    month_to_date: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """Which credit each grant paid on each day, and what no grant explains; positive is used."""

    used: Mapping[str, Mapping[date, Decimal]]
    not_granted: Mapping[date, Decimal] = field(default_factory=dict)


def allocate(
    grants: Sequence[CreditGrant], used_in: Mapping[Bound, Mapping[date, Decimal]]
) -> Allocation:
    """Assign the credits on the bill to the grants that can have paid them.

    A bill does not say which grant a credit line came from. As AWS does, credit is taken from the
    grant that expires first; one that is bound to an account or service comes before one for
    everything, and pays only there. What a correction gives back was used before.

    Args:
        grants: of one currency, in any order.
        used_in: credit used by day (positive), by account and service: parts of the bill that do
            not overlap, None being all other accounts or services.

    Returns:
        Amounts that add up to all of `used_in` on every day.
    """
    left = {grant.name: grant.amount for grant in grants}
    used: dict[str, dict[date, Decimal]] = {grant.name: {} for grant in grants}
    rest: dict[date, Decimal] = {}
    ordered = sorted(grants, key=_first_to_pay)
    for day, part, amount in sorted(_by_day(used_in), key=_place):
        open_amount = amount
        for grant in (one for one in ordered if one.good_on(day) and one.pays_in(part)):
            least = EXACT.subtract(left[grant.name], grant.amount)
            taken = max(min(open_amount, left[grant.name]), least)
            if taken:
                days = used[grant.name]
                days[day] = EXACT.add(days.get(day, _NOTHING), taken)
                left[grant.name] = EXACT.subtract(left[grant.name], taken)
                open_amount = EXACT.subtract(open_amount, taken)
        if open_amount:
            rest[day] = EXACT.add(rest.get(day, _NOTHING), open_amount)
    return Allocation(used, rest)


def _by_day(
    used_in: Mapping[Bound, Mapping[date, Decimal]],
) -> Iterator[tuple[date, Bound, Decimal]]:
    for part, days in used_in.items():
        for day, amount in days.items():
            yield day, part, amount


def _place(entry: tuple[date, Bound, Decimal]) -> tuple[date, str, str]:
    day, (account, service), _ = entry
    return day, account or "", service or ""


def _first_to_pay(grant: CreditGrant) -> tuple[bool, date, date, str]:
    return grant.bound_to == EVERYTHING, grant.expires_on or date.max, grant.granted_on, grant.name


def standing(
    grant: CreditGrant, used: Mapping[date, Decimal] | None, known: Window, as_of: date
) -> CreditStanding:
    """Where a grant stands on `as_of`.

    Args:
        grant: the grant.
        used: what it paid by day; None where the source does not tell credits apart for it.
        known: the days of the bill, up to `as_of`.
        as_of: the day.
    """
    applied = None if used is None else exact_sum(used.values())
    balance = None if applied is None else EXACT.subtract(grant.amount, applied)
    fields = {
        "grant": grant,
        "as_of": as_of,
        "applied": applied,
        "balance": balance,
        "known_from": known.start,
        "complete": known.start <= grant.granted_on,
        "rate": None,
        "runs_out": None,
        "earliest": None,
        "latest": None,
        "unused": None,
    }
    if used is None or balance is None:
        reason = "the source does not tell credits apart by account or service here"
        return CreditStanding.model_validate(fields | {"state": "unknown", "reason": reason})
    if balance <= 0:
        last = max(used, default=as_of)
        ended = {"runs_out": last, "earliest": last, "latest": last, "unused": _NOTHING}
        reason = "all of it has been used"
        return CreditStanding.model_validate(
            fields | ended | {"state": "used up", "reason": reason}
        )
    if grant.expires_on is not None and grant.expires_on < as_of:
        reason = "it expired before it was used up"
        gone = {"state": "expired", "unused": balance, "reason": reason}
        return CreditStanding.model_validate(fields | gone)
    return CreditStanding.model_validate(fields | _outlook(grant, used, known, as_of, balance))


def _outlook(
    grant: CreditGrant, used: Mapping[date, Decimal], known: Window, as_of: date, balance: Decimal
) -> dict[str, object]:
    rate = credit_rate(used, Window(max(known.start, min(grant.granted_on, known.end)), known.end))
    if rate is None:
        reason = f"insufficient history: less than {BLOCK.days} days since it can be used"
        return {"state": "active", "reason": reason}
    days = {name: _days(balance, getattr(rate, name)) for name in ("mean", "low", "high")}
    ends = {name: None if n is None else as_of + n * ONE_DAY for name, n in days.items()}
    text = f"mean of the last {rate.days} days, from the lowest to the highest {BLOCK.days} days"
    return {
        "state": "active",
        "rate": rate,
        "runs_out": ends["mean"],
        "earliest": ends["high"],
        "latest": ends["low"],
        "unused": _unused(grant, rate, balance, as_of),
        "reason": text if rate.mean > 0 else f"no credit was used in the last {rate.days} days",
    }


def credit_rate(used: Mapping[date, Decimal], window: Window) -> CreditRate | None:
    """Credit used per day in the last whole four-week blocks of a window; None without one."""
    blocks = [
        Window(window.end - (number + 1) * BLOCK, window.end - number * BLOCK)
        for number in range(min(BLOCKS, len(window) // BLOCK.days))
    ]
    if not blocks:
        return None
    sums = [exact_sum(amount for day, amount in used.items() if day in block) for block in blocks]
    rates = [_RATE.divide(amount, BLOCK.days) for amount in sums]
    days = len(blocks) * BLOCK.days
    mean = _RATE.divide(exact_sum(sums), days)
    return CreditRate(mean=mean, low=min(rates), high=max(rates), days=days)


def _days(balance: Decimal, rate: Decimal) -> int | None:
    """In how many days a balance is used up; None where that is out of sight."""
    if rate <= 0 or _RATE.divide(balance, rate) > LASTS.days:
        return None
    return int(_RATE.divide(balance, rate).to_integral_value(ROUND_CEILING))


def _unused(grant: CreditGrant, rate: CreditRate, balance: Decimal, as_of: date) -> Decimal | None:
    """What is expected to be left when the grant expires."""
    if grant.expires_on is None:
        return None
    paid = rate.mean * (grant.expires_on - as_of).days
    return max(_NOTHING, balance - max(paid, _NOTHING)).quantize(_CENTS, context=_WIDE)


def used_by_day(amounts: Iterable[Mapping[date, Decimal]]) -> dict[date, Decimal]:
    """Credit amounts as the bill has them (negative) as used amounts by day (positive)."""
    used: dict[date, Decimal] = {}
    for by_day in amounts:
        for day, amount in by_day.items():
            used[day] = EXACT.subtract(used.get(day, _NOTHING), amount)
    return used
