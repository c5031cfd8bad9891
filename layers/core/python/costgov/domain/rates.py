"""What usage and resources really cost, as the bill of the last settled days tells it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from typing import Final, Literal

from costgov.domain.commitment_coverage import (
    SAVINGS_PLANS,
    CommitmentUse,
    committed_share,
    family,
    is_fee,
    is_fee_for,
)
from costgov.domain.period import Window
from costgov.domain.price_book import same_service, usage_key
from costgov.domain.resources import Resource

DAYS_A_MONTH: Final = Decimal("30.4167")
"""A twelfth of 365 days: what 730 hours are in days."""
_NOTHING: Final = Decimal(0)
# https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html
_IN_PLANS: Final = frozenset({"AmazonEC2", "AmazonECS", "AmazonEKS", "AWSLambda"})
_DIVIDING: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)

type Place = Literal["account", "organisation"]


@dataclass(frozen=True, slots=True)
class Spent:
    """What something came to over the days of the window: costs, and quantities by unit.

    Tax and credits are no part of it; discounts are. `fees` are purchases under the same usage
    type. `first_day` is the first one with a charge.
    """

    currency: str
    effective: Decimal
    billed: Decimal
    quantities: Mapping[str, Decimal]
    fees: Decimal
    first_day: date


type OfServices = Mapping[str, Spent]
"""What each service's part came to, by the service's name on the bill."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a usage type really cost; `committed` is the share commitments paid for."""

    usage_type: str
    currency: str
    per_unit: Decimal
    unit: str
    committed: Decimal | None
    where: Place


@dataclass(frozen=True, slots=True)
class Charges:
    """A month's EffectiveCost and BilledCost of a resource's usage type."""

    effective: Decimal
    billed: Decimal


@dataclass(frozen=True, slots=True)
class ResourceCharges:
    """What a month of a resource costs on the bill, by usage type."""

    currency: str
    by_usage_type: Mapping[str, Charges]

    @property
    def total(self) -> Decimal:
        """EffectiveCost of all its usage types."""
        return sum((one.effective for one in self.by_usage_type.values()), _NOTHING)


@dataclass(frozen=True)
class Rates:
    """The bill's own prices over `window`, as far as it is settled.

    `organisation` is by usage type and service, `accounts` by account, usage type and service:
    services share names of usage types. `resources` is by account and resource id as the bill
    writes it, then by usage type. Usage types are as `usage_key` writes them; one that is billed
    in two currencies in one place is in neither.
    """

    window: Window
    organisation: Mapping[str, OfServices] = field(default_factory=dict)
    accounts: Mapping[tuple[str, str], OfServices] = field(default_factory=dict)
    resources: Mapping[tuple[str, str], Mapping[str, Spent]] = field(default_factory=dict)
    uses: Mapping[str, CommitmentUse] = field(default_factory=dict)

    @cached_property
    def _on_demand(self) -> Mapping[str, Mapping[str, Decimal]]:
        """What families of usage cost on demand over the window, by service."""
        paid: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(_by_service)
        for name, of_services in self.organisation.items():
            for service, one in of_services.items():
                paid[family(name)][service] += max(min(one.billed, one.effective), _NOTHING)
        return paid

    @cached_property
    def _unused(self) -> Mapping[str, Decimal]:
        """What of the commitments covered nothing over the window, by their usage type."""
        return {
            name: sum((max(one.effective + one.fees, _NOTHING) for one in parts.values()), _NOTHING)
            for name, parts in self.organisation.items()
            if is_fee(name)
        }

    @classmethod
    def unknown(cls, as_of: date) -> "Rates":
        """Where there is no bill to read."""
        return cls(Window(as_of, as_of))

    def with_commitments(self, uses: Iterable[CommitmentUse]) -> "Rates":
        """With what is known of commitments from elsewhere than the bill."""
        told = {**self.uses, **{one.service_code: one for one in uses}}
        return replace(self, uses=told)

    def of(self, usage_type: str, account_id: str, service: str = "") -> Rate | None:
        """The effective rate in the account, else in the organisation; None where neither tells.

        Without the price list's name of the `service`, only what a single service bills so has
        a rate. A usage type measured in several units, or that came to nothing, tells none.
        """
        usage_type = usage_key(usage_type)
        places: tuple[tuple[Place, OfServices | None], ...] = (
            ("account", self.accounts.get((account_id, usage_type))),
            ("organisation", self.organisation.get(usage_type)),
        )
        for where, parts in places:
            spent = _part(parts or {}, service)
            if spent and len(spent.quantities) == 1 and spent.effective > 0:
                [(unit, quantity)] = spent.quantities.items()
                if quantity > 0:
                    per_unit = _DIVIDING.divide(spent.effective, quantity)
                    share = committed_share(spent.effective, spent.billed)
                    return Rate(usage_type, spent.currency, per_unit, unit, share, where)
        return None

    def of_resource(self, resource: Resource) -> ResourceCharges | None:
        """A month of a resource as the bill has it; None where it names no such resource.

        Days before it was launched and before its first charge do not count.
        """
        for name in (resource.arn, resource.id):
            if found := self.resources.get((resource.account_id, name)):
                break
        else:
            return None
        currencies = {one.currency for one in found.values()}
        if len(currencies) != 1:
            return None
        days = self._days(resource, min(one.first_day for one in found.values()))
        by_usage_type = {
            name: Charges(_a_month(one.effective, days), _a_month(one.billed, days))
            for name, one in found.items()
        }
        return ResourceCharges(currencies.pop(), by_usage_type)

    def _days(self, resource: Resource, first_charged: date) -> int:
        """Over how many days the charges are spread; launched anew does not mean born then."""
        launched = resource.launched_at.date() if resource.launched_at else self.window.start
        start = max(self.window.start, min(launched, first_charged))
        return max((self.window.end - start).days, 1)

    def uncharged(self, usage_type: str, resource: Resource) -> Place | None:
        """Where the bill charges nothing for what a resource should have been charged for.

        None where it does, where there is no bill, or where the resource is younger than its days.
        The account's bill tells it where that is known by usage type, else the organisation's.
        """
        launched = resource.launched_at
        if not self.organisation or launched is None or launched.date() >= self.window.start:
            return None
        usage_type, account = usage_key(usage_type), resource.account_id
        if account in self._accounts:
            return None if _charged(self.accounts.get((account, usage_type))) else "account"
        return None if _charged(self.organisation.get(usage_type)) else "organisation"

    @cached_property
    def _accounts(self) -> frozenset[str]:
        """The accounts whose bills are known by usage type."""
        return frozenset(account for account, _ in self.accounts)

    def on_demand_elsewhere(self, usage_type: str, own: Decimal, service: str = "") -> Decimal:
        """A month's on-demand cost of the same family that a freed commitment could take up.

        `own` is taken off, and what unused commitments would take up first.
        """
        usage_type = usage_key(usage_type)
        free = _part(self._on_demand.get(family(usage_type), {}), service) or _NOTHING
        free -= sum(
            (cost for fee, cost in self._unused.items() if is_fee_for(fee, usage_type)), _NOTHING
        )
        return max(_a_month(free, max(len(self.window), 1)) - own, _NOTHING)

    def use_of(self, service_code: str) -> CommitmentUse | None:
        """What is told of the commitments for a service: its own, else plans that cover it."""
        own = self.uses.get(service_code)
        return own or (self.uses.get(SAVINGS_PLANS) if service_code in _IN_PLANS else None)


def _charged(parts: OfServices | None) -> bool:
    return any(one.effective > 0 for one in (parts or {}).values())


def _by_service() -> defaultdict[str, Decimal]:
    return defaultdict(Decimal)


def _part[Amount](parts: Mapping[str, Amount], service: str) -> Amount | None:
    """The service's part; the only one where the service is not named."""
    if service:
        found = [part for name, part in parts.items() if same_service(name, service)]
    else:
        found = list(parts.values())
    return found[0] if len(found) == 1 else None


def _a_month(amount: Decimal, days: int) -> Decimal:
    return _DIVIDING.divide(amount * DAYS_A_MONTH, Decimal(days))
