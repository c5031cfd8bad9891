"""Alertmanager's webhook (version 4) as changes of alarms.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from costgov.domain.alerting.alarms import AlarmChange
from costgov.domain.alerting.signal import Fact, Link, Severity

_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2999, 12, 31, tzinfo=UTC)

type Text = Annotated[str, Field(max_length=4_096)]
type Labels = Annotated[dict[str, Text], Field(max_length=64)]

_SEVERITIES: Final[Mapping[str, Severity]] = {
    "critical": Severity.CRITICAL,
    "page": Severity.CRITICAL,
    "error": Severity.HIGH,
    "high": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "medium": Severity.MEDIUM,
    "info": Severity.LOW,
    "low": Severity.LOW,
    "none": Severity.LOW,
}
_ACCOUNT_DIGITS: Final = 12
_TITLE: Final = 280
_SHOWN: Final = 8
_LABEL: Final = 24


class _Payload(BaseModel):
    """Fields that later versions add are left."""

    model_config = ConfigDict(frozen=True)


class AlertmanagerAlert(_Payload):
    """One alert: its labels name it, `fingerprint` stands for them."""

    status: Literal["firing", "resolved"]
    labels: Labels = Field(default_factory=dict)
    annotations: Labels = Field(default_factory=dict)
    starts_at: Annotated[AwareDatetime, Field(alias="startsAt", ge=_EARLIEST, le=_LATEST)]
    generator_url: Annotated[Text, Field(alias="generatorURL")] = ""
    fingerprint: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w-]+$")]


class AlertmanagerMessage(_Payload):
    """A group of alerts, as Alertmanager posts it."""

    version: Literal["4"] = "4"
    alerts: Annotated[tuple[AlertmanagerAlert, ...], Field(min_length=1, max_length=500)]


def changes_of(message: AlertmanagerMessage, received: datetime) -> list[AlarmChange]:
    """What every alert of a message says, as of when it was received.

    Its own times tell no order: an alert that Alertmanager resolved because nobody spoke of it any
    more (Prometheus was cut off) fires again with the beginning it had.
    """
    return [_change(alert, received) for alert in message.alerts]


def _change(alert: AlertmanagerAlert, received: datetime) -> AlarmChange:
    labels, notes = alert.labels, alert.annotations
    name = labels.get("alertname", "alert")
    words = notes.get("summary") or notes.get("description") or name
    account = labels.get("account_id") or labels.get("account") or ""
    return AlarmChange(
        source="alertmanager",
        key=alert.fingerprint,
        name=name,
        state="ALARM" if alert.status == "firing" else "OK",
        at=received,
        since=min(alert.starts_at, received),
        title=f"Alarm: {' '.join(words.split())[:_TITLE]}",
        reason=notes.get("description", ""),
        severity=_SEVERITIES.get(labels.get("severity", "").lower()),
        account=account if len(account) == _ACCOUNT_DIGITS and account.isdigit() else None,
        region=labels.get("region"),
        team=labels.get("team"),
        facts=tuple(
            Fact(label=label[:_LABEL], text=text) for label, text in sorted(labels.items())[:_SHOWN]
        ),
        links=tuple(_links(alert)),
    )


def _links(alert: AlertmanagerAlert) -> list[Link]:
    found = {"Runbook": alert.annotations.get("runbook_url", ""), "Source": alert.generator_url}
    return [
        Link(label=label, address=address)
        for label, address in found.items()
        if address.startswith("https://")
    ]
