"""Hosts of a Prometheus become resources that are measured as instances are."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.configuration import Deployment
from costgov.domain.demand import demand_of
from costgov.domain.digests import Samples
from costgov.domain.host_sizing import HostPrices
from costgov.domain.hosts import HOST, PrometheusSource, host_prices
from costgov.domain.period import Window
from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.errors import SourceUnreachable
from costgov.pipeline import records
from costgov.pipeline.collect_hosts import collect_hosts
from costgov.pipeline.findings import Findings
from costgov.pipeline.resource_shelf import ResourceShelf
from costgov.settings import CollectResourcesSettings
from pydantic import ValidationError

from tests.fakes.stores import InMemoryDocumentStore

TODAY = date(2026, 10, 20)
START = datetime(2026, 10, 6, tzinfo=UTC)
HOME = Target(account_id="111122223333", region="us-east-1")
SOURCE = PrometheusSource(
    url="http://prometheus.test:9090", account=HOME.account_id, region=HOME.region
)


def hours(percent: int) -> Samples:
    points = {START + timedelta(hours=n): Decimal(percent) for n in range(336)}
    return Samples(points, points, points)


class FakeHosts:
    """A Prometheus with these hosts."""

    def __init__(self, cpu: dict[str, Samples], memory: dict[str, Samples] | None = None) -> None:
        self.series = {SOURCE.cpu: cpu, SOURCE.memory: memory or {}}
        self.values = {
            SOURCE.vcpus: {"db-1:9100": Decimal(8)},
            SOURCE.memory_gib: {"db-1:9100": Decimal("31.2512")},
        }
        self.is_down = False

    def hours(self, query: str, label: str, window: Window) -> Mapping[str, Samples]:
        assert (label, window) == ("instance", Window(date(2026, 10, 6), TODAY))
        if self.is_down:
            raise SourceUnreachable("no answer")
        return self.series[query]

    def latest(self, query: str, label: str, at: datetime) -> Mapping[str, Decimal]:
        assert (label, at) == ("instance", datetime(2026, 10, 20, tzinfo=UTC))
        return self.values[query]


@pytest.fixture
def results() -> InMemoryDocumentStore:
    return InMemoryDocumentStore()


def collect(hosts: FakeHosts, results: InMemoryDocumentStore) -> Findings:
    return collect_hosts(hosts, SOURCE, ResourceShelf(results, HOME), TODAY, lookback_days=14)


def stored(results: InMemoryDocumentStore) -> dict[str, Resource]:
    found = records.resources(results).all(HOME.account_id, HOME.region)
    return {resource.id: resource for resource in found}


def test_hosts_are_stored_with_their_sizes_and_digests(results: InMemoryDocumentStore) -> None:
    found = collect(FakeHosts({"db-1:9100": hours(10)}, {"db-1:9100": hours(40)}), results)

    host = stored(results)["db-1:9100"]
    assert (found.expected, found.got, found.gaps) == (1, 1, ())
    assert found.notes == ("1 hosts from http://prometheus.test:9090",)
    assert (host.kind, host.state, host.as_of) == (HOST, "running", TODAY)
    assert host.attributes == {"VCpus": "8.00", "MemoryGiB": "31.25"}
    assert [one.metric for one in host.digests] == ["CPUUtilization", "mem_used_percent"]
    assert [one.avg for one in host.digests] == [Decimal(10), Decimal(40)]


def test_hosts_bear_the_prices_that_are_configured(results: InMemoryDocumentStore) -> None:
    prices = HostPrices(per_vcpu=Decimal("15.00"), per_gb=Decimal("3.003"), currency="EUR")
    hosts = FakeHosts({"db-1:9100": hours(10)})
    priced = SOURCE.model_copy(update={"prices": prices})

    collect_hosts(hosts, priced, ResourceShelf(results, HOME), TODAY, lookback_days=14)

    told = [(one.key, one.amount, one.currency) for one in host_prices(stored(results).values())]
    assert told == [
        ("host.vcpu", Decimal("15.00"), "EUR"),
        ("host.memory", Decimal("3.003"), "EUR"),
    ]


def test_a_host_is_sized_as_an_instance_is(results: InMemoryDocumentStore) -> None:
    collect(FakeHosts({"db-1:9100": hours(10)}, {"db-1:9100": hours(40)}), results)

    cpu, memory = stored(results)["db-1:9100"].digests
    made = demand_of(cpu.use, 8, "balanced", memory.use, 31.25)

    assert made.enough
    assert made.vcpus == pytest.approx(0.84)
    assert made.memory_gib == pytest.approx(15.0)


def test_what_is_not_known_of_a_host_is_not_made_up(results: InMemoryDocumentStore) -> None:
    collect(FakeHosts({"web-1": hours(10)}), results)

    host = stored(results)["web-1"]
    assert host.attributes == {}
    assert host.digests[1].state == "no data"


def test_a_host_that_is_gone_is_forgotten(results: InMemoryDocumentStore) -> None:
    collect(FakeHosts({"web-1": hours(10), "web-2": hours(20)}), results)

    collect(FakeHosts({"web-2": hours(20)}), results)

    assert set(stored(results)) == {"web-2"}


def test_no_answer_is_a_gap_and_keeps_what_was_stored(results: InMemoryDocumentStore) -> None:
    hosts = FakeHosts({"web-1": hours(10)})
    collect(hosts, results)
    hosts.is_down = True

    found = collect(hosts, results)

    assert (found.expected, found.got) == (1, 0)
    assert [(gap.reason, gap.detail) for gap in found.gaps] == [("unreachable", "hosts: no answer")]
    assert set(stored(results)) == {"web-1"}


def test_an_answer_without_hosts_is_a_gap_and_keeps_them_too(
    results: InMemoryDocumentStore,
) -> None:
    collect(FakeHosts({"web-1": hours(10)}), results)

    found = collect(FakeHosts({}), results)

    assert [gap.reason for gap in found.gaps] == ["no-data"]
    assert set(stored(results)) == {"web-1"}


def test_what_to_ask_reaches_the_function_as_it_was_configured() -> None:
    settings = CollectResourcesSettings(
        stage="local",
        control_table="a",
        results_table="b",
        evidence_bucket="c",
        home_account=HOME.account_id,
        member_role_name="e",
        prometheus=(SOURCE,),
    )

    assert CollectResourcesSettings.from_env(settings.to_env()) == settings


def test_one_account_and_region_asks_one_prometheus() -> None:
    with pytest.raises(ValidationError, match="111122223333/us-east-1 has two"):
        Deployment(prometheus=(SOURCE, SOURCE))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://user:word@host", "prometheus:9090"])
def test_only_addresses_of_the_web_without_passwords_are_taken(url: str) -> None:
    with pytest.raises(ValidationError, match="url"):
        PrometheusSource(url=url, account=HOME.account_id, region=HOME.region)
