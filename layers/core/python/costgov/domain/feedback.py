"""What people say of an anomaly: a real problem, planned, or no anomaly at all."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from costgov.domain.runs import Frozen

KEPT: Final = 100
"""So many verdicts on one event are kept, the latest ones."""

type Verdict = Literal["real", "planned", "wrong"]
type Note = Annotated[str, Field(max_length=1_000)]


class FeedbackEntry(Frozen):
    """One verdict: who gave it (the ARN that signed the request), when, and what they noted."""

    verdict: Verdict
    note: Note = ""
    who: str
    at: datetime


class AnomalyFeedback(Frozen):
    """All that was said of one event, the latest last; the latest counts."""

    event_id: str
    currency: str
    history: Annotated[tuple[FeedbackEntry, ...], Field(min_length=1)]

    @property
    def latest(self) -> FeedbackEntry:
        """The entry that counts."""
        return self.history[-1]

    def with_entry(self, entry: FeedbackEntry) -> "AnomalyFeedback":
        """The same with one more entry; what the latest says already is not said again."""
        if entry.model_copy(update={"at": self.latest.at}) == self.latest:
            return self
        return self.model_copy(update={"history": (*self.history, entry)[-KEPT:]})
