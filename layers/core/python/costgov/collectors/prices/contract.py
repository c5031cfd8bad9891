"""How products of the Price List API become keys of the price book."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriceRule:
    """Products of one service and the key each of them gets.

    `filters` are product attributes that must be equal, as GetProducts takes them; the region is
    added where a price is looked up. `key` is filled with the product's attributes:
    `ebs.storage/{volumeApiName}`. `unit` is the unit of the price dimension that counts. Of tiered
    prices the first paid tier counts: what is saved last is saved at the price of the last unit,
    which is never known from here.

    `usage` is a regular expression that the usage type must match in full, its region's prefix
    (`EU-`, `USE1-`) apart: where products differ by nothing else. A product that lacks an
    attribute of the key is none of the rule's.
    """

    key: str
    service_code: str
    filters: Mapping[str, str]
    unit: str
    usage: str = ""
