"""What is found by looking ahead becomes part of the analysis's one record."""

from datetime import UTC, date, datetime

import pytest
from costgov.domain.runs import ANALYSE, StepEvent, StepRecord, StepWindow
from costgov.errors import NotFound
from costgov.pipeline import foresight, records
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.findings import Findings, missing
from costgov.settings import AnalyseSettings

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

AS_OF = date(2026, 10, 20)
ANALYSED = datetime(2026, 10, 21, 6, tzinfo=UTC)
NOW = datetime(2026, 10, 21, 6, 1, tzinfo=UTC)
EVENT = StepEvent(run_id="daily", as_of=AS_OF, window=StepWindow(start=AS_OF, end=AS_OF))
SETTINGS = AnalyseSettings(
    cost_source="cost_explorer",
    stage="local",
    control_table="control",
    costs_table="costs",
    results_table="results",
)
LATE = missing(AS_OF, "scenario a", "scenario", "it cannot be told")


def ports(*, analysed: bool) -> AnalysePorts:
    costs, control = InMemoryCostStore(), InMemoryDocumentStore()
    if analysed:
        record = StepRecord(
            step=ANALYSE, expected=1, got=1, notes=("USD: done",), finished_at=ANALYSED
        )
        records.record_step(control, EVENT.run_id, record)
    return AnalysePorts(costs, costs, InMemoryDocumentStore(), control)


def look(
    monkeypatch: pytest.MonkeyPatch, *found: Findings, analysed: bool = True
) -> tuple[StepRecord, StepRecord]:
    """What is answered and what is stored, when looks find these."""
    looks = tuple((lambda *_, one=one: one) for one in found)
    monkeypatch.setattr(foresight, "LOOKS", looks)
    given = ports(analysed=analysed)
    answered = foresight.look_ahead(EVENT, given, SETTINGS, NOW)
    return answered, records.steps(given.control).get("analyse#all", EVENT.run_id)


def test_what_looks_find_is_added_to_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    answered, stored = look(
        monkeypatch,
        Findings(expected=2, got=1, gaps=(LATE,), notes=("scenarios: 1",)),
        Findings(expected=3, got=3, notes=("capacity: 3",)),
    )
    assert answered == stored
    assert (stored.expected, stored.got, stored.gaps) == (6, 5, (LATE,))
    assert stored.notes == ("USD: done", "scenarios: 1", "capacity: 3")
    assert stored.finished_at == NOW
    assert not stored.complete


def test_where_nothing_is_configured_the_record_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered, stored = look(monkeypatch, Findings(), Findings())
    assert answered == stored
    assert (stored.expected, stored.finished_at) == (1, ANALYSED)


def test_it_comes_after_the_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound, match="no step 'analyse#all' is stored"):
        look(monkeypatch, analysed=False)


def test_what_one_look_raises_comes_after_the_others_are_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> Findings:
        raise ArithmeticError("a number nobody has")

    def found(*_: object) -> Findings:
        return Findings(expected=3, got=3, notes=("load: 3",))

    monkeypatch.setattr(foresight, "LOOKS", (broken, found))
    given = ports(analysed=True)
    with pytest.raises(ArithmeticError, match="a number nobody has"):
        foresight.look_ahead(EVENT, given, SETTINGS, NOW)
    stored = records.steps(given.control).get("analyse#all", EVENT.run_id)
    assert stored.notes == ("USD: done", "load: 3")
