"""Prices and instance types are read once a week, where there is something to price."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.collectors.prices.contract import PriceRule
from costgov.domain.instance_types import InstanceType
from costgov.domain.price_book import UnitPrice
from costgov.domain.price_sheet import ROWS, PriceSheet, sheets
from costgov.domain.resources import InventoryState
from costgov.domain.runs import StepEvent, StepWindow, Target
from costgov.errors import NotKnown, RegionDisabled, SourceThrottled
from costgov.pipeline import records
from costgov.pipeline.collect_instance_types import CollectInstanceTypes
from costgov.pipeline.collect_prices import AMBIGUOUS, CollectPrices
from costgov.pipeline.collect_rates import CollectRates
from costgov.pipeline.findings import Findings
from costgov.pipeline.rate_records import load_catalogue, load_price_book, price_sheets

from tests.builders import instance
from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.money.offers import FakePriceList, product

DAY = date(2026, 10, 20)
NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
IRELAND = Target(account_id="222233334444", region="eu-west-1")
VOLUME = "AWS::EC2::Volume"
DISKS = PriceRule(
    "ebs.storage/{volumeApiName}",
    "AmazonEC2",
    {"productFamily": "Storage"},
    "GB-Mo",
    kinds=(VOLUME,),
)
ZONES = PriceRule("route53.zone", "AmazonRoute53", {}, "HostedZone", region_attribute="")
GP3 = product(
    "EU-EBS:VolumeUsage.gp3",
    ("0", "0.088", "GB-Mo"),
    productFamily="Storage",
    volumeApiName="gp3",
)
ZONE = product("DNS-Zone", ("0", "0.5", "HostedZone"))


def on(day: date) -> StepEvent:
    return StepEvent(run_id="run", as_of=day, window=StepWindow(start=day, end=day))


@dataclass
class World:
    """A stored inventory, a price list, and a clock that stands still."""

    price_list: FakePriceList = field(default_factory=lambda: FakePriceList([GP3, ZONE]))
    rules: tuple[PriceRule, ...] = (DISKS, ZONES)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def holds(self, *kinds: str, target: Target = IRELAND) -> None:
        states = records.inventories(self.results)
        states.put(InventoryState(target=target, as_of=DAY, resources=1), str(target))
        for kind in kinds:
            one = instance("r-1", target, DAY, kind=kind)
            records.resources(self.results).put(one, one.key, target.account_id, target.region)

    def collect(self, day: date = DAY, *, late: bool = False) -> Findings:
        deadline = NOON - timedelta(hours=1) if late else NOON + timedelta(minutes=10)
        part = CollectPrices(self.price_list, self.results, lambda: NOON, self.rules)
        return part(on(day), deadline)

    def price(self, key: str, region: str = "eu-west-1") -> Decimal:
        return load_price_book(self.results, [region]).get(key, region).amount


def test_only_what_there_is_is_priced_and_only_where_it_is() -> None:
    world = World()
    world.holds(VOLUME)
    world.holds("AWS::SQS::Queue", target=Target(account_id="111122223333", region="us-east-1"))

    found = world.collect()

    assert (found.expected, found.got, found.gaps) == (2, 2, ())
    assert world.price_list.asked == [
        ("AmazonEC2", {"productFamily": "Storage", "regionCode": "eu-west-1"}),
        ("AmazonRoute53", {}),
    ]
    assert world.price("ebs.storage/gp3") == Decimal("0.088")
    assert world.price("route53.zone", "us-east-1") == Decimal("0.5")
    with pytest.raises(NotKnown):
        world.price("ebs.storage/gp3", "us-east-1")


def test_where_nothing_is_nothing_is_asked() -> None:
    world = World()

    assert world.collect() == Findings()
    assert world.price_list.asked == []


def test_a_price_is_a_week_old_at_most() -> None:
    world = World()
    world.holds(VOLUME)
    world.collect()

    assert world.collect(DAY + timedelta(days=6)).expected == 0
    world.price_list.offered = [GP3.replace("0.088", "0.099"), ZONE]
    again = world.collect(DAY + timedelta(days=7))

    assert (again.expected, again.got) == (2, 2)
    assert world.price("ebs.storage/gp3") == Decimal("0.099")
    [sheet] = price_sheets(world.results).all("eu-west-1")
    assert sheet.as_of == DAY + timedelta(days=7)


def test_a_price_list_that_fails_keeps_the_older_prices_and_is_a_gap() -> None:
    world = World()
    world.holds(VOLUME)
    world.collect()

    world.price_list.broken = SourceThrottled("slow down")
    found = world.collect(DAY + timedelta(days=8))

    assert (found.expected, found.got) == (2, 0)
    [gap] = found.gaps
    assert (gap.step, gap.target, gap.reason) == ("collect_rates", "prices", "throttled")
    assert gap.detail == (
        "ebs.storage/{volumeApiName} in eu-west-1; route53.zone in global: slow down"
    )
    assert gap.retry_after == DAY + timedelta(days=9)
    assert world.price("ebs.storage/gp3") == Decimal("0.088")
    world.price_list.broken = None
    assert world.collect(DAY + timedelta(days=9)).got == 2


def test_what_is_no_product_is_a_gap_and_stores_nothing() -> None:
    world = World()
    world.holds(VOLUME)
    world.price_list.offered = [GP3.replace('"pricePerUnit"', '"price"'), ZONE]

    [gap] = world.collect().gaps

    assert gap.reason == "unreadable-price"
    assert price_sheets(world.results).all("eu-west-1") == []


def test_two_prices_of_one_key_are_a_gap_and_not_a_choice() -> None:
    world = World()
    world.holds(VOLUME)
    other = GP3.replace("0.088", "0.1").replace("VolumeUsage.gp3", "VolumeUsage.gp3.other")
    world.price_list.offered = [GP3, other, ZONE]

    found = world.collect()

    assert (found.expected, found.got) == (2, 2)
    [gap] = found.gaps
    assert (gap.reason, gap.retry_after) == (AMBIGUOUS, DAY + timedelta(days=7))
    assert gap.detail == (
        "ebs.storage/gp3 in eu-west-1: several prices for ebs.storage/{volumeApiName}"
    )
    with pytest.raises(NotKnown):
        world.price("ebs.storage/gp3")
    [sheet] = price_sheets(world.results).all("eu-west-1")
    assert sheet.ambiguous == ("ebs.storage/gp3",)


def test_a_rule_that_is_changed_is_asked_anew_and_its_old_prices_go() -> None:
    world = World()
    world.holds(VOLUME)
    world.collect()
    world.rules = (
        PriceRule("disk/{volumeApiName}", "AmazonEC2", DISKS.filters, "GB-Mo", kinds=(VOLUME,)),
        ZONES,
    )

    assert world.collect().expected == 1
    assert world.price("disk/gp3") == Decimal("0.088")
    with pytest.raises(NotKnown):
        world.price("ebs.storage/gp3")


def test_rules_that_ask_the_same_ask_once() -> None:
    world = World()
    world.holds(VOLUME)
    throughput = PriceRule(
        "ebs.throughput/{volumeApiName}", "AmazonEC2", DISKS.filters, "GiBps-mo", kinds=(VOLUME,)
    )
    world.rules = (DISKS, throughput)

    assert world.collect().got == 2
    assert len(world.price_list.asked) == 1


def test_without_time_nothing_is_begun() -> None:
    world = World()
    world.holds(VOLUME)

    found = world.collect(late=True)

    assert world.price_list.asked == []
    assert [gap.reason for gap in found.gaps] == ["out-of-time"]


def test_prices_that_fill_several_documents_are_read_together() -> None:
    whole = PriceSheet(rule="r", template="t", region="eu-west-1", service_code="S", as_of=DAY)
    many = [
        UnitPrice(
            key=f"k/{number:05d}",
            region="eu-west-1",
            amount=Decimal(1),
            unit="Hrs",
            usage_type=f"EU-BoxUsage:m{number}.24xlarge",
            as_of=DAY,
            currency="CNY" if number == 7 else "USD",
            vcpus=96,
            memory_gib=384,
        )
        for number in range(2 * ROWS)
    ]

    parts = sheets(whole, many)

    assert [(part.currency, len(part.rows)) for part in parts] == [
        ("CNY", 1),
        ("USD", ROWS),
        ("USD", ROWS - 1),
    ]
    assert all(len(part.model_dump_json()) < 400_000 for part in parts)
    told = {price.key: price.currency for part in parts for price in part.prices()}
    assert len(told) == 2 * ROWS
    assert told["k/00007"] == "CNY"


@dataclass
class FakeTypes:
    """Instance types by region; a region that is not there is disabled."""

    offered: dict[str, Sequence[str]]
    asked: list[str] = field(default_factory=list)

    def instance_types(self, region: str) -> list[InstanceType]:
        self.asked.append(region)
        if region not in self.offered:
            raise RegionDisabled(f"is {region} enabled?")
        return [
            InstanceType(
                name=name,
                vcpus=2,
                memory_gib=8,
                architecture="x86_64",
                current=True,
                burstable=False,
                network_gbps=0.75,
                ebs_mbps=81.25,
                ebs_iops=3600,
            )
            for name in self.offered[region]
        ]


def test_types_are_read_where_instances_are_and_what_is_gone_goes() -> None:
    world, types = World(), FakeTypes({"eu-west-1": ["m5.large", "m1.small"]})
    world.holds("AWS::EC2::Instance")
    world.holds(VOLUME, target=Target(account_id="222233334444", region="us-east-1"))
    part = CollectInstanceTypes(types, world.results, lambda: NOON)

    first = part(on(DAY), NOON + timedelta(minutes=5))
    idle = part(on(DAY + timedelta(days=6)), NOON + timedelta(minutes=5))
    types.offered = {"eu-west-1": ["m5.large", "m8g.large"]}
    later = part(on(DAY + timedelta(days=7)), NOON + timedelta(minutes=5))

    assert (first.expected, first.got, idle.expected, later.got) == (1, 1, 0, 1)
    assert types.asked == ["eu-west-1", "eu-west-1"]
    catalogue = load_catalogue(world.results, ["eu-west-1", "us-east-1"])
    assert {one.name for one in catalogue.offered("eu-west-1")} == {"m5.large", "m8g.large"}
    assert list(catalogue.offered("us-east-1")) == []
    with pytest.raises(NotKnown, match=r"m1\.small"):
        catalogue.get("m1.small", "eu-west-1")


def test_a_region_that_is_off_at_home_keeps_its_types_and_is_a_gap() -> None:
    world, types = World(), FakeTypes({"eu-west-1": ["m5.large"]})
    world.holds("AWS::EC2::Instance")
    part = CollectInstanceTypes(types, world.results, lambda: NOON)
    part(on(DAY), NOON + timedelta(minutes=5))

    types.offered = {}
    found = part(on(DAY + timedelta(days=8)), NOON + timedelta(minutes=5))
    late = part(on(DAY + timedelta(days=8)), NOON)

    assert [(gap.target, gap.reason) for gap in found.gaps] == [
        ("instance types", "region-disabled")
    ]
    assert [gap.reason for gap in late.gaps] == ["out-of-time"]
    assert load_catalogue(world.results, ["eu-west-1"]).get("m5.large", "eu-west-1").vcpus == 2


def test_the_step_is_what_its_parts_found() -> None:
    control = InMemoryDocumentStore()
    asked: list[datetime] = []

    def part(event: StepEvent, deadline: datetime) -> Findings:
        asked.append(deadline)
        return Findings(2, 1, (), (f"{event.as_of}",))

    record = CollectRates({"one": part, "two": part}, control, lambda: NOON).run(
        on(DAY), timedelta(minutes=5)
    )

    assert (record.step, record.expected, record.got) == ("collect_rates", 4, 2)
    assert record.notes == ("2026-10-20", "2026-10-20")
    assert asked == [NOON + timedelta(minutes=4)] * 2
    assert records.steps(control).get("collect_rates#all", "run") == record


def test_a_part_for_which_no_time_is_left_is_a_gap() -> None:
    clock = iter([NOON, NOON, NOON + timedelta(minutes=5), NOON + timedelta(minutes=5)])

    def slow(_: StepEvent, __: datetime) -> Findings:
        return Findings(1, 1)

    control = InMemoryDocumentStore()
    record = CollectRates({"one": slow, "two": slow}, control, lambda: next(clock)).run(
        on(DAY), timedelta(minutes=5)
    )

    assert (record.expected, record.got) == (2, 1)
    assert [(gap.target, gap.reason) for gap in record.gaps] == [("two", "out-of-time")]
