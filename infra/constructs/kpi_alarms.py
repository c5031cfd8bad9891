"""The minute rules: CloudWatch alarms that are created from `deployment.kpi_alarms`."""

from collections.abc import Sequence
from typing import NamedTuple

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct
from costgov.domain.alerting.alarms import CpuAlarm, KpiAlarm, MemoryAlarm, ResponseTimeAlarm
from costgov.pipeline.alerting.cloudwatch import described

_ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
_BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
# EC2 has a value every five minutes; where monitoring is detailed, five of them are averaged.
_BASIC_MINUTES = 5
_MILLISECONDS = 1_000


class Watched(NamedTuple):
    """A metric, and from when on it is too much: `periods` in a row beyond the threshold."""

    metric: cloudwatch.Metric
    threshold: float
    periods: int = 1
    operator: cloudwatch.ComparisonOperator = _ABOVE


class KpiAlarms(Construct):
    """One alarm each. They have no actions: what they say comes back as an event (watch).

    Missing data is neither good nor bad: the alarm says INSUFFICIENT_DATA, and that is told.
    """

    def __init__(self, scope: Construct, identity: str, alarms: Sequence[KpiAlarm]) -> None:
        super().__init__(scope, identity)
        for alarm in alarms:
            watched = watched_by(alarm)
            cloudwatch.Alarm(
                self,
                alarm.name,
                alarm_name=alarm.alarm_name,
                alarm_description=described(alarm.severity, alarm.words),
                metric=watched.metric,
                threshold=watched.threshold,
                evaluation_periods=watched.periods,
                comparison_operator=watched.operator,
                treat_missing_data=cloudwatch.TreatMissingData.MISSING,
            )


def watched_by(alarm: KpiAlarm) -> Watched:
    """What an alarm looks at."""
    if isinstance(alarm, CpuAlarm):
        metric = _metric(
            "AWS/EC2", "CPUUtilization", {"InstanceId": alarm.instance}, _BASIC_MINUTES
        )
        return Watched(metric, float(alarm.above_percent), alarm.minutes // _BASIC_MINUTES)
    if isinstance(alarm, MemoryAlarm):
        dimensions = {"InstanceId": alarm.instance, **alarm.dimensions}
        metric = _metric("CWAgent", "mem_used_percent", dimensions, 1)
        return Watched(metric, float(alarm.above_percent), alarm.minutes)
    if isinstance(alarm, ResponseTimeAlarm):
        # More than 10 % of the requests take longer when the 90th percentile does.
        percentile = f"p{100 - alarm.percent_of_requests}"
        balancer = {"LoadBalancer": alarm.load_balancer}
        metric = _metric(
            "AWS/ApplicationELB", "TargetResponseTime", balancer, alarm.minutes, percentile
        )
        return Watched(metric, alarm.above_milliseconds / _MILLISECONDS)
    metric = _metric(
        alarm.namespace, alarm.metric, alarm.dimensions, alarm.minutes, alarm.statistic
    )
    operator = _ABOVE if alarm.direction == "above" else _BELOW
    return Watched(metric, float(alarm.threshold), operator=operator)


def _metric(
    namespace: str,
    name: str,
    dimensions: dict[str, str],
    minutes: int,
    statistic: str = "Average",
) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=dimensions,
        statistic=statistic,
        period=cdk.Duration.minutes(minutes),
    )
