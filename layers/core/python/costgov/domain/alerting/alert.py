"""The life of an alert: opened once per cause and period, updated, decided on, resolved, reopened.

Everything here is a pure function of what is stored and an instant.
"""

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Final

from pydantic import Field

from costgov.domain.alerting.signal import Severity, Signal
from costgov.domain.runs import Frozen

KEPT: Final = 100
"""So many entries of an alert's history are kept, the latest ones."""

SYSTEM: Final = "costgov"
"""Who does what nobody decided: opening, updating, resolving."""

type AlertNote = Annotated[str, Field(max_length=1_000)]


class AlertState(StrEnum):
    """Open and reopened ask for somebody; snoozed comes back at an instant; planned is expected."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    PLANNED = "planned"
    RESOLVED = "resolved"


class Happening(StrEnum):
    """What can happen to an alert; each is an entry of its history and, where told, a message."""

    OPENED = "opened"
    UPDATED = "updated"
    REOPENED = "reopened"
    WOKEN = "woken"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    PLANNED = "planned"
    RESOLVED = "resolved"


class AlertEntry(Frozen):
    """One thing that happened: when, by whom (`costgov`, an ARN, `slack:U012`), and why."""

    at: datetime
    who: str
    what: Happening
    note: AlertNote = ""


class Alert(Frozen):
    """An alert as it stands: the signal as last seen, and what became of it.

    `owner` is the team it is routed to, None where no route names one. `news` counts its messages
    from 1: news n is told after news n-1 on every channel. `reopened` counts its returns. `judged`
    is the day as of which its cause was last looked for. `acknowledged_…` are the first
    acknowledgement's since it was opened, or reopened for good.

    For what is told: `loudest` and `steps` are the highest severity, and the words of the steps,
    of its signals that people were told of, `last_told` the latest news, `called_at` when it last
    asked for attention as something new, `channels` where news of it went. `planned` outlives a
    resolution. `unqueued` is news that is stored with the change it tells of and not yet in any
    outbox.
    """

    id: str
    signal: Signal
    owner: str | None = None
    state: AlertState = AlertState.OPEN
    snoozed_until: datetime | None = None
    opened_at: datetime
    updated_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    resolved_at: datetime | None = None
    reopened: int = 0
    planned: bool = False
    news: int = 0
    history: tuple[AlertEntry, ...] = ()
    judged: date | None = None
    loudest: Severity = Severity.LOW
    steps: tuple[str, ...] = ()
    last_told: Happening | None = None
    called_at: datetime | None = None
    channels: tuple[str, ...] = ()
    unqueued: tuple["News", ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether its cause is still there as far as is known."""
        return self.state is not AlertState.RESOLVED


class News(Frozen):
    """Something to tell about an alert, as it stood at that moment; `sequence` is `alert.news`.

    The alert's own `unqueued` is empty here.
    """

    alert: Alert
    what: Happening
    sequence: int
    at: datetime
    who: str = SYSTEM
    note: AlertNote = ""

    @property
    def id(self) -> str:
        """Names it for receivers that drop what they have had: `<alert>-<sequence>`."""
        return f"{self.alert.id}-{self.sequence}"


class AlertPlace(Frozen):
    """Where an alert of long ago is kept, and how much was told of it by then."""

    id: str
    sort: str
    news: int


def alert_id(signal: Signal) -> str:
    """The id of the alert a signal belongs to: one per rule, subject and period."""
    subject = signal.subject
    parts = (
        signal.rule,
        subject.currency or "",
        subject.dimension,
        "\x01" if subject.value is None else f"\x02{subject.value}",
        subject.account or "",
        subject.region or "",
        signal.period,
    )
    return sha256("\x00".join(parts).encode()).hexdigest()[:20]
