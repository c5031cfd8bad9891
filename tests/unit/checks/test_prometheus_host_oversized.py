"""prometheus_host_oversized: the worked example, and hosts of which too little is known."""

from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.findings import PASSED, Line, Verdict
from costgov.domain.hosts import HOST, host_prices
from costgov.domain.price_book import PriceBook
from costgov.domain.pricing import priced
from costgov.domain.rates import Rates
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import TODAY, failed, gauge, nothing, resource, unknown, verdicts

CHECK = "prometheus_host_oversized"
PRICES = {"host.vcpu": "15.00", "host.memory": "3.003"}
CPU, MEMORY = "CPUUtilization", "mem_used_percent"


def host(
    cpu: MetricDigest | None = None, memory: MetricDigest | None = None, **told: Any
) -> Resource:
    """Sixteen vCPUs, of which hardly one is used, and memory that is nearly full."""
    digests = [
        cpu or gauge(CPU, "7.4", peak="8.6"),
        memory or gauge(MEMORY, "80", peak="85.4"),
    ]
    size = {"VCpus": "16.00", "MemoryGiB": "15.30"}
    return resource(HOST, "trading-1", digests=digests, **(size | told))


def judged(one: Resource, settings: dict[str, str] | None = None) -> Verdict:
    return verdicts(CHECK, [one], prices=PRICES, settings=settings)["trading-1"]


def test_none_without_hosts() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Instance")], prices=PRICES) == {}


def test_fail_the_worked_example() -> None:
    finding = failed(judged(host()))
    assert finding.now == (
        Line("host.vcpu", Decimal(16)),
        Line("host.memory", Decimal("15.30")),
    )
    assert finding.then == (
        Line("host.vcpu", Decimal(2)),
        Line("host.memory", Decimal("16.33275")),
    )
    assert finding.options[0].name == "2 vCPU, 16.33 GB"
    assert finding.facts["over the peak"] == "1.45 times"


def test_fail_is_priced_by_what_is_configured() -> None:
    told = {"per_vcpu": "15.00", "per_gb": "3.003", "currency": "USD"}
    one = host(Prices=told)
    book = PriceBook({}).with_own(host_prices([one]))

    found = priced(failed(judged(one)), one, book, Rates.unknown(TODAY))

    assert found.saving is not None
    assert found.monthly_cost is not None
    amounts = found.monthly_cost, found.monthly_cost - found.saving.amount, found.saving.amount
    assert [round(amount, 2) for amount in amounts] == [
        Decimal("285.95"),
        Decimal("79.05"),
        Decimal("206.90"),
    ]
    assert round(100 * found.saving.amount / found.monthly_cost, 1) == Decimal("72.4")
    assert "16 vCPU-Mo x 15 USD + 15.3 GB-Mo x 3.003 USD" in found.saving.arithmetic


def test_fail_only_where_the_saving_is_worth_it() -> None:
    assert failed(judged(host(), {"least_percent": "72"})).then[0].quantity == 2
    assert judged(host(), {"least_percent": "73"}) == PASSED


def test_pass_the_right_size() -> None:
    busy = host(gauge(CPU, "59", peak="80"), gauge(MEMORY, "75", peak="80"))
    assert judged(busy) == PASSED


def test_pass_too_small() -> None:
    assert judged(host(gauge(CPU, "90", peak="99"), gauge(MEMORY, "90", peak="99"))) == PASSED


@pytest.mark.fault_case(22)
def test_unknown_without_memory() -> None:
    assert unknown(judged(host(memory=nothing(MEMORY)))) == "mem_used_percent has no data"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"VCpus": "7.50"}, "7.50 vCPUs and 15.30 GiB are no size of a host"),
        ({"VCpus": "0.00"}, "0.00 vCPUs and 15.30 GiB are no size of a host"),
        ({"VCpus": "1025"}, "1025 vCPUs and 15.30 GiB are no size of a host"),
        ({"MemoryGiB": "0.00"}, "16.00 vCPUs and 0.00 GiB are no size of a host"),
    ],
)
def test_unknown_size(changes: dict[str, Any], reason: str) -> None:
    assert unknown(judged(host(**changes))) == reason


def test_unknown_without_a_size_or_a_price() -> None:
    bare = resource(HOST, "trading-1", digests=host().digests)
    assert unknown(judged(bare)) == "VCpus was not told"
    free = verdicts(CHECK, [host()])["trading-1"]
    assert unknown(free) == "no price of host.vcpu in us-east-1 is known"


def test_fail_of_several_hosts_by_the_price_of_their_region() -> None:
    told = {"per_vcpu": "15.00", "per_gb": "3.003", "currency": "EUR"}
    here, beside = host(Prices=told), host(Prices=told)
    there = host(Prices=told | {"per_vcpu": "20"}).model_copy(update={"region": "eu-west-1"})

    found = list(host_prices([resource("AWS::EC2::Volume"), here, beside, host(), there]))

    assert [(one.key, one.region, one.amount, one.currency) for one in found] == [
        ("host.vcpu", "us-east-1", Decimal("15.00"), "EUR"),
        ("host.memory", "us-east-1", Decimal("3.003"), "EUR"),
        ("host.vcpu", "eu-west-1", Decimal(20), "EUR"),
        ("host.memory", "eu-west-1", Decimal("3.003"), "EUR"),
    ]
