"""The instances and their CloudWatch samples: as busy as their verdict says."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.local.synthetic import Organisation, RecordType, build_organisation
from cli.local.synthetic.fleet import Instance
from cli.local.synthetic.metrics import Metric, metrics_of


def metric(instance: Instance, name: str) -> Metric:
    (found,) = [metric for metric in metrics_of(instance) if metric.name == name]
    return found


def fortnight(organisation: Organisation, instance: Instance, name: str) -> np.ndarray:
    end = int(organisation.now.timestamp())
    return metric(instance, name).samples(end - 14 * 86_400, end, organisation.now)[1]


def named(organisation: Organisation, name: str) -> Instance:
    (found,) = [instance for instance in organisation.instances if instance.name == name]
    return found


def test_the_fleet_holds_every_case_an_adviser_must_tell_apart(
    organisation: Organisation,
) -> None:
    truths = Counter(instance.truth for instance in organisation.instances)
    assert truths >= Counter(
        idle=3, oversized=3, well_sized=6, memory_bound=1, undersized=1, burstable_exhausted=1,
        spot=1, stopped=1, insufficient_data=1, terminated=3,
    )  # fmt: skip
    assert len({instance.id for instance in organisation.instances}) == len(organisation.instances)
    agents = Counter(instance.agent for instance in organisation.instances)
    assert agents[""] > len(organisation.instances) / 2
    assert set(agents) == {"", "instance", "full", "group", "windows"}


def test_cpu_tells_idle_oversized_and_busy_apart(organisation: Organisation) -> None:
    for instance in organisation.instances:
        if instance.truth == "idle":
            assert np.percentile(fortnight(organisation, instance, "CPUUtilization"), 95) < 1
            assert fortnight(organisation, instance, "NetworkIn").mean() < 1e5
        if instance.truth == "oversized":
            assert fortnight(organisation, instance, "CPUUtilization").max() < 20
        if instance.truth == "undersized":
            assert np.percentile(fortnight(organisation, instance, "CPUUtilization"), 95) > 85


def test_a_nightly_batch_is_quiet_on_average_and_full_at_its_peak(
    organisation: Organisation,
) -> None:
    cpu = fortnight(organisation, named(organisation, "nightly-batch"), "CPUUtilization")
    assert cpu.mean() < 20
    assert cpu.max() > 90


def test_an_instance_out_of_credits_sits_at_its_baseline(organisation: Organisation) -> None:
    runner = named(organisation, "ci-runner")
    assert fortnight(organisation, runner, "CPUUtilization").max() == 30
    assert fortnight(organisation, runner, "CPUCreditBalance").min() < 1
    healthy = fortnight(organisation, named(organisation, "dev-box"), "CPUCreditBalance")
    assert healthy.min() > 300


def test_memory_is_known_only_with_an_agent_and_under_its_own_dimensions(
    organisation: Organisation,
) -> None:
    sets = {
        instance.agent: [
            tuple(name for name, _ in metric.dimensions)
            for metric in metrics_of(instance)
            if metric.namespace == "CWAgent"
        ]
        for instance in organisation.instances
    }
    assert sets == {
        "": [],
        "instance": [("InstanceId",)],
        "full": [("ImageId", "InstanceId", "InstanceType")],
        "group": [("AutoScalingGroupName", "ImageId", "InstanceId", "InstanceType")],
        "windows": [("InstanceId", "objectname")],
    }
    cache = fortnight(organisation, named(organisation, "orders-cache"), "mem_used_percent")
    assert 85 < cache.mean() < 91


def test_there_are_no_samples_outside_an_instances_life(organisation: Organisation) -> None:
    assert fortnight(organisation, named(organisation, "trainer"), "CPUUtilization").size == 0
    young = fortnight(organisation, named(organisation, "canary"), "CPUUtilization")
    assert young.size == 120
    later = organisation.now + timedelta(days=30)
    cpu = metric(named(organisation, "web-1"), "CPUUtilization")
    end = int(later.timestamp())
    assert cpu.samples(end - 3600, end, organisation.now)[1].size == 0


@settings(max_examples=30)
@given(start=st.integers(0, 10_000), skip=st.integers(1, 500), length=st.integers(1, 500))
def test_a_sample_is_the_same_whatever_is_asked_around_it(
    organisation: Organisation, start: int, skip: int, length: int
) -> None:
    first = int(datetime(2026, 9, 1, tzinfo=UTC).timestamp()) + start * 60
    cpu = metric(named(organisation, "web-1"), "CPUUtilization")
    _, whole = cpu.samples(first, first + (skip + length) * 60, organisation.now)
    _, part = cpu.samples(first + skip * 60, first + (skip + length) * 60, organisation.now)
    assert part.tolist() == whole[skip:].tolist()


def test_basic_monitoring_stores_five_samples_in_a_datapoint(organisation: Organisation) -> None:
    start = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())
    basic, detailed = (
        metric(named(organisation, name), "CPUUtilization") for name in ("api-1", "web-1")
    )
    times, _ = basic.samples(start, start + 900, organisation.now)
    assert Counter(times.tolist()) == {start: 5, start + 300: 5, start + 600: 5}
    times, _ = detailed.samples(start, start + 900, organisation.now)
    assert len(set(times.tolist())) == 15


def test_an_instances_hours_are_on_the_bill_until_it_ends() -> None:
    organisation = build_organisation(start=date(2026, 1, 18), end=date(2026, 1, 22))
    hours = {
        line.day.day: line.quantity
        for line in organisation.lines()
        if line.usage_type == "BoxUsage:m5.2xlarge" and line.record_type == RecordType.USAGE
    }
    assert hours == {18: 24, 19: 24, 20: 21}


@pytest.mark.parametrize("name", ["web-asg-1", "indexer"])
def test_members_of_a_pool_are_billed_with_their_pool(
    organisation: Organisation, name: str
) -> None:
    instance = named(organisation, name)
    streams = [s for s in organisation.series if s.charge.usage_type == instance.usage_type]
    assert instance.billed == "pool"
    assert {s.charge.unit for s in streams} == {"Hrs"}
    assert all(int(s.quantity.max()) > 24 * 10_000 for s in streams if s.quantity.any())
