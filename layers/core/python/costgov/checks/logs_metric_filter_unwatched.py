"""A metric made of log events that nothing is alarmed by."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from costgov.checks._alarms import metrics_of
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

_ALARM: Final = "AWS::CloudWatch::Alarm"
META: Final = Meta(
    id="logs_metric_filter_unwatched",
    title="Metric of a log filter has no alarm",
    why="A metric filter publishes custom metrics, which are charged whether or not anybody looks.",
    kinds=("AWS::Logs::MetricFilter",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms"),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html",
)


def evaluate(metric_filter: Resource, look: Look) -> Verdict:
    """Each metric counts once, although dimensions make several of it. Dashboards are not read."""
    found = look.attribute(metric_filter, "metricTransformations")
    if not isinstance(found, list):
        raise NotKnown("metricTransformations is no list")
    alarms = look.estate.of_kind(_ALARM, metric_filter.region)
    if not alarms:
        raise NotKnown("no alarm of the region is known")
    watched = look.once(
        ("metrics with alarms", metric_filter.region),
        lambda: {_watched(metric) for alarm in alarms for metric in metrics_of(alarm)},
    )
    unwatched = [one for one in found if isinstance(one, dict) and _name(one) not in watched]
    if not unwatched:
        return PASSED
    names = ", ".join(str(one["metricName"]) for one in unwatched)
    return Failed(
        f"No alarm of the region is on {names}.",
        now=(Line("cloudwatch.custom-metric", Decimal(len(unwatched))),),
        facts={"log group": str(metric_filter.attributes.get("logGroupName"))},
    )


def _name(transformation: Any) -> tuple[str, str]:  # noqa: ANN401 - as CloudWatch Logs tells it
    return str(transformation["metricNamespace"]), str(transformation["metricName"])


def _watched(metric: Mapping[str, Any]) -> tuple[str, str]:
    return str(metric.get("Namespace")), str(metric.get("MetricName"))
