"""Breaches on their way out: claimed once, published at least once, then marked as sent.

A crash between publishing and marking leaves the claim pending, so the next run publishes it
again: nothing is lost, and a repetition is possible only then.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from costgov.domain.alerts import AlertRecord, alert_sort
from costgov.domain.budgets import Breach, BreachKind, breaches
from costgov.errors import VersionConflict
from costgov.gateways.ports import DocumentStore, Publisher
from costgov.pipeline.alert_budgets import Standing
from costgov.pipeline.messages import Notification
from costgov.pipeline.records import alerts, day_sort

# How far back unsent alerts are looked for: the longest period and the one before it.
LOOK_BACK = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Pending alerts of one budget, period and kind, which one notification tells."""

    records: tuple[AlertRecord, ...]

    @property
    def newest(self) -> AlertRecord:
        """The record with the latest figures, of those the highest threshold."""
        return max(self.records, key=lambda r: (r.status.as_of, r.breach.threshold))

    @property
    def kind(self) -> BreachKind:
        """Whether the money is spent or expected to be."""
        return self.newest.breach.kind

    @property
    def thresholds(self) -> tuple[int, ...]:
        """The thresholds told together, ascending."""
        return tuple(sorted(record.breach.threshold for record in self.records))


def due(control: DocumentStore, standing: Standing, now: datetime) -> list[Outgoing]:
    """Claim the budget's new breaches; what is due are they and earlier claims never sent."""
    plan = standing.status.plan
    earliest = day_sort(standing.status.period_start - LOOK_BACK)
    known = _known(control, plan.id, earliest)
    pending = [record for record in known.values() if record.state == "pending"]
    for breach in breaches(standing.status):
        if alert_sort(standing.status, breach) not in known:
            pending += _claimed(control, standing, breach, now)
    groups: dict[tuple[str, BreachKind], list[AlertRecord]] = defaultdict(list)
    for record in pending:
        period = f"{record.breach.period_start}#{record.status.plan.period}"
        groups[period, record.breach.kind].append(record)
    return [Outgoing(tuple(groups[key])) for key in sorted(groups)]


def send(
    control: DocumentStore,
    publisher: Publisher,
    outgoing: Outgoing,
    notification: Notification,
    now: datetime,
) -> None:
    """Publish, then mark every alert told as sent; raises StoreError when either is refused."""
    message_id = publisher.publish(notification.subject, notification.body, notification.attributes)
    for record in outgoing.records:
        sent = record.model_copy(update={"state": "sent", "sent_at": now, "message_id": message_id})
        alerts(control).put(sent, alert_sort(record.status, record.breach), record.breach.budget_id)


def _known(control: DocumentStore, budget_id: str, after: str) -> dict[str, AlertRecord]:
    found: dict[str, AlertRecord] = {}
    position: str | None = after
    while position is not None:
        page, position = alerts(control).page(budget_id, after=position)
        found |= {alert_sort(record.status, record.breach): record for record in page}
    return found


def _claimed(
    control: DocumentStore, standing: Standing, breach: Breach, now: datetime
) -> Sequence[AlertRecord]:
    """The claimed breach, or nothing when another run has claimed it meanwhile."""
    actual = breach.kind is BreachKind.ACTUAL
    status = standing.status
    record = AlertRecord(
        breach=breach,
        status=status,
        since=standing.crossed_on(breach.threshold) if actual else status.as_of,
        state="pending",
        claimed_at=now,
    )
    try:
        alerts(control).put(record, alert_sort(status, breach), breach.budget_id, if_version=0)
    except VersionConflict:
        return ()
    return (record,)
