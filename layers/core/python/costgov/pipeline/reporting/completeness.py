"""What the run could not get: gaps of its steps, refused files and lines of imports."""

from collections.abc import Sequence

from costgov.domain.imports import ImportRecord
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import REPORT, Gap, Run, StepRecord
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records

LINES = 25


def gaps_so_far(control: DocumentStore, run: Run) -> tuple[Gap, ...]:
    """What the steps before the report reported missing, and steps that reported nothing.

    The run is not closed while its report is written, so this looks at its steps, not at the run.
    """
    found = [step for step in records.steps(control).all(run.run_id) if step.step != REPORT]
    recorded = {f"{step.step}#{step.target}" for step in found}
    silent = [
        Gap(
            step=step,
            target=target,
            reason="no-result",
            detail="the step recorded no result",
            retry_after=run.as_of + ONE_DAY,
        )
        for step, _, target in (name.partition("#") for name in run.expected_steps)
        if step != REPORT and f"{step}#{target}" not in recorded
    ]
    return tuple(sorted([*_recorded_gaps(found), *silent], key=lambda gap: (gap.step, gap.target)))


def _recorded_gaps(found: Sequence[StepRecord]) -> list[Gap]:
    return [gap for step in found for gap in step.gaps]


def imports_of(control: DocumentStore, window: Window) -> tuple[ImportRecord, ...]:
    """Files whose days touch the window or that came in since it began, by object key."""
    return tuple(one for one in records.imports(control).all() if _concerns(one, window))


def _concerns(record: ImportRecord, window: Window) -> bool:
    if record.finished_at.date() >= window.start:
        return True
    if record.first_day is None or record.last_day is None:
        return False
    return record.first_day < window.end and record.last_day >= window.start
