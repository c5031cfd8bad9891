"""CloudWatch of the stand-in, through boto3."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from cli.local.standin import PageSizes, StandIn
from cli.local.synthetic import Organisation, build_organisation
from cli.local.synthetic.estate import Estate
from cli.local.synthetic.fleet import Instance
from tests.contract.standin_support import DATA_PLATFORM, DEVELOPMENT, PRODUCTION, Clients, refused

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

pytestmark = pytest.mark.loopback

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return replace(build_organisation(), estate=Estate())


@pytest.fixture
def standin(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation, pages=PageSizes(metrics=10)) as running:
        yield running


@pytest.fixture
def cloudwatch(standin: StandIn) -> "CloudWatchClient":
    return Clients.of(standin).member(PRODUCTION).cloudwatch


def instance(organisation: Organisation, name: str) -> Instance:
    (found,) = [one for one in organisation.instances if one.name == name]
    return found


def query(
    ident: str,
    dimensions: dict[str, str],
    metric: str = "CPUUtilization",
    statistic: str = "Average",
    period: int = 3600,
    **options: object,
) -> dict[str, Any]:
    namespace = "CWAgent" if "em" in metric else "AWS/EC2"
    pairs = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    named = {"Namespace": namespace, "MetricName": metric, "Dimensions": pairs}
    return {
        "Id": ident,
        "MetricStat": {"Metric": named, "Period": period, "Stat": statistic, **options},
    }


def read(
    cloudwatch: "CloudWatchClient",
    queries: Sequence[dict[str, Any]],
    start: datetime,
    end: datetime,
    **options: object,
) -> dict[str, Any]:
    request: dict[str, Any] = {"MetricDataQueries": queries, "StartTime": start, "EndTime": end}
    return dict(cloudwatch.get_metric_data(**(request | options)))


def only(answer: dict[str, Any]) -> dict[str, Any]:
    (result,) = answer["MetricDataResults"]
    assert isinstance(result, dict)
    return result


def test_metrics_are_listed_in_pages_per_account_and_region(standin: StandIn) -> None:
    payer = Clients.of(standin)
    found = {}
    for account, region in (
        (PRODUCTION, "us-east-1"),
        (DATA_PLATFORM, "us-west-2"),
        (DEVELOPMENT, "eu-west-1"),
    ):
        paginator = payer.member(account, region).cloudwatch.get_paginator("list_metrics")
        sizes = [len(page["Metrics"]) for page in paginator.paginate()]
        found[account] = sizes
    assert found == {PRODUCTION: [10, 10, 10, 9], DATA_PLATFORM: [7], DEVELOPMENT: [0]}


def test_metrics_silent_for_two_weeks_are_not_listed_but_still_have_data(
    standin: StandIn, organisation: Organisation
) -> None:
    trainer = instance(organisation, "trainer")
    client = Clients.of(standin).member(DATA_PLATFORM, "us-west-2").cloudwatch
    own = [{"Name": "InstanceId", "Value": trainer.id}]
    assert client.list_metrics(Dimensions=own)["Metrics"] == []  # type: ignore[arg-type]
    start = standin.now - 50 * DAY
    answer = read(client, [query("a", {"InstanceId": trainer.id})], start, start + DAY)
    assert len(only(answer)["Values"]) == 24
    recent = read(client, [query("a", {"InstanceId": trainer.id})], standin.now - DAY, standin.now)
    assert only(recent)["Values"] == []
    standin.now = standin.now - 30 * DAY
    assert client.list_metrics(Dimensions=own)["Metrics"]  # type: ignore[arg-type]


def test_listing_filters_by_name_and_by_the_dimensions_given(
    cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    cache = instance(organisation, "orders-cache")
    (memory,) = cloudwatch.list_metrics(
        Namespace="CWAgent", Dimensions=[{"Name": "InstanceId", "Value": cache.id}]
    )["Metrics"]
    assert memory["MetricName"] == "mem_used_percent"
    assert {one["Name"] for one in memory["Dimensions"]} == {
        "ImageId",
        "InstanceId",
        "InstanceType",
    }
    grouped = cloudwatch.list_metrics(Dimensions=[{"Name": "AutoScalingGroupName"}])["Metrics"]
    assert sorted(one["MetricName"] for one in grouped) == [
        "CPUUtilization",
        "mem_used_percent",
        "mem_used_percent",
    ]


def test_a_group_s_cpu_is_older_than_its_members(
    standin: StandIn, cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    members = [one for one in organisation.instances if one.group == "checkout-web"]
    of_group = query("a", {"AutoScalingGroupName": "checkout-web"})
    start = standin.now - 28 * DAY
    assert start < min(member.launched for member in members)
    assert len(only(read(cloudwatch, [of_group], start, standin.now))["Values"]) == 28 * 24
    day = standin.now - DAY
    own = [
        only(read(cloudwatch, [query("a", {"InstanceId": one.id})], day, standin.now))["Values"]
        for one in members
    ]
    together = only(read(cloudwatch, [of_group], day, standin.now))["Values"]
    assert together == pytest.approx([sum(hour) / len(members) for hour in zip(*own, strict=True)])


def test_the_dimension_set_must_match_exactly(
    standin: StandIn, cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    cache = instance(organisation, "orders-cache")
    full = {
        "InstanceType": cache.instance_type,
        "ImageId": cache.image_id,
        "InstanceId": cache.id,
    }
    answer = read(
        cloudwatch,
        [
            query("some", {"InstanceId": cache.id}, "mem_used_percent"),
            query("all", full, "mem_used_percent"),
            query("unit", full, "mem_used_percent", Unit="Bytes"),
        ],
        standin.now - DAY,
        standin.now,
    )
    sizes = {one["Id"]: len(one["Values"]) for one in answer["MetricDataResults"]}
    assert sizes == {"some": 0, "all": 24, "unit": 0}
    assert {one["StatusCode"] for one in answer["MetricDataResults"]} == {"Complete"}


def test_statistics_agree_with_each_other(
    standin: StandIn, cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    own = {"InstanceId": instance(organisation, "web-1").id}
    statistics = [
        "Minimum",
        "p5",
        "p50",
        "Average",
        "p95",
        "p99.9",
        "Maximum",
        "Sum",
        "SampleCount",
    ]
    queries = [query(f"q{i}", own, statistic=name) for i, name in enumerate(statistics)]
    answer = read(cloudwatch, queries, standin.now - 2 * DAY, standin.now)
    values = [one["Values"] for one in answer["MetricDataResults"]]
    for low, p5, p50, mean, p95, p999, high, total, count in zip(*values, strict=True):
        assert low < p5 < p50 < p95 < p999 < high
        assert low < mean < high
        assert count == 60
        assert total == pytest.approx(mean * count)


def test_points_run_half_open_newest_first_and_the_same_every_time(
    standin: StandIn, cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    own = {"InstanceId": instance(organisation, "web-1").id}
    start = datetime(2026, 10, 19, tzinfo=UTC)
    newest = only(read(cloudwatch, [query("a", own)], start, start + 3 * HOUR))
    assert newest["Timestamps"] == [start + 2 * HOUR, start + HOUR, start]
    oldest = only(
        read(cloudwatch, [query("a", own)], start, start + 3 * HOUR, ScanBy="TimestampAscending")
    )
    assert oldest["Values"] == newest["Values"][::-1]
    finer = only(read(cloudwatch, [query("a", own, period=300)], start, start + HOUR))
    assert sum(finer["Values"]) / 12 == pytest.approx(oldest["Values"][0])


def test_too_fine_a_period_for_old_days_gives_nothing_and_no_error(
    standin: StandIn, cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    own = {"InstanceId": instance(organisation, "web-1").id}

    def points(age: timedelta, period: int) -> int:
        start = standin.now - age
        return len(
            only(read(cloudwatch, [query("a", own, period=period)], start, start + HOUR))["Values"]
        )

    assert points(14 * DAY, 60) == 60
    assert points(16 * DAY, 60) == 0
    assert points(16 * DAY, 300) == 12
    assert points(70 * DAY, 300) == 0
    assert points(70 * DAY, 3600) == 1
    assert points(460 * DAY, 3600) == 0
    window = read(cloudwatch, [query("a", own, period=300)], standin.now - 70 * DAY, standin.now)
    assert min(only(window)["Timestamps"]) >= standin.now - 63 * DAY


def test_an_answer_beyond_the_limit_comes_in_pages_with_every_id(
    standin: StandIn, cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    names = ("web-1", "web-2", "api-1")
    queries = [
        query(f"q{i}", {"InstanceId": instance(organisation, n).id}) for i, n in enumerate(names)
    ]
    queries.append(query("none", {"InstanceId": "i-00000000000000000"}))
    arguments = (queries, standin.now - DAY, standin.now)
    whole = {one["Id"]: one["Values"] for one in read(cloudwatch, *arguments)["MetricDataResults"]}
    collected: dict[str, list[float]] = {}
    states: dict[str, str] = {}
    token: dict[str, Any] = {}
    requests = 0
    while True:
        page = read(cloudwatch, *arguments, MaxDatapoints=40, **token)
        requests += 1
        for one in page["MetricDataResults"]:
            collected.setdefault(one["Id"], []).extend(one["Values"])
            states[one["Id"]] = one["StatusCode"]
        if "NextToken" not in page:
            break
        assert "PartialData" in {one["StatusCode"] for one in page["MetricDataResults"]}
        token = {"NextToken": page["NextToken"]}
    assert requests == 2
    assert collected == whole
    assert states == dict.fromkeys(whole, "Complete")


def test_a_hundred_thousand_points_are_the_most_in_one_answer(
    standin: StandIn, cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    own = {"InstanceId": instance(organisation, "web-1").id}
    queries = [query(f"q{i}", own, statistic=f"p{i}", period=60) for i in range(10, 16)]
    answer = read(cloudwatch, queries, standin.now - 14 * DAY, standin.now)
    assert sum(len(one["Values"]) for one in answer["MetricDataResults"]) == 100_800
    assert "NextToken" in answer


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"MetricDataQueries": []}, "must not be empty"),
        ({"MetricDataQueries": [query(f"q{i}", {}) for i in range(501)]}, "greater than 500"),
        ({"MetricDataQueries": [query("a", {}), query("a", {})]}, "not unique"),
        ({"MetricDataQueries": [query("Upper", {})]}, "expected pattern"),
        ({"MetricDataQueries": [query("a-b", {})]}, "expected pattern"),
        ({"MetricDataQueries": [query("a", {}, period=90)]}, "multiple of 60"),
        ({"MetricDataQueries": [query("a", {}, statistic="p101")]}, "not supported"),
        ({"MetricDataQueries": [query("a", {}, statistic="average")]}, "not supported"),
        ({"MetricDataQueries": [{"Id": "a"}]}, "needs MetricStat or Expression"),
        ({"MetricDataQueries": [query("a", {}) | {"Expression": "1"}]}, "not both"),
        ({"EndTime": datetime(2026, 10, 1, tzinfo=UTC)}, "must be less than"),
        ({"MaxDatapoints": 100_801}, "between 1 and 100800"),
        ({"ScanBy": "Newest"}, "enum value set"),
    ],
)
def test_what_cloudwatch_refuses_is_refused(
    cloudwatch: "CloudWatchClient", change: dict[str, Any], message: str
) -> None:
    request = {
        "MetricDataQueries": [query("a", {"InstanceId": "i-1"})],
        "StartTime": datetime(2026, 10, 1, tzinfo=UTC),
        "EndTime": datetime(2026, 10, 2, tzinfo=UTC),
    }
    code, text = refused(cloudwatch.get_metric_data, **(request | change))
    assert code == "ValidationError"
    assert message in text


def test_a_stale_token_is_refused(cloudwatch: "CloudWatchClient") -> None:
    assert refused(cloudwatch.list_metrics, NextToken="made up")[0] == "InvalidNextToken"


def test_math_and_trimmed_means_are_not_answered(cloudwatch: "CloudWatchClient") -> None:
    for queries in (
        [{"Id": "a", "Expression": "SEARCH('', 'Average')"}],
        [query("a", {}, statistic="tm90")],
    ):
        code, _ = refused(
            cloudwatch.get_metric_data,
            MetricDataQueries=queries,
            StartTime=datetime(2026, 10, 1, tzinfo=UTC),
            EndTime=datetime(2026, 10, 2, tzinfo=UTC),
        )
        assert code == "NotImplementedByStandIn"


def test_up_to_five_statistics_of_a_metric_are_billed_as_one(
    standin: StandIn, cloudwatch: "CloudWatchClient", organisation: Organisation
) -> None:
    own = {"InstanceId": instance(organisation, "web-1").id}
    statistics = ["Average", "Maximum", "Minimum", "p50", "p95", "p99"]
    queries = [query(f"q{i}", own, statistic=name) for i, name in enumerate(statistics)]
    read(cloudwatch, queries, standin.now - DAY, standin.now)
    usage = standin.usage()
    assert (usage.metrics, usage.statistics) == (2, 6)
    assert usage.usd == Decimal("0.00002")
