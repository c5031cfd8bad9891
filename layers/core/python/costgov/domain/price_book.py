"""Prices by key and region, as the Price List API gave them on a day."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Final

from costgov.domain.runs import Frozen
from costgov.errors import NotKnown

EVERYWHERE: Final = "global"
"""The region of prices of services that have none."""

# What AWS puts before a usage type: a billing code such as USE2, or EU (Ireland); KMS puts the
# region's name. In us-east-1 some bear USE1 and some nothing.
_REGION: Final = re.compile(r"(?:[A-Z]{3}\d|EU|[a-z]{2}(?:-[a-z]+)+-\d)-")
_HOME: Final = "USE1-"
_EC2: Final = "elasticcomputecloud"
_EC2_PARTS: Final = frozenset({"ec2other", "elasticcomputecloudcompute", "ec2instances"})
# One unit, as the Price List, Cost Explorer and billing files write it.
_SPELLINGS: Final = {
    "gb-months": "gb-mo",
    "gb-month": "gb-mo",
    "gigabyte month": "gb-mo",
    "hour": "hrs",
    "hours": "hrs",
    "hr": "hrs",
    "iops-month": "iops-mo",
    "request": "requests",
    "gibps-month": "gibps-mo",
    "gigabytes": "gb",
}


def bare_usage(usage_type: str) -> str:
    """A usage type without the region AWS puts before it.

    >>> bare_usage("USE2-BoxUsage:m5.large"), bare_usage("EBS:VolumeUsage.gp3")
    ('BoxUsage:m5.large', 'EBS:VolumeUsage.gp3')
    """
    return _REGION.sub("", usage_type, count=1) if _REGION.match(usage_type) else usage_type


def usage_key(usage_type: str) -> str:
    """A usage type under the one name that the bill and the price list agree on.

    >>> usage_key("USE1-VpcEndpoint-Hours"), usage_key("USE2-VpcEndpoint-Hours")
    ('VpcEndpoint-Hours', 'USE2-VpcEndpoint-Hours')
    """
    return usage_type.removeprefix(_HOME)


@cache
def same_unit(one: str, other: str) -> bool:
    """Whether two spellings are one unit.

    >>> same_unit("Hrs", "Hours"), same_unit("GB-Mo", "GB-month"), same_unit("GB", "GB-Mo")
    (True, True, False)
    """
    one, other = one.strip().casefold(), other.strip().casefold()
    return _SPELLINGS.get(one, one) == _SPELLINGS.get(other, other)


def same_service(billed: str, listed: str) -> bool:
    """Whether a service on the bill is the one that the price list calls so.

    Amazon and AWS come and go before the name, and EC2 is split on the bill.

    >>> same_service("EC2 - Other", "Amazon Elastic Compute Cloud")
    True
    >>> same_service("Amazon Elastic Load Balancing", "Elastic Load Balancing")
    True
    >>> same_service("Amazon Elastic Container Service", "Amazon Elastic Compute Cloud")
    False
    """
    folded = _folded_service(billed)
    return bool(folded) and folded == _folded_service(listed)


@cache
def _folded_service(name: str) -> str:
    letters = "".join(letter for letter in name.casefold() if letter.isalnum())
    letters = letters.removeprefix("amazon").removeprefix("aws")
    return _EC2 if letters in _EC2_PARTS else letters


class UnitPrice(Frozen):
    """What one unit costs on demand in a region; `usage_type` is how the bill names its usage.

    `service_code` is the price list's, `service_name` its name, which the bill has as well.
    `vcpus` and `memory_gib` are what the product offers, where it is a size of something.
    """

    key: str
    region: str
    amount: Decimal
    unit: str
    usage_type: str
    as_of: date
    currency: str = "USD"
    service_code: str = ""
    service_name: str = ""
    vcpus: float | None = None
    memory_gib: float | None = None


@dataclass(frozen=True)
class PriceBook:
    """Unit prices by (key, region)."""

    prices: Mapping[tuple[str, str], UnitPrice]

    @classmethod
    def of(cls, prices: Iterable[UnitPrice]) -> "PriceBook":
        """A book of these prices."""
        return cls({(one.key, one.region): one for one in prices})

    def with_own(self, prices: Iterable[UnitPrice]) -> "PriceBook":
        """The same book with prices that are one's own."""
        own = {(one.key, one.region): one for one in prices}
        return PriceBook({**self.prices, **own}) if own else self

    def get(self, key: str, region: str) -> UnitPrice:
        """The price of a key in a region; one of a service without regions is the same in all.

        Raises:
            NotKnown: the book has none.
        """
        found = self.prices.get((key, region)) or self.prices.get((key, EVERYWHERE))
        if found is None:
            raise NotKnown(f"no price of {key} in {region} is known")
        return found

    def like(self, prefix: str, region: str) -> Iterator[UnitPrice]:
        """Every price of a region whose key begins so: `like("rds.instance/", "eu-west-1")`."""
        return (
            price
            for (key, place), price in self.prices.items()
            if place == region and key.startswith(prefix)
        )

    def is_cheapest(self, price: UnitPrice) -> bool:
        """Whether nothing that the bill gives the same service and usage type costs less.

        An instance's usage type is the same for every operating system, a database's for engines.
        """
        return self._least.get(_billed_as(price), price.amount) >= price.amount

    @cached_property
    def _least(self) -> Mapping[tuple[str, str, str], Decimal]:
        """The lowest price of each service's usage type in a region."""
        least: dict[tuple[str, str, str], Decimal] = {}
        for one in self.prices.values():
            least[_billed_as(one)] = min(one.amount, least.get(_billed_as(one), one.amount))
        return least


def _billed_as(price: UnitPrice) -> tuple[str, str, str]:
    return price.service_code, price.usage_type, price.region
