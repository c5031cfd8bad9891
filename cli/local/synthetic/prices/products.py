"""Every product with a list price, by service and region, as AWS's price list names them."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cli.local.synthetic.prices.instance_types import instance_types
from cli.local.synthetic.prices.tables import Region, regions, table


@dataclass(frozen=True, slots=True)
class Product:
    """One product in one region: its attributes and the on-demand price of a unit in USD."""

    family: str
    attributes: Mapping[str, str]
    unit: str
    usd: Decimal


@cache
def products() -> Mapping[str, tuple[Product, ...]]:
    """All products by service code."""
    found: defaultdict[str, list[Product]] = defaultdict(list)
    for region in regions().values():
        for product in (*_instances(region), *_listed(region)):
            found[product.attributes["servicecode"]].append(product)
    return {service: tuple(of_service) for service, of_service in found.items()}


def _instances(region: Region) -> Iterator[Product]:
    for one in instance_types():
        for windows in (False,) if one.is_arm else (False, True):
            usage_type = f"{region.prefix}BoxUsage:{one.name}"
            attributes = {
                **_place("AmazonEC2", usage_type, region),
                **one.attributes(windows=windows),
            }
            family = "Compute Instance (bare metal)" if ".metal" in one.name else "Compute Instance"
            yield Product(family, attributes, "Hrs", one.usd(region, windows=windows))
            yield Product(family, _reserved(attributes), "Hrs", Decimal(0))


def _reserved(attributes: Mapping[str, str]) -> Mapping[str, str]:
    """The hour of an instance that runs in a capacity reservation, which is charged instead."""
    return {
        **attributes,
        "usagetype": attributes["usagetype"].replace("BoxUsage", "Reservation"),
        "capacitystatus": "AllocatedCapacityReservation",
    }


def _listed(region: Region) -> Iterator[Product]:
    for row in table("products.csv"):
        attributes = {
            **_place(row["servicecode"], region.prefix + row["usagetype"], region),
            **json.loads(row["attributes"]),
        }
        yield Product(row["productFamily"], attributes, row["unit"], region.price(row["usd"]))


def _place(service: str, usage_type: str, region: Region) -> Mapping[str, str]:
    return {
        "servicecode": service,
        "usagetype": usage_type,
        "regionCode": region.code,
        "location": region.location,
        "locationType": "AWS Region",
    }
