"""Products as GetProducts sends them, and a price list made of some."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from costgov.errors import SourceError

type Tier = tuple[str, str, str]
"""Where it begins, its price, its unit."""


def product(
    usage_type: str,
    *tiers: Tier,
    family: str = "Storage",
    currency: str = "USD",
    **attributes: str,
) -> str:
    """The JSON text of a product with one on-demand term; `tiers` in any order."""
    term = "SKU.JRTCKXETXF"
    dimensions = {
        f"{term}.{number}": {
            "unit": unit,
            "beginRange": begin,
            "endRange": "Inf",
            "description": f"{amount} per {unit}",
            "pricePerUnit": {currency: amount},
        }
        for number, (begin, amount, unit) in enumerate(tiers)
    }
    told = {"regionCode": "eu-west-1", "usagetype": usage_type, **attributes}
    return json.dumps(
        {
            "product": {"productFamily": family, "attributes": told, "sku": "SKU"},
            "serviceCode": "AmazonEC2",
            "terms": {"OnDemand": {term: {"sku": "SKU", "priceDimensions": dimensions}}},
        }
    )


@dataclass
class FakePriceList:
    """A price list of given products; `asked` are the questions, `broken` what it answers none."""

    offered: Sequence[str]
    broken: SourceError | None = None
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def products(self, service_code: str, filters: Mapping[str, str]) -> Iterator[str]:
        self.asked.append((service_code, dict(filters)))
        if self.broken is not None:
            raise self.broken
        return self._matching(filters, map(json.loads, self.offered))

    def _matching(
        self, filters: Mapping[str, str], found: Iterable[dict[str, dict[str, object]]]
    ) -> Iterator[str]:
        for one in found:
            told = one["product"]["attributes"]
            assert isinstance(told, dict)
            if all(told.get(name) == value for name, value in filters.items()):
                yield json.dumps(one)
