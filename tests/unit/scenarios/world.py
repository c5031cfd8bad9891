"""An installation with a bill and scenarios, analysed day by day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from costgov.domain.runs import StepEvent, StepRecord, StepWindow
from costgov.domain.scenario_results import ScenarioPeriod, ScenarioResult
from costgov.domain.scenarios import Scenario
from costgov.pipeline.analyse import AnalysePorts, analyse
from costgov.pipeline.foresight import look_ahead
from costgov.pipeline.scenario_records import scenario_results, scenarios
from costgov.settings import AnalyseSettings

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore
from tests.unit.pipeline.ledgers import Bill

START = date(2026, 6, 1)
AS_OF = date(2026, 10, 20)
DAYS = (AS_OF - START).days + 1
EC2, S3 = "Amazon EC2", "Amazon S3"
PROD, DEV = "111122223333", "444455556666"


def bill() -> Bill:
    """EC2 of 100 a day in production, 20 less at weekends, and S3 of 25 a day in development."""
    found = Bill().every_day(
        DAYS, lambda i: "80" if (START + timedelta(days=i)).weekday() > 4 else "100", first=START
    )
    return found.every_day(DAYS, lambda _: "25", first=START, service=S3, account=DEV)


@dataclass
class World:
    """Stores, and what is configured."""

    bill: Bill = field(default_factory=bill)
    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def ask(self, name: str, *changes: dict[str, Any], **fields: object) -> "World":
        """Configure a scenario, of 100 days unless they are named."""
        given = {"name": name, "changes": changes, "horizon_days": 100, **fields}
        plan = Scenario.model_validate(given)
        scenarios(self.control).put(plan, name)
        return self

    def run(self, as_of: date = AS_OF) -> StepRecord:
        """Deliver the bill up to a day, analyse it and look ahead."""
        self.bill.deliver(self.costs, as_of)
        event = StepEvent(
            run_id=f"daily-{as_of}", as_of=as_of, window=StepWindow(start=as_of, end=as_of)
        )
        settings = AnalyseSettings(
            cost_source="cost_explorer",
            stage="local",
            control_table="control",
            costs_table="costs",
            results_table="results",
            forecast_days=30,
        )
        ports = AnalysePorts(self.costs, self.costs, self.results, self.control)
        now = datetime(as_of.year, as_of.month, as_of.day, 6, tzinfo=UTC) + timedelta(days=1)
        analyse(event, ports, settings, now)
        return look_ahead(event, ports, settings, now)

    def result(self, name: str) -> ScenarioResult:
        """What a scenario came to last."""
        found = scenario_results(self.results).newest(name)
        assert found is not None
        return found

    def period(self, name: str, period: str) -> ScenarioPeriod:
        """One of its periods."""
        return next(one for one in self.result(name).periods if one.name == period)
