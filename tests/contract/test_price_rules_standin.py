"""Every price rule finds its products in what the stand-in offers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import boto3
import pytest
from costgov.collectors.prices.contract import PriceRule
from costgov.collectors.prices.offers import read_offers
from costgov.collectors.prices.registry import rules

from cli.local.standin import StandIn
from cli.local.synthetic import build_organisation
from tests.contract.standin_support import Clients, refused

pytestmark = pytest.mark.loopback

END = date(2026, 10, 20)


@pytest.fixture(scope="module")
def pricing() -> Iterator[Any]:
    with StandIn(build_organisation(start=date(2026, 10, 1), end=END)) as standin:
        yield boto3.client("pricing", **Clients.of(standin).options)


def asked(rule: PriceRule, region: str) -> dict[str, Any]:
    where = {rule.region_attribute: region} if rule.region_attribute else {}
    filters = [
        {"Type": "TERM_MATCH", "Field": name, "Value": value}
        for name, value in {**rule.filters, **where}.items()
    ]
    return {"ServiceCode": rule.service_code, "Filters": filters}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.key)
def test_a_rule_finds_one_price_for_each_key(pricing: Any, rule: PriceRule) -> None:
    pages = pricing.get_paginator("get_products").paginate(**asked(rule, "us-east-1"))
    products = [text for page in pages for text in page["PriceList"]]
    offers = read_offers(rule, "us-east-1", products, END)

    assert offers.prices
    assert offers.ambiguous == ()


def test_what_the_price_list_does_not_have_is_refused(pricing: Any) -> None:
    colour = [{"Type": "TERM_MATCH", "Field": "colour", "Value": "red"}]
    assert refused(pricing.get_products, ServiceCode="AmazonEC2", Filters=colour) == (
        "InvalidParameterException",
        "no product has the attribute colour",
    )
    assert refused(pricing.get_products, ServiceCode="AmazonMoon")[0] == "NotImplementedByStandIn"
    equals = [{"Type": "CONTAINS", "Field": "location", "Value": "US"}]
    code, _ = refused(pricing.get_products, ServiceCode="AmazonEC2", Filters=equals)
    assert code == "NotImplementedByStandIn"


def test_prices_are_served_at_few_addresses(pricing: Any) -> None:
    elsewhere = Clients(pricing.meta.endpoint_url, "eu-west-1")
    there = boto3.client("pricing", **elsewhere.options)
    assert refused(there.get_products, ServiceCode="AmazonEC2")[0] == "EndpointNotFound"
