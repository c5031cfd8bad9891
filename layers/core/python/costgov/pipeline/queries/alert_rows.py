"""Alerts and what waits of them, as answers show them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.alert import Alert, AlertState
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import RuleKind, Severity, Subject
from costgov.domain.runs import Frozen

_MINUTE: Final = timedelta(minutes=1)


class AlertRow(Frozen):
    """An alert in a list; times to acknowledge and to resolve count from when it was told."""

    id: str
    state: AlertState
    severity: Severity
    kind: RuleKind
    rule: str
    title: str
    subject: Subject
    period: str
    owner: str | None
    amount: Decimal | None
    projected: Decimal | None
    since: date
    as_of: date
    opened_at: datetime
    updated_at: datetime
    snoozed_until: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    resolved_at: datetime | None
    minutes_to_acknowledge: int | None
    minutes_to_resolve: int | None
    reopened: int
    messages: int

    @classmethod
    def of(cls, alert: Alert) -> "AlertRow":
        """An alert's row."""
        signal = alert.signal
        return cls(
            id=alert.id,
            state=alert.state,
            severity=signal.severity,
            kind=signal.kind,
            rule=signal.rule,
            title=signal.title,
            subject=signal.subject,
            period=signal.period,
            owner=alert.owner,
            amount=signal.amount,
            projected=signal.projected,
            since=signal.since,
            as_of=signal.as_of,
            opened_at=alert.opened_at,
            updated_at=alert.updated_at,
            snoozed_until=alert.snoozed_until if alert.is_open else None,
            acknowledged_at=alert.acknowledged_at,
            acknowledged_by=alert.acknowledged_by,
            resolved_at=alert.resolved_at,
            minutes_to_acknowledge=_minutes(alert, alert.acknowledged_at),
            minutes_to_resolve=_minutes(alert, alert.resolved_at),
            reopened=alert.reopened,
            messages=alert.news,
        )


class ResponseTimes(Frozen):
    """How many of the alerts were acknowledged and resolved, and after how long on average."""

    acknowledged: int
    minutes_to_acknowledge: int | None
    resolved: int
    minutes_to_resolve: int | None

    @classmethod
    def of(cls, rows: Sequence[AlertRow]) -> "ResponseTimes":
        """Those of some alerts."""
        seen = [one.minutes_to_acknowledge for one in rows if one.acknowledged_at]
        over = [one.minutes_to_resolve for one in rows if one.resolved_at]
        return cls(
            acknowledged=len(seen),
            minutes_to_acknowledge=_mean(seen),
            resolved=len(over),
            minutes_to_resolve=_mean(over),
        )


class WaitingMessage(Frozen):
    """News that has not gone out by a channel yet: what it tells, from when on, and why it waits.

    `held` is `digest` (low severity), `quiet` (quiet hours) or `budget` (the team's weekly budget
    of alerts), empty where it is not held back.
    """

    channel: str
    sequence: int
    what: str
    queued_at: datetime
    not_before: datetime
    held: str
    attempts: int
    last_error: str

    @classmethod
    def of(cls, item: OutboxItem) -> "WaitingMessage":
        """An item of an outbox."""
        return cls(
            channel=item.channel,
            sequence=item.news.sequence,
            what=item.news.what,
            queued_at=item.queued_at,
            not_before=item.not_before,
            held=item.held,
            attempts=item.attempts,
            last_error=item.last_error,
        )


def _minutes(alert: Alert, at: datetime | None) -> int | None:
    if at is None:
        return None
    return max(0, (at - (alert.called_at or alert.opened_at)) // _MINUTE)


def _mean(minutes: Iterable[int | None]) -> int | None:
    known = [one for one in minutes if one is not None]
    return sum(known) // len(known) if known else None
