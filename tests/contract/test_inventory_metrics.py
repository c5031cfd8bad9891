"""CPU and memory from CloudWatch: within its limits, under the right dimensions, all accounted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Target
from costgov.errors import SourceDenied
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_inventory import AwsInventory
from costgov.gateways.aws_metrics import MetricReader, Series
from costgov.gateways.aws_session import Credentials
from costgov.gateways.ports import MetricAnswer

from tests.fakes.sources import merged

WINDOW = Window(date(2026, 10, 6), date(2026, 10, 20))
START = datetime(2026, 10, 6, tzinfo=UTC)
HOME = Target(account_id="111122223333", region="eu-central-1")
CPU = "CPUUtilization"
LINUX = "mem_used_percent"
WINDOWS = "Memory % Committed Bytes In Use"

type Dimensions = tuple[tuple[str, str], ...]


@dataclass
class FakeCloudWatch:
    """CloudWatch of constant metrics, as strict as the service about limits and dimensions.

    `metrics` holds the hourly value of each (metric, dimension set); `statuses` is what the next
    answers claim for a metric instead of Complete; `page_size` splits answers by result.
    """

    metrics: dict[tuple[str, Dimensions], float] = field(default_factory=dict)
    statuses: dict[str, list[str]] = field(default_factory=dict)
    page_size: int = 500
    hours: int = 14 * 24
    lost_tokens: int = 0
    requests: list[list[dict[str, Any]]] = field(default_factory=list)

    def get_paginator(self, operation: str) -> "FakeCloudWatch":
        assert operation == "list_metrics"
        return self

    def paginate(self, Namespace: str, MetricName: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        yield {"Metrics": []}
        for metric, dimensions in self.metrics:
            if metric == MetricName and Namespace == "CWAgent":
                named = [{"Name": name, "Value": value} for name, value in dimensions]
                yield {"Metrics": [{"Dimensions": named}]}

    def get_metric_data(
        self,
        MetricDataQueries: list[dict[str, Any]],  # noqa: N803
        NextToken: str = "0",  # noqa: N803
        **rest: object,
    ) -> dict[str, Any]:
        queries, first = MetricDataQueries, int(NextToken)
        self.requests.append(queries)
        assert 0 < len(queries) <= 500
        assert len({query["Id"] for query in queries}) == len(queries)
        assert len(queries) * self.hours <= 100_800
        if first and self.lost_tokens:
            self.lost_tokens -= 1
            raise ClientError({"Error": {"Code": "InvalidNextToken"}}, "GetMetricData")
        last = first + self.page_size
        results = [self._result(query) for query in queries[first:last]]
        more = {"NextToken": str(last)} if last < len(queries) else {}
        return {"MetricDataResults": results, **more}

    def _result(self, query: dict[str, Any]) -> dict[str, Any]:
        wanted = query["MetricStat"]["Metric"]
        dimensions = tuple((one["Name"], one["Value"]) for one in wanted["Dimensions"])
        value = self.metrics.get((wanted["MetricName"], dimensions))
        claims = self.statuses.get(wanted["MetricName"], [])
        status = claims.pop(0) if claims else "Complete"
        count = 0 if value is None or status == "InternalError" else self.hours
        count = count // 2 if status == "PartialData" else count
        add = {"Average": 0, "p95": 1, "Maximum": 2, "Sum": 3}[query["MetricStat"]["Stat"]]
        return {
            "Id": query["Id"],
            "StatusCode": status,
            "Timestamps": [START + timedelta(hours=n) for n in reversed(range(count))],
            "Values": [(value or 0) + add] * count,
        }


def instance(name: str = "i-1", state: str = "running", **fields: object) -> Resource:
    known: dict[str, object] = {
        "id": name,
        "arn": f"arn:aws:ec2:eu-central-1:111122223333:instance/{name}",
        "kind": "AWS::EC2::Instance",
        "account_id": "111122223333",
        "region": "eu-central-1",
        "state": state,
        "instance_type": "m7g.large",
        "lifecycle": "on-demand",
        "launched_at": datetime(2026, 1, 1, tzinfo=UTC),
        "managed_by": None,
        "tags": {},
        "digests": (),
        "as_of": date(2026, 10, 20),
    }
    return Resource.model_validate(known | fields)


def inventory_of(cloudwatch: FakeCloudWatch) -> AwsInventory:
    def clients(service: str, region: str | None, credentials: Credentials | None) -> Any:
        assert (service, region) == ("cloudwatch", HOME.region)
        return cloudwatch

    sessions = MemberSessions(boto3.client("sts"), HOME.account_id, "cost-reader")
    return AwsInventory(sessions, clients, sleep=lambda _: None)


def asked(cloudwatch: FakeCloudWatch, *resources: Resource) -> MetricAnswer:
    return merged(inventory_of(cloudwatch).digests(HOME, resources, WINDOW))


def of(answer: MetricAnswer, name: str = "i-1") -> dict[str, MetricDigest]:
    return {one.metric: one for one in answer.digests[name]}


def by_id(name: str = "i-1") -> Dimensions:
    return (("InstanceId", name),)


def test_average_p95_and_maximum_come_from_hourly_points() -> None:
    cpu = of(asked(FakeCloudWatch({(CPU, by_id()): 5.25}), instance()))[CPU]

    assert (cpu.avg, cpu.p95, cpu.max) == (Decimal("5.25"), Decimal("6.25"), Decimal("7.25"))
    assert (cpu.points, cpu.expected_points, cpu.period_seconds) == (336, 336, 3600)


@pytest.mark.fault_case(22)
def test_memory_is_found_under_the_dimensions_the_agent_publishes() -> None:
    full = (("ImageId", "ami-1"), ("InstanceId", "i-1"), ("InstanceType", "m7g.large"))

    memory = of(asked(FakeCloudWatch({(LINUX, full): 61}), instance()))[LINUX]

    assert (memory.state, memory.avg) == ("measured", Decimal(61))


@pytest.mark.fault_case(22)
def test_without_an_agent_memory_is_unknown_and_not_zero() -> None:
    memory = of(asked(FakeCloudWatch({(CPU, by_id()): 5}), instance()))[LINUX]

    assert (memory.state, memory.avg, memory.points) == ("no data", None, 0)
    assert memory.expected_points == 336


def test_windows_publishes_memory_under_another_name() -> None:
    dimensions = (("InstanceId", "i-1"), ("objectname", "Memory"))

    digests = of(asked(FakeCloudWatch({(WINDOWS, dimensions): 40}), instance()))

    assert digests[WINDOWS].avg == 40
    assert LINUX not in digests


def test_of_a_resized_instance_s_metrics_those_of_its_present_type_count() -> None:
    former = (("InstanceId", "i-1"), ("InstanceType", "m7g.4xlarge"))
    present = (("ImageId", "ami-1"), ("InstanceId", "i-1"), ("InstanceType", "m7g.large"))

    memory = of(asked(FakeCloudWatch({(LINUX, former): 10, (LINUX, present): 80}), instance()))

    assert memory[LINUX].avg == 80


def test_memory_of_other_instances_is_not_taken() -> None:
    cloudwatch = FakeCloudWatch({(LINUX, by_id("i-2")): 61, (LINUX, (("host", "x"),)): 1})

    assert of(asked(cloudwatch, instance()))[LINUX].state == "no data"


@pytest.mark.parametrize("state", ["stopped", "terminated", "stopping", "pending"])
@pytest.mark.fault_case(21)
def test_only_running_instances_are_asked_for(state: str) -> None:
    cloudwatch = FakeCloudWatch({(CPU, by_id()): 5})

    digests = of(asked(cloudwatch, instance(state=state)))

    assert cloudwatch.requests == []
    assert {one.state for one in digests.values()} == {"no data"}
    assert digests[CPU].expected_points == 0


@pytest.mark.fault_case(21)
def test_a_young_instance_is_measured_against_its_own_age() -> None:
    cloudwatch = FakeCloudWatch({(CPU, by_id()): 5}, hours=0)
    launched = datetime(2026, 10, 19, 22, tzinfo=UTC)

    assert of(asked(cloudwatch, instance(launched_at=launched)))[CPU].expected_points == 2


@pytest.mark.fault_case(24)
def test_hundreds_of_series_are_asked_in_batches_and_pages_and_none_is_lost() -> None:
    names = [f"i-{n}" for n in range(250)]
    metrics = {(CPU, by_id(name)): float(n) for n, name in enumerate(names)}
    cloudwatch = FakeCloudWatch(metrics, page_size=7)

    answer = asked(cloudwatch, *map(instance, names))

    assert answer.incomplete == ()
    assert [of(answer, name)[CPU].avg for name in names] == [Decimal(n) for n in range(250)]


def test_metrics_of_a_large_region_are_read_as_they_are_taken_and_not_all_at_once() -> None:
    cloudwatch = FakeCloudWatch({(CPU, by_id("i-1")): 5.0})
    answers = inventory_of(cloudwatch).digests(
        HOME, [instance(f"i-{number}") for number in range(1, 1001)], WINDOW
    )

    first = next(answers)

    asked_for = {str(query["MetricStat"]["Metric"]["Dimensions"]) for query in sent(cloudwatch)}
    assert len(first.digests) == len(asked_for) == 100
    assert sum(len(answer.digests) for answer in answers) == 900


def test_statistics_of_one_metric_travel_together() -> None:
    cloudwatch = FakeCloudWatch(hours=7 * 24)
    series = [Series("AWS/EC2", CPU, by_id(f"i-{n}")) for n in range(250)]

    MetricReader(reads(cloudwatch)).read(series, Window(date(2026, 10, 13), date(2026, 10, 20)))

    assert [len(queries) for queries in cloudwatch.requests] == [498, 252]


@pytest.mark.parametrize("status", ["PartialData", "InternalError"])
@pytest.mark.fault_case(24)
def test_what_is_not_complete_is_asked_for_again(status: str) -> None:
    cloudwatch = FakeCloudWatch({(CPU, by_id()): 5}, statuses={CPU: [status]})

    answer = asked(cloudwatch, instance())

    assert of(answer)[CPU].points == 336
    assert answer.incomplete == ()
    assert [len(queries) for queries in cloudwatch.requests] == [4, 1], "CPU and network"


@pytest.mark.fault_case(24)
def test_what_never_completes_is_named_and_what_there_is_is_kept() -> None:
    cloudwatch = FakeCloudWatch(
        {(CPU, by_id()): 5, (CPU, by_id("i-2")): 5}, statuses={CPU: ["PartialData"] * 18}
    )

    answer = asked(cloudwatch, instance(), instance("i-2"))

    assert answer.incomplete == ("i-1", "i-2")
    assert of(answer)[CPU].points == 168


@pytest.mark.fault_case(24)
def test_a_lost_page_token_starts_the_batch_again() -> None:
    metrics = {(CPU, by_id(name)): 5.0 for name in ("i-1", "i-2")}
    cloudwatch = FakeCloudWatch(metrics, page_size=2, lost_tokens=1)

    answer = asked(cloudwatch, instance(), instance("i-2"))

    assert answer.incomplete == ()
    assert of(answer, "i-2")[CPU].points == 336


@pytest.mark.fault_case(23)
def test_a_long_lookback_stays_within_the_points_of_a_request() -> None:
    cloudwatch = FakeCloudWatch(hours=63 * 24)
    series = [Series("AWS/EC2", CPU, by_id(f"i-{n}")) for n in range(100)]
    window = Window(date(2026, 8, 18), date(2026, 10, 20))

    data = MetricReader(reads(cloudwatch)).read(series, window)

    assert len(data.samples) == 100
    assert {query["MetricStat"]["Period"] for query in sent(cloudwatch)} == {3600}


def sent(cloudwatch: FakeCloudWatch) -> Sequence[dict[str, Any]]:
    return [query for queries in cloudwatch.requests for query in queries]


def reads(cloudwatch: FakeCloudWatch) -> Any:
    return cloudwatch


def test_no_query_demands_a_unit() -> None:
    cloudwatch = FakeCloudWatch({(CPU, by_id()): 5})

    asked(cloudwatch, instance())

    assert all("Unit" not in query["MetricStat"] for query in sent(cloudwatch))


class Refusing(FakeCloudWatch):
    """CloudWatch behind a service control policy."""

    def get_metric_data(self, *args: object, **rest: object) -> dict[str, Any]:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "SCP"}}, "GetMetricData")


@pytest.mark.fault_case(32)
def test_a_policy_that_denies_is_a_denial() -> None:
    with pytest.raises(SourceDenied, match="AccessDenied: SCP"):
        asked(Refusing(), instance())
