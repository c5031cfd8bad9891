"""What the analysis says of days to come beyond its forecasts; part of the step analyse.

Each look stands alone: it turns what it cannot answer into gaps with reasons, and the others go on.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from costgov.domain.runs import ANALYSE, StepEvent, StepRecord
from costgov.pipeline import capacity, load, records, unit_costs
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.findings import Findings
from costgov.pipeline.scenarios import run_scenarios
from costgov.settings import AnalyseSettings

type Look = Callable[[StepEvent, AnalysePorts, AnalyseSettings, datetime], Findings]

LOOKS: Final[tuple[Look, ...]] = (
    run_scenarios,
    capacity.assess,
    unit_costs.assess,
    load.predict,
)


def look_ahead(
    event: StepEvent, ports: AnalysePorts, settings: AnalyseSettings, now: datetime
) -> StepRecord:
    """Look ahead from what `analyse` has just stored and merge it into that step's record.

    What one look raises is raised once the others have looked and their findings are recorded; of
    several the first, which Step Functions knows by its name, with the others as its notes.

    Raises:
        NotFound: `analyse` has not recorded the run.
        StoreError: a store refused; the step runs again.
    """
    found, errors = Findings(), list[Exception]()
    for look in LOOKS:
        try:
            found += look(event, ports, settings, now)
        except Exception as error:  # noqa: BLE001 - raised below
            errors.append(error)
    record = _recorded(found, event, ports, now)
    if errors:
        first, *others = errors
        for other in others:
            first.add_note(f"another look failed too: {type(other).__name__}: {other}")
        raise first
    return record


def _recorded(found: Findings, event: StepEvent, ports: AnalysePorts, now: datetime) -> StepRecord:
    analysed = records.steps(ports.control).get(f"{ANALYSE}#all", event.run_id)
    if found == Findings():
        return analysed
    merged = analysed.model_copy(
        update={
            "expected": analysed.expected + found.expected,
            "got": analysed.got + found.got,
            "gaps": analysed.gaps + found.gaps,
            "notes": analysed.notes + found.notes,
            "finished_at": now,
        }
    )
    records.record_step(ports.control, event.run_id, merged)
    return merged
