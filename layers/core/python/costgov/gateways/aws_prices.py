"""The Price List Query API, at the addresses where it is served."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from costgov.errors import SourceUnavailable
from costgov.gateways.aws_accounts import ClientFactory
from costgov.gateways.aws_source_errors import source_errors

# One address tells the prices of a partition's every region. AWS serves it in us-east-1,
# eu-central-1 and ap-south-1, China in Ningxia with prices in CNY; GovCloud has none of its own:
# https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
_ADDRESSES: Final = {"aws": "us-east-1", "aws-cn": "cn-northwest-1"}
_FORMAT: Final = "aws_v1"


class AwsPriceList:
    """PriceList over clients of the partition."""

    def __init__(self, clients: ClientFactory, partition: str) -> None:
        self._clients = clients
        self._partition = partition

    def products(self, service_code: str, filters: Mapping[str, str]) -> Iterator[str]:
        """See PriceList.products."""
        region = _ADDRESSES.get(self._partition)
        if region is None:
            raise SourceUnavailable(f"the partition {self._partition} serves no price list")
        request: dict[str, Any] = {
            "ServiceCode": service_code,
            "FormatVersion": _FORMAT,
            "Filters": [
                {"Type": "TERM_MATCH", "Field": field, "Value": value}
                for field, value in sorted(filters.items())
            ],
        }
        with source_errors(f"prices of {service_code}"):
            client = self._clients("pricing", region, None)
            for page in client.get_paginator("get_products").paginate(**request):
                yield from page["PriceList"]
