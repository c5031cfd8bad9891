"""List prices of what the product uses, from one table with unit, region, source and date.

They are inputs of a calculation: list prices of us-east-1 as published at the table's date,
without discounts, and another region's may differ by some per cent.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from costgov.domain.money import EXACT
from costgov.domain.period import parse_day
from costgov.errors import InvalidInput

_TABLE: Final = "prices.csv"


@dataclass(frozen=True, slots=True)
class Price:
    """`usd` per `per` units of an item; AWS gives `free_per_month` units to every account."""

    item: str
    usd: Decimal
    per: Decimal
    unit: str
    free_per_month: Decimal
    region: str
    as_of: date
    source: str

    def of(self, quantity: Decimal) -> Decimal:
        """What a quantity costs in US dollars, exactly."""
        return EXACT.divide(EXACT.multiply(self.usd, quantity), self.per)

    def beyond_free(self, quantity: Decimal) -> Decimal:
        """What a month's quantity costs in US dollars after the free allowance."""
        return self.of(max(EXACT.subtract(quantity, self.free_per_month), Decimal(0)))


type Prices = Mapping[str, Price]


@cache
def list_prices() -> Prices:
    """The product's own table, by item."""
    return read_prices(files(__package__).joinpath(_TABLE).read_text(encoding="utf-8"))


def read_prices(text: str) -> Prices:
    """A table of prices as CSV text with the columns of `Price`, by item.

    Raises:
        InvalidInput: a row cannot be read, or an item is there twice.
    """
    prices: dict[str, Price] = {}
    for row in csv.DictReader(text.splitlines()):
        try:
            price = _price(row)
        except (ArithmeticError, KeyError, TypeError, InvalidInput) as error:
            raise InvalidInput(f"the price {row} cannot be read") from error
        if price.item in prices:
            raise InvalidInput(f"the price of {price.item} is given twice")
        prices[price.item] = price
    return prices


def _price(row: Mapping[str, str]) -> Price:
    return Price(
        item=row["item"],
        usd=Decimal(row["usd"]),
        per=Decimal(row["per"]),
        unit=row["unit"],
        free_per_month=Decimal(row["free_per_month"]),
        region=row["region"],
        as_of=parse_day(row["as_of"]),
        source=row["source"],
    )
