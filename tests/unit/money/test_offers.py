"""What of the price list becomes a price, and what does not."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.collectors.prices.contract import PriceRule
from costgov.collectors.prices.offers import Offers, read_offers
from costgov.domain.price_book import bare_usage, same_unit
from costgov.errors import UnreadablePrice

from tests.unit.money.offers import product

TODAY = date(2026, 10, 20)
DISKS = PriceRule("ebs.storage/{volumeApiName}", "AmazonEC2", {}, "GB-Mo")
GP3 = product("EU-EBS:VolumeUsage.gp3", ("0", "0.0880000000", "GB-Mo"), volumeApiName="gp3")


def read(rule: PriceRule, *products: str) -> Offers:
    return read_offers(rule, "eu-west-1", products, TODAY)


def test_a_product_is_a_price_with_the_key_of_the_rule() -> None:
    [price] = read(DISKS, GP3).prices

    assert (price.key, price.region) == ("ebs.storage/gp3", "eu-west-1")
    assert (price.amount, price.unit, price.currency) == (Decimal("0.088"), "GB-Mo", "USD")
    assert (price.usage_type, price.service_code) == ("EU-EBS:VolumeUsage.gp3", "AmazonEC2")
    assert price.as_of == TODAY


def test_units_are_understood_as_aws_spells_them() -> None:
    io2 = product("EU-EBS:VolumeUsage.io2", ("0", "0.138", "GB-month"), volumeApiName="io2")

    assert [one.key for one in read(DISKS, io2).prices] == ["ebs.storage/io2"]
    assert not same_unit("GB", "GB-Mo")


def test_of_tiers_the_first_that_is_paid_counts_whatever_their_order() -> None:
    rule = PriceRule("lambda.seconds", "AWSLambda", {}, "Second")
    tiered = product(
        "Lambda-GB-Second",
        ("15000000000", "0.0000133334", "Second"),
        ("0", "0.0000000000", "Second"),
        ("6000000000", "0.0000150000", "Second"),
    )

    [price] = read(rule, tiered).prices

    assert price.amount == Decimal("0.000015")


def test_what_is_free_has_no_price_and_disturbs_none() -> None:
    free = product("EU-EBS:VolumeUsage.gp3-free", ("0", "0", "GB-Mo"), volumeApiName="gp3")

    assert read(DISKS, free).prices == ()
    assert len(read(DISKS, free, GP3).prices) == 1


def test_another_unit_is_another_thing() -> None:
    iops = product("EU-EBS:VolumeP-IOPS.gp3", ("0", "0.005", "IOPS-Mo"), volumeApiName="gp3")

    assert read(DISKS, iops) == Offers((), ())


def test_two_prices_of_one_key_are_none() -> None:
    dearer = product("EU-EBS:VolumeUsage.gp3.x", ("0", "0.1", "GB-Mo"), volumeApiName="gp3")
    gp2 = product("EU-EBS:VolumeUsage.gp2", ("0", "0.11", "GB-Mo"), volumeApiName="gp2")

    found = read(DISKS, GP3, dearer, gp2)

    assert [one.key for one in found.prices] == ["ebs.storage/gp2"]
    assert found.ambiguous == ("ebs.storage/gp3",)


def test_two_products_of_one_price_are_one() -> None:
    again = product("EU-EBS:VolumeUsage.gp3.again", ("0", "0.088", "GB-Mo"), volumeApiName="gp3")

    [price] = read(DISKS, again, GP3).prices

    assert price.usage_type == "EU-EBS:VolumeUsage.gp3"


def test_the_usage_type_tells_apart_what_attributes_do_not() -> None:
    rule = PriceRule("nat.{usage}", "AmazonEC2", {}, "Hrs", usage="NatGateway-Hours")
    products = [
        product("EU-NatGateway-Hours", ("0", "0.048", "Hrs")),
        product("EU-NatGateway-Prvd-Hours", ("0", "0.05", "Hrs")),
        product("EUC1-NatGateway-Hours", ("0", "0.048", "Hrs")),
        product("NatGateway-Hours", ("0", "0.048", "Hrs")),
    ]

    assert [one.key for one in read(rule, *products).prices] == ["nat.NatGateway-Hours"]
    assert bare_usage("CW:GMD-Metrics") == "CW:GMD-Metrics"


def test_a_product_without_an_attribute_of_the_key_is_none_of_the_rule() -> None:
    assert read(DISKS, product("EU-Other", ("0", "1", "GB-Mo"))) == Offers((), ())


def test_chinese_prices_keep_their_currency() -> None:
    yuan = product(
        "CNN1-EBS:VolumeUsage.gp3", ("0", "0.53", "GB-Mo"), currency="CNY", volumeApiName="gp3"
    )

    [price] = read(DISKS, yuan).prices

    assert (price.amount, price.currency) == (Decimal("0.53"), "CNY")
    assert read(DISKS, yuan, GP3).ambiguous == ("ebs.storage/gp3",)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ({"vcpu": "2", "memory": "16 GiB"}, (2, 16)),
        ({"vcpu": "2", "memory": "3.09 GiB"}, (2, 3.09)),
        ({"vCpu": "96", "memory": "1,152 GiB"}, (96, 1152)),
        ({"vcpu": "4", "memoryGib": "32"}, (4, 32)),
        ({"vcpu": "NA"}, (None, None)),
    ],
)
def test_the_size_of_what_is_priced_is_kept(
    attributes: dict[str, str], size: tuple[float | None, float | None]
) -> None:
    rule = PriceRule("db/{instanceType}", "AmazonRDS", {}, "Hrs")
    sized = product("X", ("0", "1", "Hrs"), instanceType="db.r6g.large", **attributes)

    [price] = read(rule, sized).prices

    assert (price.vcpus, price.memory_gib) == size


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        '{"product": {}}',
        product("X", ("0", "many", "GB-Mo"), volumeApiName="gp3"),
        GP3.replace('"pricePerUnit"', '"price"'),
    ],
)
def test_what_is_no_product_is_said(text: str) -> None:
    with pytest.raises(UnreadablePrice, match="a product of AmazonEC2"):
        read(DISKS, text)
