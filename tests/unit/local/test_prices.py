"""List prices of the synthetic organisation: one table behind its bill and the price list."""

from decimal import Decimal

import pytest

from cli.local.synthetic.names import REGION_PREFIX
from cli.local.synthetic.prices import instance_types, products
from cli.local.synthetic.prices.instance_types import hourly_usd
from cli.local.synthetic.prices.tables import regions
from cli.local.synthetic.usage import table

FLEET = [row for row in table("fleet.csv") if row["lifecycle"] != "spot"]


@pytest.mark.parametrize("row", FLEET, ids=lambda row: row["name"])
def test_an_instance_is_billed_at_its_list_price(row: dict[str, str]) -> None:
    windows = row["agent"] == "windows"
    usd = hourly_usd(row["instance_type"], row["region"], windows=windows)
    assert usd == Decimal(row["price"])


def test_every_region_of_the_bill_has_prices() -> None:
    assert regions().keys() == REGION_PREFIX.keys()
    frankfurt = regions()["eu-central-1"]
    assert frankfurt.price("0.096") == Decimal("0.115")
    assert frankfurt.price("0.0104", burstable=True) == Decimal("0.012")
    assert frankfurt.prefix == "EUC1-"


def test_products_are_told_apart_by_what_they_say() -> None:
    for service, of_service in products().items():
        told = [(one.family, *sorted(one.attributes.items())) for one in of_service]
        assert len(told) == len(set(told)), service
        assert {one.attributes["servicecode"] for one in of_service} == {service}
        assert all(one.usd >= 0 for one in of_service)


def test_types_come_in_sizes_that_cost_more_the_larger_they_are() -> None:
    families: dict[str, list[tuple[int, Decimal]]] = {}
    for one in instance_types():
        if ".metal" not in one.name and not one.gpus:
            family = one.name.partition(".")[0]
            families.setdefault(family, []).append((one.vcpus, Decimal(one.usd_hour)))
    for sizes in families.values():
        assert sizes == sorted(sizes)
        assert all(usd > 0 for _, usd in sizes)
