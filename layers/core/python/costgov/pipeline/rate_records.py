"""Prices and instance types as they are stored, and read for those who price."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import batched, chain
from typing import Final

from costgov.domain.instance_types import InstanceCatalogue, InstanceType
from costgov.domain.price_book import EVERYWHERE, PriceBook
from costgov.domain.price_sheet import PriceSheet
from costgov.domain.runs import Frozen
from costgov.domain.spot import SpotPrice
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records

# A type takes some 250 bytes as JSON, a document may have 400 KB.
_TYPES: Final = 1000


class TypeSheet(Frozen):
    """A part of the instance types that a region offers, as they were on a day."""

    region: str
    as_of: date
    types: tuple[InstanceType, ...]


def price_sheets(results: DocumentStore) -> Records[PriceSheet]:
    """List prices: part region, sort `<the rule's digest>#<part>`."""
    return Records(results, PriceSheet, "price-sheet")


def type_sheets(results: DocumentStore) -> Records[TypeSheet]:
    """Instance types: part region, sort the part's number."""
    return Records(results, TypeSheet, "instance-types")


def spot_prices(results: DocumentStore) -> Records[SpotPrice]:
    """What Spot costs: part region, sort the type."""
    return Records(results, SpotPrice, "spot-price")


def put_types(
    results: DocumentStore, region: str, types: Sequence[InstanceType], as_of: date
) -> None:
    """Store what a region offers now, in place of what it offered."""
    ordered = sorted(types, key=lambda one: one.name)
    parts = batched(ordered, _TYPES, strict=False)
    sheets = [TypeSheet(region=region, as_of=as_of, types=part) for part in parts]
    named = ((f"{number:02d}", sheet) for number, sheet in enumerate(sheets))
    type_sheets(results).make_equal(named, region)


def load_price_book(results: DocumentStore, regions: Iterable[str]) -> PriceBook:
    """The prices of these regions, Spot's among them, and of services that have none."""
    table, spot = price_sheets(results), spot_prices(results)
    places = sorted({*regions, EVERYWHERE})
    listed = (price for region in places for sheet in table.all(region) for price in sheet.prices())
    moving = (one.unit_price() for region in places for one in spot.all(region))
    return PriceBook.of(chain(listed, moving))


def load_catalogue(results: DocumentStore, regions: Iterable[str]) -> InstanceCatalogue:
    """The instance types of these regions; one that has not been read offers none."""
    table = type_sheets(results)
    return InstanceCatalogue(
        {
            region: {one.name: one for sheet in table.all(region) for one in sheet.types}
            for region in sorted(set(regions))
        }
    )
