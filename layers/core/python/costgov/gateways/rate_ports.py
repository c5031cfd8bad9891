"""What prices need from outside: products of the Price List, and descriptions of EC2's types."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from costgov.domain.instance_types import InstanceType


class PriceList(Protocol):
    """The Price List of the partition."""

    def products(self, service_code: str, filters: Mapping[str, str]) -> Iterator[str]:
        """Every product whose attributes are equal to these, as the JSON text that AWS sends.

        Raises:
            SourceError: it did not answer, not us, or has no such attribute.
        """
        ...


class InstanceTypes(Protocol):
    """The EC2 instance types of regions."""

    def instance_types(self, region: str) -> list[InstanceType]:
        """Every type that the region offers.

        Raises:
            SourceError: EC2 did not answer, or not us.
        """
        ...
