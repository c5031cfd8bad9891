"""What is missing of a bill that comes in files: deliveries late, refused or not whole.

A file that is dropped by hand comes when somebody drops it, so only the days it covers can be late.
An export comes by itself, at least once a day (AWS: "Understanding export delivery").
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from costgov.domain.deliveries import DeliveryState, export_of
from costgov.domain.ledgers import counts
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import IMPORT_BILLING, Gap, Run, StepRecord
from costgov.gateways.ports import CostStore, DocumentStore
from costgov.pipeline import records
from costgov.pipeline.ledger import OVER_AFTER

# A manifest follows its files within minutes.
WAITING: Final = timedelta(hours=1)
LATE: Final = timedelta(days=2)
STOPPED: Final = timedelta(days=7)
# A month's file comes some days after the month.
UNCOVERED: Final = timedelta(days=35)


def note_deliveries(
    run_id: str, control: DocumentStore, costs: CostStore, now: datetime
) -> StepRecord | None:
    """Record how the deliveries of a run stand whose costs come in files; None for other runs.

    Raises:
        NotFound: there is no such run.
    """
    run = records.runs(control).get(run_id)
    if run.cost_source != "billing_files":
        return None
    states = records.deliveries(control).all()
    last_days = [
        ledger.last_day for ledger in costs.ledgers() if counts(ledger.source, "billing_files")
    ]
    gaps = tuple(delivery_gaps(states, max(last_days, default=None), run, now))
    imported = sum(state.imported_at is not None for state in states)
    record = StepRecord(
        step=IMPORT_BILLING,
        expected=imported + len({gap.target for gap in gaps}),
        got=imported,
        gaps=gaps,
        finished_at=now,
    )
    records.record_step(control, run_id, record)
    return record


def delivery_gaps(
    states: Sequence[DeliveryState], last_day: date | None, run: Run, now: datetime
) -> Iterator[Gap]:
    """What is missing, by source; `last_day` is the newest that any file covers."""
    told: set[str] = set()
    for state in states:
        if (news := _news(state, run, now)) is not None:
            told.add(export_of(state.source) or state.source)
            yield _gap(state.source, *news, now)
    for export, imported_at in sorted(_newest(states).items()):
        since = now - imported_at
        if export not in told and LATE < since <= OVER_AFTER:
            told.add(export)
            reason = "stopped" if since > STOPPED else "late"
            yield _gap(export, reason, f"it has delivered nothing for {since.days} days", now)
    if last_day is None:
        if not told:
            yield _gap("all", "no-delivery", "no billing file has been imported yet", now)
    elif not told and run.as_of - last_day > UNCOVERED:
        yield _gap("all", "stopped", f"no file covers a day after {last_day}", now)


def _news(state: DeliveryState, run: Run, now: datetime) -> tuple[str, str] | None:
    """Why the newest delivery of a source is not imported; what is older than the run's window
    has been told often enough."""
    if state.status in {"refused", "incomplete"} and state.noted_at.date() >= run.window_start:
        return state.status, state.reason or ""
    if state.waiting_since is not None and now - state.waiting_since > WAITING:
        return "waiting", f"files came on {state.waiting_since:%Y-%m-%d %H:%M} UTC, no manifest"
    return None


def _newest(states: Sequence[DeliveryState]) -> dict[str, datetime]:
    """When each export last delivered something that was imported."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for state in states:
        export = export_of(state.source)
        if export is not None and state.imported_at is not None:
            found[export].append(state.imported_at)
    return {export: max(instants) for export, instants in found.items()}


def _gap(target: str, reason: str, detail: str, now: datetime) -> Gap:
    return Gap(
        step=IMPORT_BILLING,
        target=target,
        reason=reason,
        detail=detail,
        retry_after=now.date() + ONE_DAY,
    )
