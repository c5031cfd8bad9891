"""Every product with a list price, by service and region, as AWS's price list names them."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cli.local.synthetic.prices.instance_types import instance_types
from cli.local.synthetic.prices.tables import Region, regions, service_names, table

_NOWHERE = frozenset({"Any", "Global"})
"""The location of products of services without regions."""


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
    for product in _everywhere():
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
            price = one.usd(region, windows=windows)
            yield Product(family, attributes, "Hrs", price)
            # What runs in a capacity reservation is charged there, used or not.
            unused = _reserved(attributes, "UnusedBox", "UnusedCapacityReservation")
            used = _reserved(attributes, "Reservation", "AllocatedCapacityReservation")
            yield Product(family, unused, "Hrs", price)
            yield Product(family, used, "Hrs", Decimal(0))


def _reserved(attributes: Mapping[str, str], usage: str, status: str) -> Mapping[str, str]:
    usage_type = attributes["usagetype"].replace("BoxUsage", usage)
    return {**attributes, "usagetype": usage_type, "capacitystatus": status}


def _listed(region: Region) -> Iterator[Product]:
    for row, said in _rows():
        if said.get("location") in _NOWHERE:
            continue
        place = _place(row["servicecode"], region.prefix + row["usagetype"], region)
        if row["productFamily"] == "Data Transfer":
            place = _begin(place)
        yield Product(
            row["productFamily"], {**place, **said}, row["unit"], region.price(row["usd"])
        )


def _everywhere() -> Iterator[Product]:
    """Products of services without regions: one each, at the price as it is written."""
    for row, said in _rows():
        if said.get("location") in _NOWHERE:
            attributes = {
                **_service(row["servicecode"]),
                "usagetype": row["usagetype"],
                "locationType": "Other",
                **said,
            }
            yield Product(row["productFamily"], attributes, row["unit"], Decimal(row["usd"]))


def _rows() -> Iterator[tuple[Mapping[str, str], Mapping[str, str]]]:
    return ((row, json.loads(row["attributes"])) for row in table("products.csv"))


def _begin(place: Mapping[str, str]) -> Mapping[str, str]:
    """Transfer has two ends; the region that pays is where it begins."""
    renamed = {"regionCode": "fromRegionCode", "location": "fromLocation"}
    renamed["locationType"] = "fromLocationType"
    return {renamed.get(name, name): value for name, value in place.items()}


def _service(code: str) -> Mapping[str, str]:
    name = service_names().get(code)
    return {"servicecode": code} | ({"servicename": name} if name else {})


def _place(service: str, usage_type: str, region: Region) -> Mapping[str, str]:
    return {
        **_service(service),
        "usagetype": usage_type,
        "regionCode": region.code,
        "location": region.location,
        "locationType": "AWS Region",
    }
