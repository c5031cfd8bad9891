"""Prices and instance types against the strict stand-in, and where each partition tells prices."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.model import StructureShape
from costgov.collectors.prices.registry import rules
from costgov.domain.resources import INSTANCE, InventoryState
from costgov.domain.runs import StepEvent, StepWindow, Target
from costgov.errors import NotKnown, SourceError, SourceUnavailable
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_instance_types import AwsInstanceTypes, instance_type
from costgov.gateways.aws_prices import AwsPriceList
from costgov.gateways.aws_session import Credentials
from costgov.pipeline import records
from costgov.pipeline.collect_instance_types import CollectInstanceTypes
from costgov.pipeline.collect_prices import CollectPrices
from costgov.pipeline.rate_records import load_catalogue, load_price_book

from cli.local.standin import StandIn
from cli.local.synthetic import build_organisation
from tests.builders import instance
from tests.contract.standin_support import Clients
from tests.fakes.stores import InMemoryDocumentStore

pytestmark = pytest.mark.loopback
DAY = date(2026, 10, 20)
NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
EVENT = StepEvent(run_id="run", as_of=DAY, window=StepWindow(start=DAY, end=DAY))
FRANKFURT = Target(account_id="111122223333", region="eu-central-1")


@pytest.fixture(scope="module")
def aws() -> Iterator[StandIn]:
    with StandIn(build_organisation(start=date(2026, 10, 1), end=DAY)) as standin:
        yield standin


def clients_of(aws: StandIn) -> Any:
    def clients(service: str, region: str | None, credentials: Credentials | None) -> Any:
        assert credentials is None
        return boto3.client(service, **Clients.of(aws, region or "us-east-1").options)  # type: ignore[call-overload]

    return clients


def types_of(aws: StandIn) -> AwsInstanceTypes:
    sessions = MemberSessions(
        sts=Clients.of(aws).sts, home_account=FRANKFURT.account_id, role_name=""
    )
    return AwsInstanceTypes(sessions, clients_of(aws))


def test_every_page_of_a_regions_products_is_read(aws: StandIn) -> None:
    price_list = AwsPriceList(clients_of(aws), "aws")
    filters = {"regionCode": "eu-central-1", "operatingSystem": "Linux", "tenancy": "Shared"}

    before = aws.usage().requests.get("pricing:GetProducts", 0)
    products = list(price_list.products("AmazonEC2", filters))

    assert len(products) > 100
    assert aws.usage().requests.get("pricing:GetProducts", 0) - before > 1
    with pytest.raises(SourceError, match="prices of AmazonEC2: InvalidParameterException"):
        list(price_list.products("AmazonEC2", {"colour": "red"}))


@pytest.mark.parametrize(
    ("partition", "address"), [("aws", "us-east-1"), ("aws-cn", "cn-northwest-1")]
)
def test_a_partition_tells_its_prices_at_one_address(partition: str, address: str) -> None:
    asked: list[tuple[str, str | None]] = []

    def clients(service: str, region: str | None, _: Credentials | None) -> Any:
        asked.append((service, region))
        pages = SimpleNamespace(paginate=lambda **_: [{"PriceList": ["one"]}])
        return SimpleNamespace(get_paginator=lambda _: pages)

    assert list(AwsPriceList(clients, partition).products("AmazonEC2", {})) == ["one"]
    assert asked == [("pricing", address)]
    assert address in boto3.Session().get_available_regions("pricing", partition)


def test_a_partition_without_a_price_list_says_so(aws: StandIn) -> None:
    govcloud = AwsPriceList(clients_of(aws), "aws-us-gov")

    with pytest.raises(SourceUnavailable, match="aws-us-gov serves no price list"):
        next(govcloud.products("AmazonEC2", {}))
    assert boto3.Session().get_available_regions("pricing", "aws-us-gov") == []


def test_types_are_what_ec2_says_of_them(aws: StandIn) -> None:
    types = {one.name: one for one in types_of(aws).instance_types("eu-central-1")}

    m6g = types["m6g.large"]
    assert (m6g.vcpus, m6g.memory_gib, m6g.architecture) == (2, 8, "arm64")
    assert (m6g.current, m6g.burstable, m6g.bare_metal, m6g.accelerators) == (True, False, False, 0)
    assert m6g.ebs_mbps is not None
    assert m6g.network_gbps is not None
    assert types["t3.medium"].burstable
    assert types["m5.metal"].bare_metal
    assert not types["m4.large"].current
    assert len(types) > 200


@pytest.mark.parametrize(
    ("described", "listed"),
    [
        ("GpuInfo", "Gpus"),
        ("InferenceAcceleratorInfo", "Accelerators"),
        ("NeuronInfo", "NeuronDevices"),
        ("FpgaInfo", "Fpgas"),
        ("MediaAcceleratorInfo", "Accelerators"),
    ],
)
def test_every_kind_of_accelerator_tells_a_type_from_those_without(
    described: str, listed: str
) -> None:
    model = boto3.Session().client("ec2", region_name="us-east-1").meta.service_model
    known = model.shape_for("InstanceTypeInfo")
    assert isinstance(known, StructureShape)
    about = known.members[described]
    assert isinstance(about, StructureShape)
    assert listed in about.members
    told = {
        "InstanceType": "x9.large",
        "VCpuInfo": {"DefaultVCpus": 4},
        "MemoryInfo": {"SizeInMiB": 16384},
        described: {listed: [{"Count": 2}]},
    }

    assert instance_type(told).accelerators == 2


def test_what_ec2_does_not_say_of_a_type_is_not_made_up() -> None:
    told = {
        "InstanceType": "x9.large",
        "VCpuInfo": {"DefaultVCpus": 2},
        "MemoryInfo": {"SizeInMiB": 1536},
        "ProcessorInfo": {"SupportedArchitectures": ["i386", "x86_64"]},
        "NetworkInfo": {"NetworkCards": [{"BaselineBandwidthInGbps": 50.0}] * 2 + [{}]},
    }

    found = instance_type(told)

    assert (found.memory_gib, found.architecture, found.network_gbps) == (1.5, "x86_64", 100)
    assert (found.ebs_mbps, found.ebs_iops, found.local_storage_gb) == (None, None, 0)
    assert instance_type({**told, "NetworkInfo": {}}).network_gbps is None


def test_everything_that_is_wanted_is_collected_once_and_loaded(aws: StandIn) -> None:
    results = InMemoryDocumentStore()
    state = InventoryState(target=FRANKFURT, as_of=DAY, resources=1)
    records.inventories(results).put(state, str(FRANKFURT))
    wanted = tuple(rule for rule in rules() if rule.key.startswith(("ec2.instance", "ebs.storage")))
    for kind in {INSTANCE, *(kind for rule in wanted for kind in rule.kinds)}:
        one = instance("r-1", FRANKFURT, DAY, kind=kind)
        records.resources(results).put(one, one.key, FRANKFURT.account_id, FRANKFURT.region)
    price_list = AwsPriceList(clients_of(aws), "aws")
    prices = CollectPrices(price_list, results, lambda: NOON, wanted)
    types = CollectInstanceTypes(types_of(aws), results, lambda: NOON)

    found = prices(EVENT, NOON + timedelta(minutes=10)) + types(EVENT, NOON + timedelta(minutes=10))
    again = prices(EVENT, NOON + timedelta(minutes=10)) + types(EVENT, NOON + timedelta(minutes=10))

    assert found.gaps == ()
    assert found.got == found.expected == len(wanted) + 1 >= 3
    assert (again.expected, again.gaps) == (0, ())
    book = load_price_book(results, [FRANKFURT.region])
    price = book.get("ec2.instance/m5.large/Linux", FRANKFURT.region)
    assert (price.amount, price.usage_type) == (Decimal("0.115"), "EUC1-BoxUsage:m5.large")
    assert (price.vcpus, price.memory_gib) == (2, 8)
    with pytest.raises(NotKnown):
        book.get("ec2.instance/m5.large/Linux", "eu-west-1")
    catalogue = load_catalogue(results, [FRANKFURT.region])
    assert catalogue.get("m5.large", FRANKFURT.region).vcpus == 2
    assert all(len(document.body) < 400_000 for document in results.items.values())
