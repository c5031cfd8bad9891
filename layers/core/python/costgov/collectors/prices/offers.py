"""Products as GetProducts sends them (JSON texts) read into prices."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any, Final

from costgov.collectors.prices.contract import PriceRule
from costgov.domain.money import parse_amount
from costgov.domain.price_book import UnitPrice, bare_usage, same_unit
from costgov.errors import InvalidInput, UnreadablePrice

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_VCPUS: Final = ("vcpu", "vCpu")
_MEMORY: Final = ("memory", "memoryGib")


@dataclass(frozen=True, slots=True)
class Offers:
    """A rule's prices in one region; `ambiguous` names keys that products do not agree on."""

    prices: tuple[UnitPrice, ...]
    ambiguous: tuple[str, ...]


def read_offers(rule: PriceRule, region: str, products: Iterable[str], as_of: date) -> Offers:
    """The price of each key among the products.

    A product is passed over if it lacks an attribute of the key, is none of the rule's usage, or
    has no paid tier in the rule's unit. Products of one key and different prices, or units'
    currencies, give the key no price: which one is charged is not known from here.

    Raises:
        UnreadablePrice: a product is not built as the Price List builds them.
    """
    found: defaultdict[str, list[UnitPrice]] = defaultdict(list)
    for text in products:
        for price in _prices(rule, region, text, as_of):
            found[price.key].append(price)
    agreed, ambiguous = [], []
    for key, prices in sorted(found.items()):
        if len({(one.amount, one.currency) for one in prices}) == 1:
            agreed.append(min(prices, key=lambda one: (len(one.usage_type), one.usage_type)))
        else:
            ambiguous.append(key)
    return Offers(tuple(agreed), tuple(ambiguous))


def _prices(rule: PriceRule, region: str, text: str, as_of: date) -> Iterator[UnitPrice]:
    try:
        offer = json.loads(text)
        attributes = _attributes(offer["product"])
        key = _key(rule, attributes)
        if key is None:
            return
        for currency, amount in _paid(rule, offer.get("terms", {}).get("OnDemand", {})):
            yield UnitPrice(
                key=key,
                region=region,
                amount=amount,
                unit=rule.unit,
                usage_type=attributes.get("usagetype", ""),
                as_of=as_of,
                currency=currency,
                service_code=rule.service_code,
                service_name=attributes.get("servicename", ""),
                vcpus=_number(attributes, _VCPUS),
                memory_gib=_number(attributes, _MEMORY),
            )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidInput) as error:
        raise UnreadablePrice(f"a product of {rule.service_code}: {error!r}") from error


def _attributes(product: Mapping[str, Any]) -> dict[str, str]:
    attributes: dict[str, str] = dict(product["attributes"])
    if family := product.get("productFamily"):
        attributes["productFamily"] = family
    attributes["usage"] = bare_usage(attributes.get("usagetype", ""))
    return attributes


def _key(rule: PriceRule, attributes: Mapping[str, str]) -> str | None:
    if rule.usage and not re.fullmatch(rule.usage, attributes["usage"]):
        return None
    fields = {name for _, name, _, _ in Formatter().parse(rule.key) if name}
    if not all(attributes.get(name) for name in fields):
        return None
    return rule.key.format_map(attributes)


def _paid(rule: PriceRule, terms: Mapping[str, Any]) -> Iterator[tuple[str, Decimal]]:
    """The currency and amount of the first paid tier of each term, as far as the unit fits."""
    for term in terms.values():
        tiers: defaultdict[str, list[tuple[Decimal, Decimal]]] = defaultdict(list)
        for dimension in term["priceDimensions"].values():
            if not same_unit(dimension["unit"], rule.unit):
                continue
            begin = Decimal(dimension.get("beginRange", "0"))
            for currency, text in dimension["pricePerUnit"].items():
                amount = parse_amount(text)
                if amount > 0:
                    tiers[currency].append((begin, amount))
        for currency, paid in tiers.items():
            yield currency, min(paid)[1]


def _number(attributes: Mapping[str, str], names: Iterable[str]) -> float | None:
    """`8` of `8 GiB`; None where the product has no such attribute, or "NA"."""
    for name in names:
        if found := _NUMBER.match(attributes.get(name, "").replace(",", "")):
            return float(found.group())
    return None
