"""A payer account whose bill and faults a story changes between its days."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from costgov.collectors.cost_explorer import SOURCE
from costgov.domain.costs import ORG, Metric, Scope, SeriesKey
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import StepEvent, StepRecord, StepWindow
from costgov.pipeline.collect_costs import CollectCosts
from costgov.pipeline.cost_queries import Groupings
from costgov.pipeline.request_budget import RequestBudget

from tests.fakes.sources import Charge, FakeCostExplorer, FakeTime
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore, InMemoryObjectStore

D18, D19, D20 = (date(2026, 10, day) for day in (18, 19, 20))
WEB, DATA = "111122223333", "444455556666"
BILL = (
    Charge(D18, "10.00", service="Amazon RDS", account=WEB, tags={"Team": "web"}),
    Charge(D18, "-2.50", service="Amazon RDS", account=WEB, record_type="Credit"),
    Charge(D18, "4.25", service="AWS Lambda", account=DATA, tags={"Team": "data"}),
    Charge(D19, "11.00", service="Amazon RDS", account=WEB, tags={"Team": "web"}),
)


@dataclass
class Payer:
    """Collects day after day into memory; every day's clock stands at six in the morning."""

    source: FakeCostExplorer = field(default_factory=lambda: FakeCostExplorer(BILL))
    groupings: Groupings = field(default_factory=lambda: Groupings(("Team",), discover=False))
    cap: int = 200
    aws_anomalies: bool = False
    months_back: int = 1
    time: FakeTime = field(default_factory=FakeTime)
    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    evidence: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)

    def collect(self, as_of: date = D20, minutes: float = 15) -> StepRecord:
        """One run of a day; `months_back` is how far its window goes, as Begin says it."""
        self.time.now = max(self.time.now, datetime.combine(as_of, time(6), UTC))
        service = CollectCosts(
            source=self.source,
            costs=self.costs,
            control=self.control,
            evidence=self.evidence,
            groupings=self.groupings,
            aws_anomalies=self.aws_anomalies,
            reread_months=1,
            budget=RequestBudget(self.control, SOURCE, self.cap, self.time.clock),
            clock=self.time.clock,
            sleep=self.time.sleep,
            random=Random(3),
        )
        start = Month.of(as_of).shift(-self.months_back).first
        window = StepWindow(start=start, end=as_of + ONE_DAY)
        event = StepEvent(run_id=f"daily-{as_of}", as_of=as_of, window=window)
        return service.run(event, timedelta(minutes=minutes))

    def asked_by(self, act: Callable[[], object]) -> list[str]:
        """The names of what is asked while something is done, page by page."""
        before = len(self.source.asked)
        act()
        return [
            what if isinstance(what, str) else what.name for what, _ in self.source.asked[before:]
        ]

    def billed(self, dimension: str, scope: Scope = ORG) -> dict[str | None, Decimal]:
        """What is stored now, over all days, by value."""
        found = self.costs.months(
            SeriesKey("USD", scope, dimension), Window(date(2025, 1, 1), date(2027, 12, 1))
        )
        sums: dict[str | None, Decimal] = {}
        for fact in found:
            for amount in fact.daily(Metric.BILLED).values():
                sums[fact.value] = sums.get(fact.value, Decimal(0)) + amount
        return sums
