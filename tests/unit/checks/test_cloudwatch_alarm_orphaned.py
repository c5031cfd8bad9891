"""cloudwatch_alarm_orphaned: nothing to watch any more."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "cloudwatch_alarm_orphaned"


GONE: dict[str, Any] = {
    "Namespace": "AWS/EC2",
    "MetricName": "StatusCheckFailed",
    "Dimensions": [{"Name": "InstanceId", "Value": "i-gone"}],
}


def judged(state: str, since: str, *others: Resource, **told: Any) -> Verdict:
    alarm = resource(
        "AWS::CloudWatch::Alarm", "a", state=state, StateUpdatedTimestamp=since, **GONE | told
    )
    return verdicts(CHECK, [alarm, *others])["a"]


def test_none_without_alarms() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_data_or_a_short_gap() -> None:
    assert judged("OK", "2026-01-01T00:00:00+00:00") == PASSED
    assert judged("INSUFFICIENT_DATA", "2026-09-20T00:00:01+00:00") == PASSED


def test_fail_with_every_metric_it_is_charged_for() -> None:
    finding = failed(judged("INSUFFICIENT_DATA", "2026-09-20T00:00:00+00:00", Period=300))
    assert finding.now == (Line("cloudwatch.alarm/standard", Decimal(1)),)
    assert "30 days" in finding.why
    queries: list[Any] = [
        {"MetricStat": {"Period": 10, "Metric": GONE}},
        {"MetricStat": {"Period": 60, "Metric": GONE}},
        {"Expression": "m1/m2"},
    ]
    finding = failed(judged("INSUFFICIENT_DATA", "2026-09-20T00:00:00+00:00", Metrics=queries))
    assert finding.now == (Line("cloudwatch.alarm/high-resolution", Decimal(2)),)


def test_fail_by_when_the_state_changed_where_that_is_told() -> None:
    finding = judged(
        "INSUFFICIENT_DATA",
        "2026-10-19T00:00:00+00:00",
        StateTransitionedTimestamp="2026-01-01T00:00:00+00:00",
    )
    assert "292 days" in failed(finding).why


def test_pass_while_what_it_watches_is_there() -> None:
    # Errors are counted only where there are any: no data is good news.
    own: dict[str, Any] = {"Dimensions": [{"Name": "LoadBalancer", "Value": "app/shop/1"}]}
    own |= {"Namespace": "AWS/ApplicationELB", "MetricName": "HTTPCode_ELB_5XX_Count"}
    balancer = resource("AWS::ElasticLoadBalancingV2::LoadBalancer", "app/shop/1")
    since = "2026-01-01T00:00:00+00:00"
    assert judged("INSUFFICIENT_DATA", since, balancer, **own) == PASSED
    assert "app/shop/1 is there no more" in failed(judged("INSUFFICIENT_DATA", since, **own)).why


def test_unknown_what_an_applications_own_metric_is_of() -> None:
    own = {"Namespace": "Shop", "Dimensions": []}
    assert "dimensions" in unknown(judged("INSUFFICIENT_DATA", "2026-01-01T00:00:00+00:00", **own))


def test_unknown_since_when() -> None:
    bare = resource("AWS::CloudWatch::Alarm", "a", state="INSUFFICIENT_DATA")
    assert "StateUpdatedTimestamp" in unknown(verdicts(CHECK, [bare])["a"])
