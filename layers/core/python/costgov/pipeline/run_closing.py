"""Closes runs: what was expected is held against what was recorded, and every gap is listed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from costgov.domain.period import ONE_DAY
from costgov.domain.runs import (
    COLLECT_RESOURCES,
    FINISH,
    Gap,
    Run,
    RunStatus,
    StepRecord,
    Target,
)
from costgov.errors import VersionConflict
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records

ABANDONED: Final = "abandoned"
DETAIL_LENGTH: Final = 1000
# Runs that were left open are looked for among so many of the newest.
_RECENT: Final = 31


class FailedTarget(BaseModel):
    """A target whose collection ended without a record, and what the state machine caught."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    account_id: str
    region: str
    error: dict[str, str]


def note_failed_target(failed: FailedTarget, control: DocumentStore, now: datetime) -> StepRecord:
    """Record why a target has no result, so that its gap does not only say that it has none."""
    target = str(Target(account_id=failed.account_id, region=failed.region))
    gap = Gap(
        step=COLLECT_RESOURCES,
        target=target,
        reason=failed.error.get("Error", "no-result"),
        detail=_sentence(failed.error.get("Cause", "no cause was given")),
        retry_after=now.date() + ONE_DAY,
    )
    record = StepRecord(
        step=COLLECT_RESOURCES, target=target, expected=1, got=0, gaps=(gap,), finished_at=now
    )
    records.record_step(control, failed.run_id, record)
    return record


def finish(
    run_id: str,
    errors: Mapping[str, Mapping[str, str]],
    control: DocumentStore,
    now: datetime,
) -> Run:
    """Close a run: OK, PARTIAL with its gaps, or FAILED when every step failed.

    `errors` maps a step to the Error and Cause its task ended with in the state machine.

    Raises:
        NotFound: there is no such run.
    """
    table = records.runs(control)
    stored = table.versioned(run_id)
    run = table.read(stored)
    found = records.steps(control).all(run_id)
    gaps = _gaps(run, found, errors, now.date() + ONE_DAY)
    finished = run.model_copy(
        update={"status": _status(run, found, gaps), "gaps": gaps, "finished_at": now}
    )
    table.put(finished, run_id, if_version=stored.version)
    return finished


def close_abandoned(run_id: str, control: DocumentStore, now: datetime) -> list[Run]:
    """Close other runs whose last step never came, as FAILED with the reason; returns them."""
    recent, _ = records.runs(control).page(newest_first=True, limit=_RECENT)
    given_up = [one.run_id for one in recent if one.run_id != run_id and one.is_abandoned(now)]
    closed = (_abandoned(one, control, now) for one in given_up)
    return [run for run in closed if run is not None]


def _abandoned(run_id: str, control: DocumentStore, now: datetime) -> Run | None:
    """The run as it was closed; None where its end came meanwhile."""
    table = records.runs(control)
    stored = table.versioned(run_id)
    run = table.read(stored)
    if not run.is_abandoned(now):
        return None
    retry = now.date() + ONE_DAY
    reason = Gap(
        step=FINISH,
        target="all",
        reason=ABANDONED,
        detail=f"its execution ended or was stopped before its last step: {run.execution}",
        retry_after=retry,
    )
    found = records.steps(control).all(run.run_id)
    gaps = (reason, *_gaps(run, found, {}, retry))
    update = {"status": RunStatus.FAILED, "gaps": gaps, "finished_at": now}
    closed = run.model_copy(update=update)
    try:
        table.put(closed, run.run_id, if_version=stored.version)
    except VersionConflict:
        return None
    return closed


def _gaps(
    run: Run,
    found: Sequence[StepRecord],
    errors: Mapping[str, Mapping[str, str]],
    retry: date,
) -> tuple[Gap, ...]:
    return (*(gap for record in found for gap in record.gaps), *_missing(run, found, errors, retry))


def _missing(
    run: Run,
    found: Sequence[StepRecord],
    errors: Mapping[str, Mapping[str, str]],
    retry: date,
) -> Iterator[Gap]:
    """Of steps without a record, and of those that ended with an error after they had recorded."""
    recorded = {f"{record.step}#{record.target}" for record in found}
    told: set[str] = set()
    for name in run.expected_steps:
        step, _, target = name.partition("#")
        if name not in recorded:
            told.add(step)
            yield _lacking(step, target, errors.get(step, {}), retry)
    for step in sorted(errors.keys() - told):
        yield _lacking(step, "all", errors[step], retry)


def _lacking(step: str, target: str, error: Mapping[str, str], retry: date) -> Gap:
    return Gap(
        step=step,
        target=target,
        reason=error.get("Error", "no-result"),
        detail=_sentence(error.get("Cause", "the step recorded no result")),
        retry_after=retry,
    )


def _sentence(cause: str) -> str:
    """Lambda wraps the exception's sentence in JSON; people want the sentence."""
    try:
        found = json.loads(cause)
    except ValueError:
        return cause[:DETAIL_LENGTH]
    message = found.get("errorMessage") if isinstance(found, dict) else None
    return str(message or cause)[:DETAIL_LENGTH]


def _status(run: Run, found: Sequence[StepRecord], gaps: Sequence[Gap]) -> RunStatus:
    if not gaps:
        return RunStatus.OK
    useful = {f"{record.step}#{record.target}" for record in found if record.got}
    return RunStatus.PARTIAL if useful & set(run.expected_steps) else RunStatus.FAILED
