"""What people say of an anomaly: a real problem, planned, or no anomaly at all."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from costgov.domain.insights import AnomalyEvent
from costgov.domain.runs import Frozen

KEPT: Final = 100
"""So many verdicts on one event are kept, the latest ones."""

type Verdict = Literal["real", "planned", "wrong"]
type State = Literal["open", "planned", "real", "wrong", "over"]
type Note = Annotated[str, Field(max_length=1_000)]


class FeedbackEntry(Frozen):
    """One verdict: who gave it (the ARN that signed the request), when, and what they noted.

    `end`, `peak` and `deviation` are those of the event at that moment: what was judged.
    """

    verdict: Verdict
    note: Note = ""
    who: str
    at: datetime
    end: date
    peak: Decimal | None = None
    deviation: Decimal | None = None

    def says(self, other: "FeedbackEntry") -> bool:
        """Whether it says what the other says, of the same."""
        return self.model_copy(update={"at": other.at}) == other


class AnomalyFeedback(Frozen):
    """All that was said of one event, the latest last; the latest counts."""

    event_id: str
    currency: str
    dimension: str
    value: str | None
    direction: Literal["rise", "drop"]
    start: date
    history: Annotated[tuple[FeedbackEntry, ...], Field(min_length=1)]

    @classmethod
    def on(cls, event: AnomalyEvent, entry: FeedbackEntry) -> "AnomalyFeedback":
        """The first feedback on an event."""
        return cls(
            event_id=event.id,
            currency=event.currency,
            dimension=event.dimension,
            value=event.value,
            direction=event.direction,
            start=event.start,
            history=(entry,),
        )

    @property
    def latest(self) -> FeedbackEntry:
        """The entry that counts."""
        return self.history[-1]

    def with_entry(self, entry: FeedbackEntry) -> "AnomalyFeedback":
        """The same with one more entry; what the latest says already is not said again."""
        if entry.says(self.latest):
            return self
        return self.model_copy(update={"history": (*self.history, entry)[-KEPT:]})


def state_of(event: AnomalyEvent, feedback: AnomalyFeedback | None) -> State:
    """What has become of an event: people's word, then the calendar's, then whether it goes on."""
    if feedback is not None:
        return feedback.latest.verdict
    if event.planned_by is not None:
        return "planned"
    return "open" if event.ongoing else "over"
