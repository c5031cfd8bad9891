"""What somebody decides on an alert."""

from typing import Annotated

from pydantic import Field

from costgov.domain.alerting.alert import AlertNote, Happening
from costgov.domain.alerting.life import Decision
from costgov.domain.runs import Frozen
from costgov.pipeline.alerting.decide import decide
from costgov.pipeline.queries.alerts import AlertDetail, AlertId, detail_of, seen_alert
from costgov.pipeline.queries.exchange import KnownAt
from costgov.pipeline.queries.stores import Caller, ReadStores


class _Command(Frozen):
    """On which alert, and what is noted with it."""

    id: AlertId
    note: Annotated[AlertNote, Field(description="Anything worth remembering; it is told.")] = ""


class AcknowledgeCommand(_Command):
    """Somebody looks after it."""


class SnoozeCommand(_Command):
    """It is to be silent for some time."""

    until: Annotated[
        KnownAt,
        Field(description="When it comes back if its cause is still there: at most 90 days on."),
    ]


class PlanCommand(_Command):
    """It is expected."""


class ReopenCommand(_Command):
    """What was decided, or resolved, is taken back."""


def acknowledge_alert(
    stores: ReadStores, command: AcknowledgeCommand, caller: Caller
) -> AlertDetail:
    """Say that somebody looks after an alert; further steps are told, and that it is over.

    Raises:
        NotFound: there is no such alert.
        InvalidInput: it is resolved.
        VersionConflict: others keep changing it.
    """
    decision = Decision(what=Happening.ACKNOWLEDGED, note=command.note)
    return _decided(stores, command.id, decision, caller)


def snooze_alert(stores: ReadStores, command: SnoozeCommand, caller: Caller) -> AlertDetail:
    """Silence an alert until an instant, unless it becomes more severe.

    Raises:
        NotFound, VersionConflict: as of `acknowledge_alert`.
        InvalidInput: it is resolved, or the end lies in the past or more than 90 days on.
    """
    decision = Decision(what=Happening.SNOOZED, until=command.until, note=command.note)
    return _decided(stores, command.id, decision, caller)


def plan_alert(stores: ReadStores, command: PlanCommand, caller: Caller) -> AlertDetail:
    """Say that an alert's cause is planned: in its period it is silent until it is over.

    Raises:
        NotFound, InvalidInput, VersionConflict: as of `acknowledge_alert`.
    """
    decision = Decision(what=Happening.PLANNED, note=command.note)
    return _decided(stores, command.id, decision, caller)


def reopen_alert(stores: ReadStores, command: ReopenCommand, caller: Caller) -> AlertDetail:
    """Open an alert again: take back what was decided on it, or that it is resolved.

    Raises:
        NotFound, VersionConflict: as of `acknowledge_alert`.
    """
    decision = Decision(what=Happening.REOPENED, note=command.note)
    return _decided(stores, command.id, decision, caller)


def _decided(stores: ReadStores, name: str, decision: Decision, caller: Caller) -> AlertDetail:
    seen_alert(stores, name)
    return detail_of(stores, decide(stores.control, name, decision, caller))
