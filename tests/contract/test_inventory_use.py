"""Daily use from CloudWatch: averages and highest values by day, of what has a limit and more."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.collectors.inventory import ec2
from costgov.domain.digests import Samples
from costgov.domain.measures import CloudWatchSource
from costgov.domain.period import Window
from costgov.domain.resource_use import Use, component_of, daily_use, judged

from tests.contract.test_inventory_metrics import (
    CPU,
    HOME,
    WINDOW,
    FakeCloudWatch,
    asked,
    by_id,
    instance,
    inventory_of,
)

DISK = "disk_used_percent"
FIRST, LAST = date(2026, 10, 6), date(2026, 10, 19)


def use(cloudwatch: FakeCloudWatch) -> Use:
    return asked(cloudwatch, instance()).use["i-1"]


def test_each_day_has_its_average_and_its_highest_value() -> None:
    cpu = use(FakeCloudWatch({(CPU, by_id()): 5.25}))

    assert set(cpu) == {"cpu.avg", "cpu.max"}
    assert min(cpu["cpu.avg"]) == FIRST
    assert max(cpu["cpu.avg"]) == LAST
    assert set(cpu["cpu.avg"].values()) == {Decimal("5.25")}
    assert set(cpu["cpu.max"].values()) == {Decimal("7.25")}


def test_network_is_bytes_per_second_from_the_sum_of_an_hour() -> None:
    found = use(FakeCloudWatch({("NetworkOut", by_id()): 3_600_000}))

    assert set(found["network-out.avg"].values()) == {Decimal(1000)}


def test_what_checks_read_of_the_network_is_asked_for_with_it_and_no_second_time() -> None:
    cloudwatch = FakeCloudWatch({("NetworkOut", by_id()): 3_600_000})

    [sent] = [
        one for one in asked(cloudwatch, instance()).digests["i-1"] if one.metric == "NetworkOut"
    ]

    assert (sent.state, sent.unit) == ("measured", "Bytes")
    assert sent.avg == pytest.approx(Decimal(1000), rel=Decimal("0.001"))
    assert "NetworkOut" not in {one.name for one in ec2.SOURCE.metrics}


def test_file_systems_are_told_apart_by_path_and_the_kernel_s_own_are_left_out() -> None:
    def of(path: str, kind: str) -> tuple[tuple[str, str], ...]:
        return (("InstanceId", "i-1"), ("path", path), ("fstype", kind))

    metrics = {
        (DISK, of(path, kind)): 50.0
        for path, kind in (("/", "xfs"), ("/data.v1", "ext4"), ("/run", "tmpfs"), ("/z", "xfs"))
    }
    cloudwatch = FakeCloudWatch({**metrics, (DISK, of("/zz", "xfs")): 1.0})

    found = use(cloudwatch)

    assert {name for name in found if name.endswith(".max")} == {
        "disk:/.max",
        "disk:/data.v1.max",
        "disk:/z.max",
    }


class ByDay(FakeCloudWatch):
    """Answers a query by the day with a point for each of a hundred days before the window."""

    def get_metric_data(
        self,
        MetricDataQueries: list[dict[str, Any]],  # noqa: N803
        NextToken: str = "0",  # noqa: N803
        **rest: Any,
    ) -> dict[str, Any]:
        if MetricDataQueries[0]["MetricStat"]["Period"] == 3600:
            return super().get_metric_data(MetricDataQueries, NextToken, **rest)
        days = (rest["EndTime"] - rest["StartTime"]).days
        self.requests.append(MetricDataQueries)
        return {
            "MetricDataResults": [
                {
                    "Id": query["Id"],
                    "StatusCode": "Complete",
                    "Timestamps": [rest["StartTime"] + timedelta(days=n) for n in range(days)],
                    "Values": [float(n) for n in range(days)],
                }
                for query in MetricDataQueries
            ]
        }


def test_the_days_before_are_read_by_the_day_and_join_the_window_s() -> None:
    cloudwatch = ByDay({(CPU, by_id()): 5.0, (CPU, by_id("i-2")): 5.0})
    since = {"i-1": WINDOW.start - timedelta(days=100)}
    resources = [instance(), instance("i-2")]

    [answer] = inventory_of(cloudwatch).digests(HOME, resources, WINDOW, since)

    days = answer.use["i-1"]["cpu.avg"]
    assert len(days) == 114
    assert days[WINDOW.start - timedelta(days=1)] == 99
    assert days[WINDOW.start] == 5
    assert len(answer.use["i-2"]["cpu.avg"]) == 14
    [history] = [sent for sent in cloudwatch.requests if sent[0]["MetricStat"]["Period"] != 3600]
    assert {one["MetricStat"]["Stat"] for one in history} == {"Average", "Maximum"}


def test_days_before_that_are_withheld_are_told_and_asked_for_again() -> None:
    class Withholding(ByDay):
        def get_metric_data(self, *args: Any, **rest: Any) -> dict[str, Any]:
            answer = super().get_metric_data(*args, **rest)
            asked_for = rest["MetricDataQueries"]
            for query, result in zip(asked_for, answer["MetricDataResults"], strict=False):
                if query["MetricStat"]["Period"] != 3600:
                    result["StatusCode"] = "PartialData"
            return answer

    cloudwatch = Withholding({(CPU, by_id()): 5.0, (CPU, by_id("i-2")): 5.0})
    since = {"i-1": WINDOW.start - timedelta(days=100)}

    found = inventory_of(cloudwatch).digests(HOME, [instance(), instance("i-2")], WINDOW, since)
    [answer] = found

    assert answer.incomplete == ("i-1",)
    assert set(answer.use) == {"i-2"}, "what is stored would not be asked for again"
    assert answer.digests["i-1"][0].state == "measured"


def test_what_was_not_measured_is_no_day_of_zero() -> None:
    points = {datetime(2026, 10, 6, 5, tzinfo=UTC): Decimal(10)}

    found = daily_use("cpu", Samples(average=points), 3600)

    assert found == {"cpu.avg": {FIRST: Decimal("10.00")}}
    assert daily_use("memory", Samples(), 3600) == {}


def test_what_is_judged_and_what_nobody_knows_the_limit_of() -> None:
    assert judged("cpu") == "avg"
    assert judged("disk:/var/lib.d") == judged("memory") == "max"
    assert judged("network-out") is None
    assert component_of("network-out") == "network"


def source(statistic: str = "Sum") -> CloudWatchSource:
    return CloudWatchSource(
        account=HOME.account_id,
        region=HOME.region,
        namespace="AWS/EC2",
        metric=CPU,
        dimensions={"InstanceId": "i-1"},
        statistic=statistic,
    )


def test_a_measure_is_its_own_statistic_by_the_day() -> None:
    cloudwatch = ByDay({(CPU, by_id()): 5.0})
    window = Window(date(2026, 10, 1), date(2026, 10, 4))

    found = inventory_of(cloudwatch).values(HOME, {"load": source("p99.9")}, {"load": window})

    assert found == {"load": {date(2026, 10, 1 + n): Decimal(n) for n in range(3)}}
    [[query]] = cloudwatch.requests
    assert query["MetricStat"]["Stat"] == "p99.9"


def test_a_measure_whose_points_are_withheld_is_not_answered() -> None:
    class Withholding(ByDay):
        def get_metric_data(self, *args: Any, **rest: Any) -> dict[str, Any]:
            answer = super().get_metric_data(*args, **rest)
            for result in answer["MetricDataResults"]:
                result["StatusCode"] = "PartialData"
            return answer

    window = Window(date(2026, 10, 1), date(2026, 10, 4))

    found = inventory_of(Withholding()).values(HOME, {"load": source()}, {"load": window})

    assert found == {}
