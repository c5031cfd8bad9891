"""logs_metric_filter_unwatched: a metric nobody is alarmed by."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "logs_metric_filter_unwatched"


def metric_filter(*names: str) -> Resource:
    made: list[Any] = [{"metricNamespace": "Shop", "metricName": name} for name in names]
    return resource(
        "AWS::Logs::MetricFilter", "/app:f", metricTransformations=made, logGroupName="/app"
    )


def alarm(name: str) -> Resource:
    return resource("AWS::CloudWatch::Alarm", name, Namespace="Shop", MetricName=name)


def test_none_without_filters() -> None:
    assert verdicts(CHECK, [alarm("Errors")]) == {}


def test_pass_with_an_alarm_on_the_metric_or_on_an_expression_of_it() -> None:
    query: Any = {
        "MetricStat": {"Metric": {"Namespace": "Shop", "MetricName": "Orders"}, "Period": 60}
    }
    of_two = resource("AWS::CloudWatch::Alarm", "ratio", Metrics=[query, {"Expression": "a"}])
    found = verdicts(CHECK, [metric_filter("Errors", "Orders"), alarm("Errors"), of_two])
    assert found == {"/app:f": PASSED}


def test_fail_with_a_custom_metric_for_each_unwatched() -> None:
    found = verdicts(CHECK, [metric_filter("Errors", "Slow", "Late"), alarm("Errors")])
    finding = failed(found["/app:f"])
    assert finding.now == (Line("cloudwatch.custom-metric", Decimal(2)),)
    assert finding.why == "No alarm of the region is on Slow, Late."


def test_unknown_without_any_alarm_or_what_it_publishes() -> None:
    assert "no alarm" in unknown(verdicts(CHECK, [metric_filter("Errors")])["/app:f"])
    bare = resource("AWS::Logs::MetricFilter", "/app:f")
    assert "metricTransformations" in unknown(verdicts(CHECK, [bare])["/app:f"])
