"""What somebody decides on an alert, over the API or by a button."""

from contextlib import suppress
from typing import Any, Final

from costgov.domain.alerting.alert import Alert
from costgov.domain.alerting.life import Decision, decided
from costgov.errors import StoreError
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.life import change
from costgov.pipeline.alerting.outbox import queue
from costgov.pipeline.alerting.routing import policy_of
from costgov.pipeline.queries.stores import Caller

_DECIDED: Final = {
    "state",
    "snoozed_until",
    "planned",
    "acknowledged_at",
    "acknowledged_by",
    "resolved_at",
}
"""What a decision changes of an alert, for the audit trail."""


def decide(control: DocumentStore, alert_id: str, decision: Decision, caller: Caller) -> Alert:
    """Acknowledge, snooze, plan or reopen an alert, and queue the news of it.

    A run that changes the alert at the same moment does not undo it: whoever writes second goes
    on from what the first has written. The decision stands as soon as it is stored, whatever
    becomes of its news then.

    Raises:
        NotFound: there is no such alert.
        InvalidInput: as of `domain.alerting.life.decided`.
        VersionConflict, StoreError: the store refused.
    """

    def made(alert: Alert) -> Alert:
        after = decided(alert, decision, caller.who, caller.at)
        if after != alert:
            # Of an attempt before this one: the alert was changed before it could be written.
            caller.trail.failed("somebody else changed the alert at the same moment")
            caller.trail.record(
                f"alert/{alert.id}", _plain(alert), _plain(after), decision.note.strip()
            )
        return after

    alert = change(control, alert_id, made)
    caller.trail.settled()
    # Its news is stored with it: what cannot be queued now, the next sweep queues.
    with suppress(StoreError):
        queue(control, alert.unqueued, policy_of(control), caller.at)
    return alert


def _plain(alert: Alert) -> dict[str, Any]:
    return alert.model_dump(mode="json", include=_DECIDED)
