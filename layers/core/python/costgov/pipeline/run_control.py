"""Opens and closes runs: one per day of the schedule's calendar, whatever the clocks do.

A run is keyed by the day a clock on the wall in the schedule's time zone shows when the tick was
due. Keyed by the UTC day instead, the ticks of 01:30 in Berlin on 29 and 30 March 2026 (00:30Z and
23:30Z of the same UTC day) would look like one, and the second day would never be collected.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from costgov.domain.costs import Ledger
from costgov.domain.period import ONE_DAY, Month, Window, local_day, parse_day, parse_instant
from costgov.domain.runs import (
    ALERT,
    ANALYSE,
    COLLECT_COSTS,
    COLLECT_RESOURCES,
    REPORT,
    CostSource,
    Gap,
    Run,
    RunStatus,
    StepRecord,
    StepWindow,
    Target,
)
from costgov.errors import InvalidInput, NotFound, VersionConflict
from costgov.gateways.ports import CostStore, DocumentStore
from costgov.pipeline import records
from costgov.settings import RunSettings

# A run that has not finished after this long is dead: the state machine's own time-out is shorter.
LEASE = timedelta(hours=2)
DETAIL_LENGTH = 1000


class BeginEvent(BaseModel):
    """The state machine's input with the execution it belongs to."""

    model_config = ConfigDict(frozen=True)

    trigger: Literal["schedule", "manual"] = "manual"
    as_of: str | None = None
    scheduled_at: str | None = None
    force: bool = False
    execution: str
    started_at: str


class Begun(BaseModel):
    """What Begin hands to the state machine."""

    run_id: str
    as_of: date
    duplicate: bool
    cost_source: CostSource
    window: StepWindow
    targets: tuple[Target, ...]


def begin(
    event: BeginEvent,
    control: DocumentStore,
    costs: CostStore,
    settings: RunSettings,
    now: datetime,
) -> Begun:
    """Open the day's run, or say that it is a duplicate of one that is done or under way.

    Raises:
        InvalidInput: `as_of` or `scheduled_at` is neither a day nor an instant.
    """
    as_of, day = _days(event, settings.time_zone)
    run_id = f"daily-{day.isoformat()}"
    window = _window(as_of, costs.ledgers(), settings, _watermark(control, run_id))
    run = Run(
        run_id=run_id,
        as_of=as_of,
        status=RunStatus.RUNNING,
        trigger=event.trigger,
        execution=event.execution,
        cost_source=settings.cost_source,
        window_start=window.start,
        window_end=window.end,
        expected_steps=_expected_steps(settings),
        started_at=now,
    )
    return Begun(
        run_id=run_id,
        as_of=as_of,
        duplicate=not _opened(control, run, now, force=event.force),
        cost_source=settings.cost_source,
        window=StepWindow(start=window.start, end=window.end),
        targets=settings.targets,
    )


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
    errors: dict[str, dict[str, str]],
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


def _days(event: BeginEvent, zone: str) -> tuple[date, date]:
    """The UTC billing day to analyse as of, and the calendar day that names the run."""
    if event.as_of is not None and "T" not in event.as_of:
        day = parse_day(event.as_of)
        return day, day
    instant = parse_instant(event.as_of or event.scheduled_at or event.started_at)
    return instant.date(), local_day(instant, zone)


def _window(
    as_of: date, ledgers: Sequence[Ledger], settings: RunSettings, watermark: date | None
) -> Window:
    """From the first of the previous month, because AWS restates; further back to catch up.

    A first run back-fills; days since the last good run are always inside.
    """
    known = [ledger for ledger in ledgers if ledger.source == settings.cost_source]
    previous = Month.of(as_of).shift(-1)
    if not known and settings.cost_source == "cost_explorer":
        previous = Month.of(as_of).shift(-settings.backfill_months)
    elif watermark is not None:
        previous = min(previous, Month.of(watermark))
    return Window(previous.first, as_of + ONE_DAY)


def _watermark(control: DocumentStore, run_id: str) -> date | None:
    """The as-of day of the newest earlier run whose costs were collected completely."""
    after = None
    while True:
        runs, after = records.runs(control).page(after=after, newest_first=True, limit=50)
        for run in runs:
            if run.run_id < run_id and _costs_complete(run):
                return run.as_of
        if after is None:
            return None


def _costs_complete(run: Run) -> bool:
    closed = run.status in {RunStatus.OK, RunStatus.PARTIAL}
    return closed and all(gap.step != COLLECT_COSTS for gap in run.gaps)


def _expected_steps(settings: RunSettings) -> tuple[str, ...]:
    costs = [f"{COLLECT_COSTS}#all"] if settings.cost_source == "cost_explorer" else []
    resources = [f"{COLLECT_RESOURCES}#{target}" for target in settings.targets]
    return (*costs, *resources, f"{ANALYSE}#all", f"{ALERT}#all", f"{REPORT}#all")


def _opened(control: DocumentStore, run: Run, now: datetime, *, force: bool) -> bool:
    """Whether this execution now holds the run.

    A run that is done stays done unless forced; one under way keeps others out until its lease
    ends; PARTIAL and FAILED ones may be run again.
    """
    table = records.runs(control)
    try:
        stored = table.versioned(run.run_id)
    except NotFound:
        version = 0
    else:
        before, version = table.read(stored), stored.version
        same = before.execution == run.execution
        alive = before.status is RunStatus.RUNNING and now < before.started_at + LEASE
        done = before.status is RunStatus.OK and not force
        if (alive and not same) or (done and not same):
            return False
    try:
        table.put(run, run.run_id, if_version=version)
    except VersionConflict:
        return False
    _forget_steps(control, run.run_id)
    return True


def _forget_steps(control: DocumentStore, run_id: str) -> None:
    """Steps of an earlier attempt must not count as this one's."""
    records.steps(control).make_equal([], run_id)


def _gaps(
    run: Run, found: Sequence[StepRecord], errors: dict[str, dict[str, str]], retry: date
) -> tuple[Gap, ...]:
    recorded = {f"{record.step}#{record.target}" for record in found}
    missing = [
        Gap(
            step=(step := name.partition("#")[0]),
            target=name.partition("#")[2],
            reason=errors.get(step, {}).get("Error", "no-result"),
            detail=_sentence(errors.get(step, {}).get("Cause", "the step recorded no result")),
            retry_after=retry,
        )
        for name in run.expected_steps
        if name not in recorded
    ]
    return (*(gap for record in found for gap in record.gaps), *missing)


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


def checked_begin(event: dict[str, object]) -> BeginEvent:
    """The Begin event; raises InvalidInput naming the field that is wrong."""
    try:
        return BeginEvent.model_validate(event)
    except ValueError as error:
        raise InvalidInput(f"this is no input of the daily pipeline: {error}") from error
