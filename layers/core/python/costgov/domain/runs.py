"""Runs of the pipeline: what was expected, what was got, what is missing and why."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

DISCOVER_ACCOUNTS = "discover_accounts"
# The target of the listing itself, beside those of single accounts.
ORGANIZATION = "organization"
COLLECT_COSTS = "collect_costs"
COLLECT_RESOURCES = "collect_resources"
COLLECT_RATES = "collect_rates"
IMPORT_BILLING = "import_billing"
ANALYSE = "analyse"
OPTIMISE = "optimise"
SETTLE = "settle"
ALERT = "alert"
REPORT = "report"
FINISH = "finish"

COST_EXPLORER: Final = "cost_explorer"

# A run that has not finished after this long is dead: the state machine's own time-out is shorter.
LEASE: Final = timedelta(hours=2)

type CostSource = Literal["cost_explorer", "billing_files"]


class Frozen(BaseModel):
    """Base of stored values: immutable, and an unknown field is an error.

    Schemas are built at first use: a cold start pays for the models it reads, not for all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class RunStatus(StrEnum):
    """OK: all that was expected is there. PARTIAL: some gaps. FAILED: nothing to show."""

    RUNNING = "RUNNING"
    OK = "OK"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"


class Gap(Frozen):
    """Something expected that is not there, why, and from when it is tried again."""

    step: str
    target: str
    reason: str
    detail: str
    retry_after: date


class StepRecord(Frozen):
    """What one step (for one target: an account and region, or "all") got."""

    step: str
    target: str = "all"
    expected: int
    got: int
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    finished_at: datetime

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps and self.got == self.expected


class RequestCount(Frozen):
    """How many paid requests a source was sent on one UTC day."""

    source: str
    day: date
    requests: int


class Target(Frozen):
    """One account and region to look at."""

    account_id: str
    region: str

    def __str__(self) -> str:
        return f"{self.account_id}/{self.region}"


class StepWindow(Frozen):
    """The half-open window of days a run looks at, as it travels in an event."""

    start: date
    end: date


class StepEvent(BaseModel):
    """What the state machine hands every step after Begin; further fields are ignored."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    as_of: date
    window: StepWindow


class Run(Frozen):
    """One pipeline run for one day of the schedule's calendar."""

    run_id: str
    as_of: date
    status: RunStatus
    trigger: str
    execution: str
    cost_source: CostSource
    window_start: date
    window_end: date
    expected_steps: tuple[str, ...]
    started_at: datetime
    finished_at: datetime | None = None
    gaps: tuple[Gap, ...] = ()

    def is_abandoned(self, now: datetime) -> bool:
        """Whether it is open although it can no longer be under way."""
        return self.status is RunStatus.RUNNING and now >= self.started_at + LEASE
