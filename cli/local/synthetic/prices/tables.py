"""The files of this package, and amounts carried over to other regions exactly."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from cli.local.synthetic.names import REGION_PREFIX

_PRECISION = 10
"""Decimals of a price in AWS's offers."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region's name in offers, and its prices as a multiple of us-east-1's."""

    code: str
    location: str
    factor: Fraction
    burstable_factor: Fraction

    @property
    def prefix(self) -> str:
        """How its usage types begin."""
        return REGION_PREFIX[self.code]

    def price(self, usd: str, *, burstable: bool = False) -> Decimal:
        """A us-east-1 price here, to ten decimals."""
        exact = Fraction(usd) * (self.burstable_factor if burstable else self.factor)
        return Decimal(round(exact * 10**_PRECISION)).scaleb(-_PRECISION)


@cache
def regions() -> Mapping[str, Region]:
    """The regions with prices, by code."""
    return {
        row["region"]: Region(
            row["region"],
            row["location"],
            Fraction(row["factor"]),
            Fraction(row["burstable_factor"]),
        )
        for row in table("regions.csv")
    }


@cache
def service_names() -> Mapping[str, str]:
    """What offers call services, by service code."""
    return {row["servicecode"]: row["servicename"] for row in table("services.csv")}


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the files."""
    text = files("cli.local.synthetic.prices").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
