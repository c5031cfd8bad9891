"""Opens runs: one per day of the schedule's calendar, whatever the clocks do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from costgov.domain.period import ONE_DAY
from costgov.domain.runs import (
    ALERT,
    ANALYSE,
    COLLECT_COSTS,
    COLLECT_RATES,
    COLLECT_RESOURCES,
    IMPORT_BILLING,
    OPTIMISE,
    REPORT,
    SETTLE,
    CostSource,
    Gap,
    Run,
    RunStatus,
    StepRecord,
    StepWindow,
    Target,
)
from costgov.errors import InvalidInput, NotFound, VersionConflict
from costgov.gateways.ports import CostStore, DocumentStore, Organization
from costgov.pipeline import records
from costgov.pipeline.discover_accounts import discover_accounts
from costgov.pipeline.run_window import run_days, run_window, watermark
from costgov.pipeline.targets import MOST_TARGETS, Estate, MapItem, map_items, targets
from costgov.settings import RunSettings

TOO_MANY_TARGETS: Final = "too-many-targets"


class BeginEvent(BaseModel):
    """The state machine's input, what it carries of the configuration, and the execution."""

    model_config = ConfigDict(frozen=True)

    trigger: Literal["schedule", "manual"] = "manual"
    as_of: str | None = None
    scheduled_at: str | None = None
    force: bool = False
    execution: str
    started_at: str
    estate: Estate = Estate()


class Begun(BaseModel):
    """What Begin hands to the state machine."""

    run_id: str
    as_of: date
    duplicate: bool
    cost_source: CostSource
    window: StepWindow
    targets: tuple[MapItem, ...]


@dataclass(frozen=True, slots=True)
class BeginPorts:
    """What opening a run needs from outside."""

    control: DocumentStore
    costs: CostStore
    organization: Organization


def begin(event: BeginEvent, ports: BeginPorts, settings: RunSettings, now: datetime) -> Begun:
    """Open the day's run, or say that it is a duplicate of one that is done or under way.

    The run's expected steps are the record of the accounts and regions it looks at.

    Raises:
        InvalidInput: `as_of` or `scheduled_at` is neither a day nor an instant.
    """
    due = event.scheduled_at or event.started_at
    as_of, day = run_days(event.as_of, due, settings.time_zone)
    run_id = f"daily-{day.isoformat()}"
    known = ports.costs.ledgers()
    window = run_window(as_of, known, settings, watermark(ports.control, run_id))
    run = Run(
        run_id=run_id,
        as_of=as_of,
        status=RunStatus.RUNNING,
        trigger=event.trigger,
        execution=event.execution,
        cost_source=settings.cost_source,
        window_start=window.start,
        window_end=window.end,
        expected_steps=_expected_steps(settings.cost_source, ()),
        started_at=now,
    )
    version = _opened(ports.control, run, now, force=event.force)
    found = _targets(event.estate, ports, settings, run_id, now) if version else ()
    if version:
        steps = _expected_steps(settings.cost_source, found)
        opened = run.model_copy(update={"expected_steps": steps})
        records.runs(ports.control).put(opened, run_id, if_version=version)
    return Begun(
        run_id=run_id,
        as_of=as_of,
        duplicate=version is None,
        cost_source=settings.cost_source,
        window=StepWindow(start=window.start, end=window.end),
        targets=map_items(found),
    )


def _targets(
    estate: Estate, ports: BeginPorts, settings: RunSettings, run_id: str, now: datetime
) -> tuple[Target, ...]:
    """What the run looks at; what is more than a run can take is a recorded gap."""
    known = discover_accounts(run_id, estate.organization, ports.organization, ports.control, now)
    home = Target(account_id=settings.home_account, region=settings.home_region)
    every = targets(estate, home, known)
    if left := every[MOST_TARGETS:]:
        gap = Gap(
            step=COLLECT_RESOURCES,
            target="others",
            reason=TOO_MANY_TARGETS,
            detail=f"{len(left)} accounts and regions beyond {MOST_TARGETS}, from {left[0]} on",
            retry_after=now.date() + ONE_DAY,
        )
        record = StepRecord(
            step=COLLECT_RESOURCES,
            target="others",
            expected=len(left),
            got=0,
            gaps=(gap,),
            finished_at=now,
        )
        records.record_step(ports.control, run_id, record)
    return every[:MOST_TARGETS]


def _expected_steps(source: CostSource, found: Sequence[Target]) -> tuple[str, ...]:
    costs = COLLECT_COSTS if source == "cost_explorer" else IMPORT_BILLING
    resources = [f"{COLLECT_RESOURCES}#{target}" for target in found]
    after = (f"{step}#all" for step in (COLLECT_RATES, ANALYSE, OPTIMISE, SETTLE, ALERT, REPORT))
    return (f"{costs}#all", *resources, *after)


def _opened(control: DocumentStore, run: Run, now: datetime, *, force: bool) -> int | None:
    """The version under which this execution now holds the run; None when it does not.

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
        alive = before.status is RunStatus.RUNNING and not before.is_abandoned(now)
        done = before.status is RunStatus.OK and not force
        if (alive and not same) or (done and not same):
            return None
    try:
        version = table.put(run, run.run_id, if_version=version)
    except VersionConflict:
        return None
    # Steps of an earlier attempt must not count as this one's.
    records.steps(control).make_equal([], run.run_id)
    return version


def checked_begin(event: Mapping[str, object]) -> BeginEvent:
    """The Begin event; raises InvalidInput naming the field that is wrong."""
    try:
        return BeginEvent.model_validate(event)
    except ValueError as error:
        raise InvalidInput(f"this is no input of the daily pipeline: {error}") from error
