"""What a CloudWatch alarm is charged for."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from costgov.domain.findings import Line
from costgov.domain.resources import Resource

_STANDARD_PERIOD = 60


def is_high_resolution(alarm: Resource) -> bool:
    """Whether it looks more often than once a minute; alarms on expressions by their queries."""
    periods = [alarm.attributes.get("Period")]
    queries = alarm.attributes.get("Metrics")
    for query in queries if isinstance(queries, list) else ():
        if isinstance(query, dict):
            stat = query.get("MetricStat")
            periods += [query.get("Period"), stat.get("Period") if isinstance(stat, dict) else None]
    return any(isinstance(one, int) and one < _STANDARD_PERIOD for one in periods)


def metrics_of(alarm: Resource) -> list[Mapping[str, Any]]:
    """The metrics it is on, each with its namespace, name and dimensions; of expressions too."""
    own: list[Mapping[str, Any]] = [alarm.attributes] if alarm.attributes.get("MetricName") else []
    queries = alarm.attributes.get("Metrics")
    for query in queries if isinstance(queries, list) else ():
        stat = query.get("MetricStat") if isinstance(query, dict) else None
        metric = stat.get("Metric") if isinstance(stat, dict) else None
        if isinstance(metric, dict):
            own.append(metric)
    return own


def metrics_watched(alarm: Resource) -> Decimal:
    """How many metrics it is charged for: each one that it reads."""
    queries = alarm.attributes.get("Metrics")
    if not isinstance(queries, list):
        return Decimal(1)
    read = [one for one in queries if isinstance(one, dict) and one.get("MetricStat")]
    return Decimal(max(len(read), 1))


def alarm_line(alarm: Resource) -> Line:
    """What a month of it is charged for."""
    kind = "high-resolution" if is_high_resolution(alarm) else "standard"
    return Line(f"cloudwatch.alarm/{kind}", metrics_watched(alarm))
