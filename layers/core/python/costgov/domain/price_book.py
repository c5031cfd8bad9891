"""Prices by key and region, as the Price List API gave them on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.runs import Frozen
from costgov.errors import NotKnown


class UnitPrice(Frozen):
    """What one unit costs on demand in a region; `usage_type` is how the bill names its usage."""

    key: str
    region: str
    amount: Decimal
    unit: str
    usage_type: str
    as_of: date
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class PriceBook:
    """Unit prices by (key, region)."""

    prices: Mapping[tuple[str, str], UnitPrice]

    @classmethod
    def of(cls, prices: Iterable[UnitPrice]) -> "PriceBook":
        """A book of these prices."""
        return cls({(one.key, one.region): one for one in prices})

    def get(self, key: str, region: str) -> UnitPrice:
        """The price of a key in a region.

        Raises:
            NotKnown: the book has none.
        """
        found = self.prices.get((key, region))
        if found is None:
            raise NotKnown(f"no price of {key} in {region} is known")
        return found
