"""Price List: GetProducts, at the few addresses where it is served."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from cli.local.standin.calls import Caller, Handler, Params, Reply
from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.tokens import Tokens
from cli.local.synthetic.prices import Product, products

ENDPOINTS = frozenset({"us-east-1", "eu-central-1", "ap-south-1"})
PAGE = 100
_TOKEN = "NextToken"  # noqa: S105 - the name of a field
_ON_DEMAND = "JRTCKXETXF"
_PER_UNIT = "6YS6EN2CT7"


class Pricing:
    """List prices of every region, whichever address is asked."""

    def __init__(self) -> None:
        self.tokens = Tokens("InvalidNextTokenException", "InvalidNextTokenException")
        self.operations: Mapping[str, Handler] = {"GetProducts": self._get_products}

    def _get_products(self, params: Params, caller: Caller, now: datetime) -> Reply:
        if caller.region not in ENDPOINTS:
            raise AwsError("EndpointNotFound", f"api.pricing is not served in {caller.region}", 404)
        offered = products().get(params["ServiceCode"])
        if offered is None:
            raise unsupported(f"prices of {params['ServiceCode']}")
        found = _filtered(offered, params.get("Filters", ()))
        offset = self.tokens.offset(params, field_name=_TOKEN)
        end = offset + min(params.get("MaxResults", PAGE), PAGE)
        published = datetime(now.year, now.month, 1, tzinfo=UTC)
        reply: Reply = {
            "FormatVersion": "aws_v1",
            "PriceList": [_offer(one, published) for one in found[offset:end]],
        }
        if end < len(found):
            reply[_TOKEN] = self.tokens.issue(params, end, ignoring=_TOKEN)
        return reply


def _filtered(
    offered: Sequence[Product], filters: Sequence[Mapping[str, str]]
) -> Sequence[Product]:
    known = {name for product in offered for name in _attributes(product)}
    for one in filters:
        if one["Type"] != "TERM_MATCH":
            raise unsupported(f"filters of the type {one['Type']}")
        name, value = one["Field"], one["Value"]
        if name not in known:
            raise AwsError("InvalidParameterException", f"no product has the attribute {name}")
        offered = [product for product in offered if _attributes(product).get(name) == value]
    return offered


def _attributes(product: Product) -> Mapping[str, str]:
    return {"productFamily": product.family, **product.attributes}


def _offer(product: Product, published: datetime) -> str:
    """A product as a string of JSON, as AWS has it."""
    sku = _sku(product.family, tuple(sorted(product.attributes.items())))
    term = f"{sku}.{_ON_DEMAND}"
    rate = f"{term}.{_PER_UNIT}"
    dimension = {
        "rateCode": rate,
        "description": f"${product.usd:f} per {product.unit}",
        "unit": product.unit,
        "beginRange": "0",
        "endRange": "Inf",
        "pricePerUnit": {"USD": f"{product.usd:.10f}"},
        "appliesTo": [],
    }
    on_demand = {
        "offerTermCode": _ON_DEMAND,
        "sku": sku,
        "effectiveDate": published.isoformat(),
        "priceDimensions": {rate: dimension},
        "termAttributes": {},
    }
    return json.dumps(
        {
            "product": {
                "productFamily": product.family,
                "attributes": dict(product.attributes),
                "sku": sku,
            },
            "serviceCode": product.attributes["servicecode"],
            "terms": {"OnDemand": {term: on_demand}},
            "version": f"{published:%Y%m%d%H%M%S}",
            "publicationDate": published.isoformat(),
        }
    )


@cache
def _sku(family: str, attributes: tuple[tuple[str, str], ...]) -> str:
    return hashlib.sha256(repr((family, attributes)).encode()).hexdigest()[:16].upper()
