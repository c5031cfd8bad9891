"""How products of the Price List API become keys of the price book."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class PriceRule:
    """Products of one service and the key each of them gets.

    `filters` are product attributes that must be equal, as GetProducts takes them; the region is
    added where a price is looked up, under `region_attribute` (`regionCode`; `fromRegionCode` of
    data transfer; nothing for services without regions). `usage` is a regular expression that
    the whole usage type must match, without the region before it. `key` is filled with the
    product's attributes, and with `usage`, that same usage type: `ebs.storage/{volumeApiName}`.
    `unit` is the unit of the price dimension that counts. Of tiered prices the first paid tier
    counts: what is saved last is saved at the price of the last unit, which is never known from
    here. `kinds` are the CloudFormation types whose presence makes the prices wanted; without
    any, they are wanted wherever there is anything.
    """

    key: str
    service_code: str
    filters: Mapping[str, str]
    unit: str
    usage: str = ""
    region_attribute: str = "regionCode"
    kinds: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Another one for every other rule: what is stored of it is found by this."""
        asked = (
            self.key,
            self.service_code,
            sorted(self.filters.items()),
            self.unit,
            self.usage,
            self.region_attribute,
        )
        return sha256(repr(asked).encode()).hexdigest()[:16]
