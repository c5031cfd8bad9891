"""Feedback on an anomaly."""

from typing import Annotated

from pydantic import Field

from costgov.domain.feedback import AnomalyFeedback, FeedbackEntry, Note, Verdict
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.anomalies import event_of
from costgov.pipeline.queries.stores import Caller, ReadStores


class FeedbackCommand(Frozen):
    """What is said of which event."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$", description="The event's id.")]
    verdict: Annotated[
        Verdict,
        Field(description="A real problem, something planned, or not worth having been told."),
    ]
    note: Annotated[Note, Field(description="Anything worth remembering.")] = ""


def give_feedback(stores: ReadStores, command: FeedbackCommand, caller: Caller) -> AnomalyFeedback:
    """Say that an anomaly is real, planned or wrong; later verdicts heed it.

    Raises:
        NotFound: there is no such event.
        VersionConflict: somebody else has said something at the same moment.
    """
    table, event = records.anomaly_feedback(stores.control), event_of(stores, command.id)
    entry = FeedbackEntry(
        verdict=command.verdict,
        note=command.note.strip(),
        who=caller.who,
        at=caller.at,
        end=event.end,
        peak=event.peak,
        deviation=event.deviation,
    )
    try:
        stored = table.versioned(event.id)
    except NotFound:
        first = AnomalyFeedback.on(event, entry)
        caller.trail.record(f"anomaly/{event.id}", None, first, entry.note)
        table.put(first, event.id, if_version=0)
        return first
    before = table.read(stored)
    after = before.with_entry(entry)
    if after != before:
        caller.trail.record(f"anomaly/{event.id}", before, after, entry.note)
        table.put(after, event.id, if_version=stored.version)
    return after
