"""How a recommendation stands: what people decided of it, and whether it is still found."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from costgov.domain.runs import Frozen

KEPT: Final = 100
"""So many decisions on one recommendation are kept, the latest ones."""

SETTLES: Final = timedelta(days=7)
"""So long after it was done a finding may stay: metrics are read weekly."""

_GROWN: Final = Decimal("1.5")
_BY_AT_LEAST: Final = Decimal(10)

type Decided = Literal["open", "approved", "planned", "done", "dismissed"]
type DecisionReason = Annotated[str, Field(max_length=1_000)]


class Stance(StrEnum):
    """Open and reopened are to be looked at, approved may be done, planned is going to be done;
    covered waits behind another."""

    OPEN = "open"
    APPROVED = "approved"
    PLANNED = "planned"
    DONE = "done"
    DISMISSED = "dismissed"
    REOPENED = "reopened"
    COVERED = "covered"


TO_DO: Final = frozenset({Stance.OPEN, Stance.APPROVED, Stance.PLANNED, Stance.REOPENED})


class DecisionEntry(Frozen):
    """What somebody decided, why, and when; `who` is the ARN that signed the request.

    A dismissal ends on the day `until`. `saving` is what a month would have saved at that time.
    """

    state: Decided
    reason: DecisionReason = ""
    who: str
    at: datetime
    until: date | None = None
    saving: Decimal | None = None

    def says(self, other: "DecisionEntry") -> bool:
        """Whether it says what the other says, at whatever time."""
        return self.model_copy(update={"at": other.at}) == other


class Decision(Frozen):
    """All that was decided on one recommendation, the latest last; the latest counts."""

    id: str
    history: Annotated[tuple[DecisionEntry, ...], Field(min_length=1)]

    @property
    def latest(self) -> DecisionEntry:
        """The one that counts."""
        return self.history[-1]

    def with_entry(self, entry: DecisionEntry) -> "Decision":
        """The same with one more; what the latest says already is not said again."""
        if entry.says(self.latest):
            return self
        return self.model_copy(update={"history": (*self.history, entry)[-KEPT:]})


class Life(Frozen):
    """Since when a finding is there, and whether it still is.

    `gone_on` is the day it was no longer found, `returned_on` the day it was found again.
    `unseen` says why it could not be looked for, so that nobody knows. `covered_by` is the id of
    what makes it superfluous; `saving` what it would save a month by itself.
    """

    first_seen: date
    last_seen: date
    gone_on: date | None = None
    returned_on: date | None = None
    unseen: str = ""
    covered_by: str | None = None
    saving: Decimal | None = None


class Standing(Frozen):
    """The state, since when, and why it is so."""

    state: Stance
    since: date
    why: str = ""


def standing(life: Life, decision: Decision | None, as_of: date) -> Standing:
    """How a recommendation stands on a day.

    What is no longer found is done, whoever did it. A dismissal holds until its day, or until the
    saving has grown by half and by 10. What was done and is found again, or still after a week,
    is open again; so is what was approved and found anew since, which nobody has approved.
    """
    if life.gone_on is not None:
        why = "no longer found; what that saves is not verified on the bill"
        return Standing(state=Stance.DONE, since=life.gone_on, why=why)
    entry = decision.latest if decision else None
    if entry is not None and entry.state == "dismissed":
        return _dismissed(entry, life, as_of)
    if life.covered_by is not None:
        why = "another recommendation on this resource makes it superfluous"
        return Standing(state=Stance.COVERED, since=life.last_seen, why=why)
    return _decided(entry, life)


def _decided(entry: DecisionEntry | None, life: Life) -> Standing:
    if entry is not None and entry.state == "done":
        return _done(entry, life)
    if entry is not None and entry.state == "planned":
        return Standing(state=Stance.PLANNED, since=entry.at.date(), why=entry.reason)
    if life.returned_on and (entry is None or life.returned_on > entry.at.date()):
        return Standing(state=Stance.REOPENED, since=life.returned_on, why="it is found again")
    if entry is not None and entry.state == "approved":
        return Standing(state=Stance.APPROVED, since=entry.at.date(), why=entry.reason)
    since = entry.at.date() if entry else life.first_seen
    return Standing(state=Stance.OPEN, since=since, why=entry.reason if entry else "")


def is_dismissed(life: Life, decision: Decision | None, as_of: date) -> bool:
    """Whether a dismissal holds on a day."""
    if decision is None or decision.latest.state != "dismissed":
        return False
    return _dismissed(decision.latest, life, as_of).state is Stance.DISMISSED


def _dismissed(entry: DecisionEntry, life: Life, as_of: date) -> Standing:
    if entry.until is not None and as_of >= entry.until:
        why = f"its dismissal ended: {entry.reason}"
        return Standing(state=Stance.REOPENED, since=entry.until, why=why)
    if _grown(entry.saving, life.saving):
        why = f"it saved {entry.saving} a month when it was dismissed and would save {life.saving}"
        return Standing(state=Stance.REOPENED, since=life.last_seen, why=why)
    return Standing(state=Stance.DISMISSED, since=entry.at.date(), why=entry.reason)


def _grown(before: Decimal | None, now: Decimal | None) -> bool:
    if before is None or now is None:
        return False
    return now >= before * _GROWN and now >= before + _BY_AT_LEAST


def _done(entry: DecisionEntry, life: Life) -> Standing:
    said = entry.at.date()
    if life.returned_on and life.returned_on > said:
        why = "it was done and is found again"
        return Standing(state=Stance.REOPENED, since=life.returned_on, why=why)
    if life.last_seen > said + SETTLES:
        why = f"it was said to be done on {said} and is still found"
        return Standing(state=Stance.REOPENED, since=said + SETTLES, why=why)
    why = f"{entry.reason}; it is still found" if entry.reason else "it is still found"
    return Standing(state=Stance.DONE, since=said, why=f"{why}, as its evidence may be a week old")
