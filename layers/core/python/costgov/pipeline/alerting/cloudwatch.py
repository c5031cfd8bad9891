"""CloudWatch's alarm events, as EventBridge hands them on, as changes of alarms."""

import re
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from costgov.domain.alerting.alarms import CREATED, AlarmChange, AlarmState
from costgov.domain.alerting.signal import Fact, Link, Severity
from costgov.domain.period import parse_instant

_SEVERITY: Final = re.compile(r"^\[(low|medium|high|critical)\]\s*")
_TITLE: Final = 280


class _Event(BaseModel):
    """Whatever of an event is not read is left; see
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
    """

    model_config = ConfigDict(frozen=True)


class _State(_Event):
    value: AlarmState
    reason: str = ""
    timestamp: str


class _Configuration(_Event):
    description: str = ""
    metrics: tuple[dict[str, Any], ...] = ()


class _Detail(_Event):
    alarm_name: str = Field(alias="alarmName")
    state: _State
    configuration: _Configuration = _Configuration()


class AlarmStateChange(_Event):
    """`CloudWatch Alarm State Change` of an account and region."""

    account: str
    region: str
    detail: _Detail


def described(severity: Severity, words: str) -> str:
    """The description of an alarm that says how soon somebody should look.

    >>> described(Severity.HIGH, "CPU above 90 %")
    '[high] CPU above 90 %'
    """
    return f"[{severity}] {words}"


def change_of(event: AlarmStateChange) -> AlarmChange:
    """What an event says.

    Its title is the alarm's description; one that begins with a severity in brackets has it.

    Raises:
        InvalidInput: its instant cannot be read.
    """
    detail, description = event.detail, event.detail.configuration.description
    found = _SEVERITY.match(description)
    words = " ".join(_SEVERITY.sub("", description).split()) or detail.alarm_name
    is_on = detail.state.value == "ALARM"
    return AlarmChange(
        source="alarm",
        key=f"{event.account}/{event.region}/{detail.alarm_name}",
        name=detail.alarm_name.removeprefix(CREATED),
        state=detail.state.value,
        at=_instant(detail.state.timestamp),
        title=f"{'Alarm' if is_on else detail.state.value}: {words[:_TITLE]}",
        reason=detail.state.reason,
        severity=Severity(found[1]) if found else None,
        account=event.account,
        region=event.region,
        facts=tuple(_metrics(detail.configuration)),
        links=(Link(label="CloudWatch", address=_console(event)),),
    )


def _instant(text: str) -> datetime:
    """CloudWatch writes `2026-11-21T10:00:00.123+0000`."""
    return parse_instant(text).astimezone(UTC)


def _metrics(configuration: _Configuration) -> list[Fact]:
    """The metric an alarm is about, where it is about one."""
    found: list[Fact] = []
    for one in configuration.metrics:
        stat = one.get("metricStat") or {}
        metric = stat.get("metric") or {}
        if metric.get("name"):
            dimensions = ", ".join(
                f"{name} {value}" for name, value in (metric.get("dimensions") or {}).items()
            )
            text = f"{stat.get('stat', '')} of {metric.get('namespace', '')} {metric['name']}"
            found.append(Fact(label="Metric", text=f"{text} ({dimensions})".strip()))
    return found[:1]


def _console(event: AlarmStateChange) -> str:
    name = quote(event.detail.alarm_name, safe="")
    return (
        f"https://{event.region}.console.aws.amazon.com/cloudwatch/home?region={event.region}"
        f"#alarmsV2:alarm/{name}"
    )
