"""What the queries read, in memory: facts of any shape, and one of everything else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.costs import ORG, TOTAL, ChargeCategory, Metric, MonthCost, Scope, SeriesKey
from costgov.domain.insights import AnomalyEvent, Basis
from costgov.domain.period import Month
from costgov.domain.runs import COLLECT_RESOURCES, Run, RunStatus, StepRecord, Target
from costgov.pipeline import records
from costgov.pipeline.queries.stores import ReadStores

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

READ_AT = datetime(2026, 10, 20, 6, tzinfo=UTC)
READ_AT_TEXT = "2026-10-20T06:00:00.000000Z"
LAST_DAY = date(2026, 10, 19)
BASIS = Basis(sources=("cost_explorer",), as_of=READ_AT_TEXT, method="test")

# (service, day, category, amount): one line of a bill, billed and effective alike.
type Line = tuple[str | None, date, ChargeCategory, Decimal]


@dataclass(frozen=True)
class FakeStores:
    """The stores, typed as the fakes they are."""

    costs: InMemoryCostStore
    results: InMemoryDocumentStore
    control: InMemoryDocumentStore

    @classmethod
    def empty(cls) -> "FakeStores":
        """Before the first run."""
        return cls(InMemoryCostStore(), InMemoryDocumentStore(), InMemoryDocumentStore())

    @property
    def read(self) -> ReadStores:
        """What the use cases are handed."""
        return ReadStores(costs=self.costs, results=self.results, control=self.control)

    def bill(
        self,
        lines: Iterable[Line],
        *,
        currency: str = "USD",
        source: str = "cost_explorer",
        scope: Scope = ORG,
        at: datetime = READ_AT,
        dimensions: Iterable[str] = (TOTAL, "service"),
    ) -> None:
        """Deliver the lines of a source, cut by total and by service."""
        facts: dict[tuple[SeriesKey, str | None, Month], MonthCost] = {}
        for service, day, category, amount in lines:
            for dimension in dimensions:
                value = None if dimension == TOTAL else service
                key, month = SeriesKey(currency, scope, dimension), Month.of(day)
                fact = facts.setdefault(
                    (key, value, month), MonthCost(key, value, month, source, {})
                )
                for metric in (Metric.BILLED, Metric.EFFECTIVE):
                    fact.add(category, metric, day, amount)
        months = sorted({month for _, _, month in facts})
        self.costs.replace(source, months, facts.values(), at)


def days_of(service: str | None, amounts: Iterable[str], first: date) -> list[Line]:
    """Usage on consecutive days; "" leaves a day out."""
    return [
        (service, first + timedelta(days=index), ChargeCategory.USAGE, Decimal(amount))
        for index, amount in enumerate(amounts)
        if amount
    ]


def by_service(lines: Iterable[Line]) -> dict[str | None, list[Decimal]]:
    """The lines' amounts by service."""
    amounts: dict[str | None, list[Decimal]] = defaultdict(list)
    for service, _, _, amount in lines:
        amounts[service].append(amount)
    return dict(amounts)


def anomaly(start: date, number: int = 0, *, ongoing: bool = False) -> AnomalyEvent:
    """A rise that began on a day."""
    return AnomalyEvent(
        id=f"{number:04d}",
        currency="USD",
        dimension="service",
        value="AmazonEC2",
        start=start,
        end=start,
        found=start,
        ongoing=ongoing,
        direction="rise",
        actual=Decimal("20.5"),
        expected=Decimal(10),
        low=Decimal(8),
        high=Decimal(12),
        impact=Decimal("10.5"),
        score=Decimal("0.9"),
        severity="medium",
        drivers=(),
        basis=BASIS,
    )


def put_anomalies(stores: FakeStores, events: Iterable[AnomalyEvent]) -> None:
    """Store events as the analysis does."""
    for event in events:
        stored = records.anomalies(stores.results)
        stored.put(event, records.anomaly_sort(event), event.currency)


def run_of(day: date) -> Run:
    """A finished run."""
    return Run(
        run_id=f"daily-{day.isoformat()}",
        as_of=day,
        status=RunStatus.OK,
        trigger="schedule",
        execution="arn:aws:states:us-east-1:111122223333:execution:daily:x",
        cost_source="cost_explorer",
        window_start=day - timedelta(days=30),
        window_end=day + timedelta(days=1),
        expected_steps=(),
        started_at=datetime(day.year, day.month, day.day, 6, tzinfo=UTC),
    )


def put_run(stores: FakeStores, run: Run, steps: Iterable[StepRecord] = ()) -> None:
    """Store a run and its steps as the pipeline does."""
    done = list(steps)
    expected = tuple(f"{step.step}#{step.target}" for step in done)
    whole = run.model_copy(update={"expected_steps": expected})
    records.runs(stores.control).put(whole, run.run_id)
    for step in done:
        records.record_step(stores.control, run.run_id, step)


def inventory_step(target: Target) -> StepRecord:
    """What collect_resources records of one account and region."""
    return StepRecord(
        step=COLLECT_RESOURCES, target=str(target), expected=1, got=1, finished_at=READ_AT
    )
