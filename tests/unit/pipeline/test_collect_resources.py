"""Collecting one account and region: what is there, how it was used, what could not be read."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.collectors.inventory.contract import MetricSpec, Source
from costgov.domain.accounts import AccountInfo
from costgov.domain.digests import Samples, digest
from costgov.domain.period import Window
from costgov.domain.resources import INSTANCE, MetricDigest, Resource
from costgov.domain.runs import COLLECT_RESOURCES, StepRecord, Target
from costgov.errors import (
    RegionDisabled,
    RoleRefused,
    SourceDenied,
    SourceError,
    SourceThrottled,
)
from costgov.pipeline import records
from costgov.pipeline.collect_resources import CollectResources, TargetEvent
from costgov.pipeline.optimise_account import stored_inventory

from tests import builders
from tests.fakes.listings import FakeListings
from tests.fakes.sources import FakeInventory, FakeTime
from tests.fakes.stores import InMemoryDocumentStore, InMemoryObjectStore

AS_OF = date(2026, 10, 20)
WINDOW = Window(date(2026, 10, 6), AS_OF)
HOME = Target(account_id="111122223333", region="eu-central-1")
BROKEN = Target(account_id="444455556666", region="eu-central-1")


def instance(name: str, target: Target = HOME, state: str = "running") -> Resource:
    return builders.instance(name, target, date(2020, 1, 1), state=state, tags={"Name": "🎉 web"})


def measured(metric: str, *values: int) -> MetricDigest:
    start = datetime(2026, 10, 6, tzinfo=UTC)
    points = {start + timedelta(hours=n): Decimal(value) for n, value in enumerate(values)}
    samples = Samples(points, points, points)
    return digest(metric, "Percent", WINDOW, samples, period_seconds=3600, expected=336)


@dataclass
class Estate:
    """Targets whose inventory the story changes between runs."""

    inventory: FakeInventory
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    evidence: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    sources: tuple[Source, ...] = ()

    def collect(
        self,
        target: Target = HOME,
        as_of: date = AS_OF,
        remaining: timedelta = timedelta(minutes=15),
    ) -> StepRecord:
        service = CollectResources(
            inventory=self.inventory,
            listings=FakeListings(),
            sources=self.sources,
            results=self.results,
            control=self.control,
            evidence=self.evidence,
            lookback_days=14,
            clock=FakeTime().clock,
        )
        event = TargetEvent(
            run_id="daily-2026-10-20",
            as_of=as_of,
            account_id=target.account_id,
            region=target.region,
        )
        return service.run(event, remaining)

    def stored(self, target: Target = HOME) -> list[Resource]:
        return records.resources(self.results).all(target.account_id, target.region)


def estate(
    *found: Resource,
    measured: dict[str, tuple[MetricDigest, ...]] | SourceError | None = None,
    incomplete: tuple[str, ...] = (),
) -> Estate:
    return Estate(FakeInventory({HOME: list(found)}, measured or {}, incomplete))


CPU = measured("CPUUtilization", 5, 7)
NO_CPU = measured("CPUUtilization")
MEMORY = measured("mem_used_percent", 60)
NO_MEMORY = measured("mem_used_percent")


def test_instances_are_stored_with_their_digests_as_of_the_run() -> None:
    here = estate(instance("i-1"), measured={"i-1": (CPU, MEMORY)})

    here.collect()

    [stored] = here.stored()
    assert stored.digests == (CPU, MEMORY)
    assert stored.as_of == AS_OF


def test_digests_that_a_source_reads_stand_beside_those_of_capacity_while_it_reads_them() -> None:
    source = Source(
        "ec2",
        kinds=(),
        calls=("ec2:DescribeHosts",),
        fetch=lambda *_: iter(()),
        metrics=(
            MetricSpec(INSTANCE, "AWS/EC2", "NetworkIn", "Bytes", lambda one: {"Id": one.id}),
        ),
    )
    here = estate(instance("i-1"), measured={"i-1": (CPU, MEMORY)})
    here.sources = (source,)
    here.collect()
    assert {one.metric for one in here.stored()[0].digests} == {
        "CPUUtilization",
        "NetworkIn",
        "mem_used_percent",
    }

    here.sources = ()
    here.collect(as_of=date(2026, 10, 28))
    assert here.stored()[0].digests == (CPU, MEMORY)


def test_a_source_that_cannot_list_is_remembered_with_the_inventory_until_it_can() -> None:
    def refused(*_: object) -> Iterator[Resource]:
        raise SourceDenied("ec2:DescribeImages: AccessDenied")

    images = Source("images", ("AWS::EC2::Image",), ("ec2:DescribeImages",), refused)
    here = estate(instance("i-1"))
    here.sources = (images,)
    here.collect()
    kept = stored_inventory(here.results, HOME.account_id, [HOME.region], ())
    told = kept.unlisted[HOME.region]
    assert told["ec2:DescribeImages"] == "images could not be listed: access-denied"
    assert "tag:GetResources" not in told

    here.sources = (replace(images, fetch=lambda *_: iter(())),)
    here.collect(as_of=date(2026, 10, 21))
    assert not stored_inventory(here.results, HOME.account_id, [HOME.region], ()).unlisted


def test_digests_cover_the_whole_days_before_the_as_of_day() -> None:
    here = estate(instance("i-1"))

    here.collect()

    assert here.inventory.windows == [WINDOW]


def test_the_step_is_recorded_per_target_and_counts_what_has_data() -> None:
    here = estate(
        instance("i-1"),
        instance("i-2", state="stopped"),
        measured={"i-1": (CPU, MEMORY), "i-2": (NO_CPU, NO_MEMORY)},
    )

    record = here.collect()

    assert record.complete
    assert record.notes == ("2 instances, 1 with CPU, 1 with memory",)
    name = f"{COLLECT_RESOURCES}#111122223333/eu-central-1"
    assert records.steps(here.control).get(name, "daily-2026-10-20") == record


@pytest.mark.fault_case(22)
def test_an_instance_without_memory_metrics_is_no_gap_and_no_zero() -> None:
    here = estate(instance("i-1"), measured={"i-1": (CPU, NO_MEMORY)})

    record = here.collect()

    assert record.complete
    assert record.notes == ("1 instances, 1 with CPU, 0 with memory",)
    assert here.stored()[0].digests[1].avg is None


def test_metrics_are_read_weekly_and_kept_in_between() -> None:
    here = estate(instance("i-1"), measured={"i-1": (CPU, MEMORY)})
    here.collect()
    here.inventory.measured = {"i-1": (NO_CPU, NO_MEMORY)}

    kept = here.collect(as_of=AS_OF)

    assert here.stored()[0].digests == (CPU, MEMORY)
    assert kept.notes == ("1 instances, 1 with CPU, 1 with memory",)
    here.collect(as_of=AS_OF + timedelta(days=7))
    assert here.stored()[0].digests == (NO_CPU, NO_MEMORY)
    assert here.stored()[0].as_of == AS_OF + timedelta(days=7)


def test_what_a_source_no_longer_reads_makes_no_instance_due_before_its_day() -> None:
    left = MetricSpec(INSTANCE, "AWS/EC2", "CPUCreditBalance", "Count", _of_t3)
    source = Source(
        "ec2", kinds=(), calls=("ec2:DescribeHosts",), fetch=lambda *_: iter(()), metrics=(left,)
    )
    burstable = instance("i-1").model_copy(update={"instance_type": "t3.large"})
    here = estate(burstable, measured={"i-1": (CPU, MEMORY)})
    here.sources = (source,)
    here.collect(as_of=AS_OF - timedelta(days=20))
    resized = burstable.model_copy(update={"instance_type": "m7g.large"})
    here.inventory.found = {HOME: [resized]}
    read = set()
    for day in [AS_OF + timedelta(days=number) for number in range(14)]:
        here.inventory.measured = {"i-1": (CPU.model_copy(update={"end": day}),)}
        here.collect(as_of=day)
        read |= {one.end for one in here.stored()[0].digests if one.metric == "CPUUtilization"}

    # The first day after a pause, its own weekday, and that again.
    assert len(read) == 3


def _of_t3(one: Resource) -> dict[str, str] | None:
    return {"Id": one.id} if (one.instance_type or "").startswith("t3") else None


def test_an_instance_that_is_gone_is_removed() -> None:
    here = estate(instance("i-1"), instance("i-2"))
    here.collect()
    here.inventory.found[HOME] = [instance("i-2")]

    here.collect()

    assert [resource.id for resource in here.stored()] == ["i-2"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            SourceDenied("assume arn:aws:iam::444455556666:role/reader: AccessDenied"),
            "access-denied",
        ),
        (RegionDisabled("RegionDisabledException"), "region-disabled"),
        (SourceThrottled("RequestLimitExceeded"), "throttled"),
        (SourceError("Could not connect"), "source-error"),
    ],
)
@pytest.mark.fault_case(30)
def test_a_broken_account_is_a_gap_and_the_others_succeed(error: SourceError, reason: str) -> None:
    here = estate(instance("i-1"), measured={"i-1": (CPU, MEMORY)})
    here.inventory.found[BROKEN] = error

    assert here.collect(HOME).complete
    record = here.collect(BROKEN)

    [gap] = record.gaps
    assert (gap.target, gap.reason, record.got) == (str(BROKEN), reason, 0)
    assert str(error) in gap.detail
    assert gap.retry_after == date(2026, 10, 21)


@pytest.mark.fault_case(30)
def test_what_was_known_of_a_broken_account_is_kept() -> None:
    here = estate()
    here.inventory.found[BROKEN] = [instance("i-9", BROKEN)]
    here.collect(BROKEN)
    here.inventory.found[BROKEN] = SourceDenied("role deleted")

    here.collect(BROKEN)

    assert [resource.id for resource in here.stored(BROKEN)] == ["i-9"]


@pytest.mark.fault_case(32)
def test_metrics_that_are_refused_leave_the_inventory_and_a_gap() -> None:
    here = estate(instance("i-1"), measured=SourceDenied("explicit deny in an SCP"))

    record = here.collect()

    assert [gap.detail for gap in record.gaps] == ["metrics: explicit deny in an SCP"]
    assert (record.expected, record.got) == (2, 1)
    assert here.stored()[0].digests == ()


def test_metrics_that_fail_once_leave_the_digests_of_the_run_before() -> None:
    here = estate(instance("i-1"), measured={"i-1": (CPU, MEMORY)})
    here.collect()

    here.inventory.measured = SourceDenied("explicit deny in an SCP")
    record = here.collect()

    assert len(record.gaps) == 1
    assert here.stored()[0].digests == (CPU, MEMORY)


@pytest.mark.fault_case(24)
def test_resources_whose_points_were_withheld_are_named() -> None:
    here = estate(instance("i-1"), instance("i-2"), measured={"i-1": (CPU,)}, incomplete=("i-2",))

    [gap] = here.collect().gaps

    assert gap.reason == "incomplete-metrics"
    assert gap.detail == "metrics: not all points were given for 1 resources: i-2"


def test_the_inventory_is_kept_as_evidence() -> None:
    here = estate(instance("i-1"), measured={"i-1": (CPU, MEMORY)})

    here.collect()

    key = "inventory/daily-2026-10-20/111122223333/eu-central-1/0001.json.gz"
    kept = json.loads(gzip.decompress(here.evidence.objects[key]))
    assert kept["as_of"] == "2026-10-20"
    assert [Resource.model_validate(one) for one in kept["resources"]] == here.stored()


def test_a_second_run_of_the_day_changes_nothing() -> None:
    here = estate(instance("i-1"), measured={"i-1": (CPU, MEMORY)})
    here.collect()
    writes = here.results.writes

    here.collect()

    assert here.results.writes == writes


def many(count: int) -> list[Resource]:
    return [instance(f"i-{number:04d}") for number in range(count)]


def test_what_was_read_before_a_source_broke_off_is_kept() -> None:
    found = many(5)
    here = estate(*found, measured={one.id: (CPU, MEMORY) for one in found})
    here.inventory.at_once = 2
    here.inventory.breaks_after = (1, SourceThrottled("RequestLimitExceeded"))

    record = here.collect()

    assert [gap.reason for gap in record.gaps] == ["throttled"]
    assert [one.digests for one in here.stored()] == [(CPU, MEMORY)] * 2 + [()] * 3


def test_evidence_is_kept_part_by_part_and_holds_every_resource_once() -> None:
    here = estate(*many(5), measured={})
    here.inventory.at_once = 2

    here.collect()

    kept = [json.loads(gzip.decompress(body)) for body in here.evidence.objects.values()]
    assert [len(part["resources"]) for part in kept] == [2, 2, 1]
    named = [resource["id"] for part in kept for resource in part["resources"]]
    assert named == [resource.id for resource in here.stored()]


@pytest.mark.fault_case(28)
def test_without_time_for_all_metrics_the_rest_is_a_gap_and_nothing_is_lost() -> None:
    found = many(5)
    here = estate(*found, measured={one.id: (CPU, MEMORY) for one in found})
    here.inventory.at_once = 2

    record = here.collect(remaining=timedelta(seconds=30))

    assert [gap.reason for gap in record.gaps] == ["out-of-time"]
    assert [bool(one.digests) for one in here.stored()] == [True, True, False, False, False]


def test_an_older_day_run_again_leaves_the_newer_inventory() -> None:
    here = estate(instance("i-1"), measured={"i-1": (CPU, MEMORY)})
    here.collect()
    here.inventory.found[HOME] = [instance("i-2")]

    record = here.collect(as_of=date(2026, 10, 19))

    assert record.complete
    assert record.notes == ("the inventory of 2026-10-20 is kept",)
    assert [resource.id for resource in here.stored()] == ["i-1"]


def test_an_empty_newer_inventory_is_not_refilled_by_an_older_day() -> None:
    here = estate()
    here.collect()
    here.inventory.found[HOME] = [instance("i-2")]

    here.collect(as_of=date(2026, 10, 19))

    assert here.stored() == []


def joined(here: Estate, day: date) -> None:
    info = AccountInfo(
        id=BROKEN.account_id,
        name="new",
        state="ACTIVE",
        joined=day,
        first_seen=day,
        last_seen=AS_OF,
    )
    records.accounts(here.control).put(info, info.id)


@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2026, 10, 19), "new-account"), (date(2026, 10, 10), "no-member-role")],
)
@pytest.mark.fault_case(42)
def test_an_account_that_joined_yesterday_is_told_from_one_that_lacks_the_role(
    day: date, reason: str
) -> None:
    here = estate()
    here.inventory.found[BROKEN] = RoleRefused("assume role: AccessDenied")
    joined(here, day)

    [gap] = here.collect(BROKEN).gaps

    assert gap.reason == reason
    assert "AccessDenied" in gap.detail
