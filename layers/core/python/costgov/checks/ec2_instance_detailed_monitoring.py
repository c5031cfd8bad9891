"""Detailed monitoring of an instance whose every minute nobody looks at."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ec2_instance_detailed_monitoring",
    title="Detailed monitoring that no alarm makes use of",
    why="Metrics of each minute are charged as custom metrics, those of five minutes are free.",
    kinds=("AWS::EC2::Instance",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeInstances", "cloudwatch:DescribeAlarms"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html",
)
_ALARM: Final = "AWS::CloudWatch::Alarm"
# https://aws.amazon.com/cloudwatch/pricing/
_METRICS: Final = Decimal(7)
_FREE_SECONDS: Final = 300


def instances_watched(alarm: Resource) -> Iterator[str]:
    """The instances that an alarm looks at more often than every five minutes."""
    told = alarm.attributes
    queries = told.get("Metrics")
    parts: list[object] = [told]
    for query in queries if isinstance(queries, list) else ():
        stat = query.get("MetricStat") if isinstance(query, dict) else None
        if isinstance(stat, dict) and isinstance(stat.get("Metric"), dict):
            parts.append({**_mapping(stat["Metric"]), "Period": stat.get("Period")})
    for part in parts:
        period = _mapping(part).get("Period")
        if isinstance(period, int) and period < _FREE_SECONDS:
            yield from _instances(_mapping(part).get("Dimensions"))


def evaluate(instance: Resource, look: Look) -> Verdict:
    """PASSED for members of groups, which scale by it."""
    enabled = look.attribute(instance, "MonitoringState") == "enabled"
    if instance.state != "running" or not enabled or instance.managed_by:
        return PASSED
    if look.estate.related(_ALARM, instances_watched, instance.id):
        return PASSED
    return Failed(
        why="It is monitored every minute, and no alarm looks at it more often than every five.",
        now=(Line("cloudwatch.custom-metric", _METRICS),),
    )


def _instances(dimensions: object) -> Iterator[str]:
    for one in dimensions if isinstance(dimensions, list) else ():
        if isinstance(one, dict) and one.get("Name") == "InstanceId":
            yield str(one.get("Value"))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
