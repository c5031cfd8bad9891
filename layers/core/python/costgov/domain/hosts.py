"""Hosts that AWS does not list, measured by a Prometheus: machines elsewhere, or pods' nodes."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from costgov.domain.host_sizing import HostPrices
from costgov.domain.price_book import UnitPrice
from costgov.domain.resources import Resource
from costgov.domain.runs import Frozen, Target

HOST: Final = "Prometheus::Host"
"""The kind of resource a host is."""
VCPUS: Final = "VCpus"
MEMORY_GIB: Final = "MemoryGiB"
PRICES: Final = "Prices"
VCPU_PRICE: Final = "host.vcpu"
MEMORY_PRICE: Final = "host.memory"

type Query = Annotated[str, Field(min_length=1, max_length=1_000)]


class PrometheusSource(Frozen):
    """A Prometheus that the run of one account and region asks, and what to ask it.

    The queries are PromQL and give one series a host, told by the `label`; those here are for
    node_exporter. `cpu` and `memory` are percent in use; without `memory`, `vcpus` or `memory_gib`
    that is not known of the hosts. `prices` are what a month of a vCPU and of a GB costs there.
    """

    url: Annotated[str, Field(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$", max_length=500)]
    account: Annotated[str, Field(pattern=r"^\d{12}$")]
    region: Annotated[str, Field(pattern=r"^[a-z]{2,4}(-[a-z]+)+-\d$")]
    label: Annotated[str, Field(pattern=r"^[a-zA-Z_]\w*$")] = "instance"
    cpu: Query = '100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])))'
    memory: Query | None = "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)"
    vcpus: Query | None = 'count by (instance) (node_cpu_seconds_total{mode="idle"})'
    memory_gib: Query | None = "node_memory_MemTotal_bytes / 2^30"

    prices: HostPrices | None = None

    @property
    def target(self) -> Target:
        """The account and region whose run asks it, and whose hosts they are."""
        return Target(account_id=self.account, region=self.region)


def host_prices(resources: Iterable[Resource]) -> Iterator[UnitPrice]:
    """The prices by which hosts among an account's resources are charged, once for each region."""
    told: set[str] = set()
    for one in resources:
        if one.kind != HOST or one.region in told or PRICES not in one.attributes:
            continue
        told.add(one.region)
        prices = HostPrices.model_validate(one.attributes[PRICES])
        yield _price(VCPU_PRICE, one, prices.per_vcpu, "vCPU-Mo", prices.currency)
        yield _price(MEMORY_PRICE, one, prices.per_gb, "GB-Mo", prices.currency)


def _price(key: str, host: Resource, amount: Decimal, unit: str, currency: str) -> UnitPrice:
    """No bill has a usage type for it."""
    return UnitPrice(
        key=key,
        region=host.region,
        amount=amount,
        unit=unit,
        usage_type="",
        as_of=host.as_of,
        currency=currency,
    )
