"""What somebody decides on a recommendation."""

from typing import Annotated

from pydantic import Field

from costgov.domain.backlog.standing import Decided, Decision, DecisionEntry, DecisionReason
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline import backlog_records
from costgov.pipeline.queries.exchange import Day
from costgov.pipeline.queries.recommendations import RecommendationId, stored_recommendation
from costgov.pipeline.queries.stores import Caller, ReadStores


class DecideCommand(Frozen):
    """The state that a recommendation is to have."""

    id: RecommendationId
    state: Annotated[
        Decided,
        Field(
            description="Approved says that it may be done, and does nothing; dismissed needs a "
            "reason; open takes back what was decided."
        ),
    ]
    reason: Annotated[DecisionReason, Field(description="Why, for whoever asks later.")] = ""
    until: Annotated[
        Day | None, Field(description="The day on which a dismissal ends; never when left out.")
    ] = None


def decide(stores: ReadStores, command: DecideCommand, caller: Caller) -> Decision:
    """Approve, plan, dismiss, do or reopen a recommendation; totals follow with the next run.

    Raises:
        NotFound: there is no such recommendation.
        InvalidInput: a dismissal has no reason or ends in the past; another state has an end.
        VersionConflict: somebody else has decided at the same moment.
    """
    entry = _entry(stores, command, caller)
    table = backlog_records.decisions(stores.control)
    try:
        stored = table.versioned(command.id)
    except NotFound:
        first = Decision(id=command.id, history=(entry,))
        caller.trail.record(f"recommendation/{command.id}", None, first, entry.reason)
        table.put(first, command.id, if_version=0)
        return first
    before = table.read(stored)
    after = before.with_entry(entry)
    if after != before:
        caller.trail.record(f"recommendation/{command.id}", before, after, entry.reason)
        table.put(after, command.id, if_version=stored.version)
    return after


def _entry(stores: ReadStores, command: DecideCommand, caller: Caller) -> DecisionEntry:
    saving = stored_recommendation(stores, command.id).finding.saving
    reason = command.reason.strip()
    if command.state == "dismissed" and not reason:
        raise InvalidInput("a dismissal needs a reason")
    if command.until is not None and command.state != "dismissed":
        raise InvalidInput("only a dismissal ends on a day")
    if command.until is not None and command.until <= caller.at.date():
        raise InvalidInput(f"{command.until} has come already")
    return DecisionEntry(
        state=command.state,
        reason=reason,
        who=caller.who,
        at=caller.at,
        until=command.until,
        saving=saving.amount if saving else None,
    )
