"""Typed records of alerts, their deliveries and the audit index: keys in the control table."""

from typing import Final

from costgov.clock import instant_text
from costgov.domain.access import Access
from costgov.domain.alerting.alarms import AlarmChange
from costgov.domain.alerting.alert import Alert, AlertPlace
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.alerting.delivery import ChannelHealth, Delivery, OutboxItem
from costgov.domain.audit import AuditEntry
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records

ONLY: Final = "only"
"""The sort key of what there is one of."""


def open_alerts(control: DocumentStore) -> Records[Alert]:
    """Alerts that are not resolved, and those that may still be reopened, sorted by id."""
    return Records(control, Alert, "alert-open")


def past_alerts(control: DocumentStore) -> Records[Alert]:
    """Alerts resolved long ago, sorted by `past_sort`."""
    return Records(control, Alert, "alert-past")


def alert_places(control: DocumentStore) -> Records[AlertPlace]:
    """Where past alerts are kept, sorted by id."""
    return Records(control, AlertPlace, "alert-place")


def past_sort(alert: Alert) -> str:
    """Where a resolved alert is sorted: `<instant it was resolved at>#<id>`."""
    return f"{instant_text(alert.resolved_at or alert.updated_at)}#{alert.id}"


def outbox(control: DocumentStore) -> Records[OutboxItem]:
    """What is on its way: part channel, sort `<alert id>#<sequence, six digits>`."""
    return Records(control, OutboxItem, "outbox")


def deliveries(control: DocumentStore) -> Records[Delivery]:
    """How messages ended: part alert id, sort `<sequence, six digits>#<channel>`."""
    return Records(control, Delivery, "delivery-proof")


def alarm_changes(control: DocumentStore) -> Records[AlarmChange]:
    """What every alarm said last: part its source, sorted by its key."""
    return Records(control, AlarmChange, "alarm-change")


def waiting_changes(control: DocumentStore) -> Records[AlarmChange]:
    """What alarms said and nobody has taken in yet, sorted by `<instant>#<source>#<key>`."""
    return Records(control, AlarmChange, "alarm-waiting")


def channel_healths(control: DocumentStore) -> Records[ChannelHealth]:
    """How channels do, sorted by name."""
    return Records(control, ChannelHealth, "channel-health")


def alert_policies(control: DocumentStore) -> Records[AlertPolicy]:
    """Channels, teams and routes; sort ONLY."""
    return Records(control, AlertPolicy, "alert-policy")


def accesses(control: DocumentStore) -> Records[Access]:
    """Who may do what; sort ONLY."""
    return Records(control, Access, "access")


def audit_index(control: DocumentStore) -> Records[AuditEntry]:
    """A readable copy of the audit trail, sorted by `<instant>#<id>`."""
    return Records(control, AuditEntry, "audit")


def news_sort(alert_id: str, sequence: int) -> str:
    """Where news is sorted in an outbox: in order of an alert's own."""
    return f"{alert_id}#{sequence:06d}"


def delivery_sort(sequence: int, channel: str) -> str:
    """Where a delivery is sorted."""
    return f"{sequence:06d}#{channel}"
