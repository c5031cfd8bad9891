"""One day's cost as the runs saw it: the next day, on the third and twentieth, and after the close.

The whole daily pipeline runs on stores in memory, against a bill that the source restates.
"""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import Metric
from costgov.domain.period import Month, Window
from costgov.domain.restatements import Correction
from costgov.domain.runs import (
    COLLECT_RATES,
    COLLECT_RESOURCES,
    OPTIMISE,
    Run,
    RunStatus,
    StepEvent,
    StepRecord,
)
from costgov.errors import StoreError
from costgov.pipeline import records, run_closing, run_control
from costgov.pipeline.alert import AlertPorts, send_alerts
from costgov.pipeline.analyse import AnalysePorts, analyse
from costgov.pipeline.queries.history import CostHistory, HistoryQuestion, cost_history
from costgov.pipeline.queries.stores import ReadStores
from costgov.pipeline.replay import Replay
from costgov.pipeline.report import ReportPorts, write_report
from costgov.pipeline.settle import SettlePorts, settle
from costgov.settings import AnalyseSettings, RunSettings, SettleSettings

from tests.fakes.inbox import Inbox, headline
from tests.fakes.sources import Charge, FakeCostExplorer, FakeOrganization, FakeTime
from tests.fakes.stores import (
    InMemoryCostStore,
    InMemoryDocumentStore,
    InMemoryObjectStore,
)
from tests.unit.pipeline.payer import DATA, WEB, Payer

ZERO = Decimal(0)
D = date(2026, 10, 10)
OCTOBER = Month(2026, 10)
NEXT_DAY, THIRD, TWENTIETH = (D + timedelta(days=number) for number in (1, 3, 20))
NOT_YET_CLOSED, CLOSING, AFTER_CLOSE = date(2026, 11, 3), date(2026, 11, 16), date(2026, 12, 15)
HOME, REGION = WEB, "eu-west-1"


def quiet(until: date) -> list[Charge]:
    """Ten dollars on every day before one, but D."""
    days = Window(OCTOBER.first, until).days()
    return [Charge(day, "10", account=WEB) for day in days if day != D]


def training(amount: str) -> Charge:
    """What D is known for."""
    return Charge(D, amount, service="Amazon SageMaker", account=DATA, usage_type="Training")


SUPPORT = Charge(D, "60", service="AWS Support (Business)", record_type="Fee")
CREDIT = Charge(D, "-25.5", service="Amazon SageMaker", account=DATA, record_type="Credit")

# What the source says of D when it is asked on a day.
TOLD: dict[date, list[Charge]] = {
    NEXT_DAY: [training("450")],
    THIRD: [training("290"), SUPPORT],
    TWENTIETH: [training("500.0000000001")],
    NOT_YET_CLOSED: [training("500.0000000001")],
    CLOSING: [training("500.0000000001"), CREDIT],
    AFTER_CLOSE: [training("480"), CREDIT],
}


@dataclass
class Product:
    """The daily pipeline on stores in memory, with a budget of $1,000 a month."""

    payer: Payer = field(default_factory=lambda: Payer(time=FakeTime(instant(NEXT_DAY))))
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    reports: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.payer.control)
        plan = BudgetPlan(id="all", amount=Decimal(1000), forecast_threshold=None)
        records.budgets(self.payer.control).put(plan, plan.id)

    def run(self, as_of: date) -> Run:
        """One day's run, of what the source says on that day."""
        self.payer.source = FakeCostExplorer([*quiet(as_of), *TOLD[as_of]], page_size=7)
        now, begun = instant(as_of), self._begin(as_of)
        errors = {}
        try:
            self.payer.collect(as_of)
        except StoreError as error:
            errors["collect_costs"] = {"Error": "StoreError", "Cause": str(error)}
        control, costs = self.payer.control, self.payer.costs
        target = f"{HOME}/{REGION}"
        inventory = StepRecord(
            step=COLLECT_RESOURCES, target=target, expected=1, got=1, finished_at=now
        )
        records.record_step(control, begun.run_id, inventory)
        for step in (COLLECT_RATES, OPTIMISE):
            done = StepRecord(step=step, expected=1, got=1, finished_at=now)
            records.record_step(control, begun.run_id, done)
        analyse(begun, AnalysePorts(costs, costs, self.results, control), ANALYSIS, now)
        settle(begun, SettlePorts(costs, self.results, control), SETTLING, now)
        send_alerts(begun, AlertPorts(costs, self.results, control, self.inbox), now)
        write_report(begun, ReportPorts(costs, control, self.results, self.reports), now)
        return run_closing.finish(begun.run_id, errors, control, now)

    def _begin(self, as_of: date) -> StepEvent:
        event = {
            "trigger": "schedule",
            "execution": f"execution-{as_of}",
            "started_at": instant(as_of).isoformat(),
        }
        ports = run_control.BeginPorts(self.payer.control, self.payer.costs, FakeOrganization())
        begun = run_control.begin(
            run_control.checked_begin(event), ports, RUN_CONTROL, instant(as_of)
        )
        return StepEvent(run_id=begun.run_id, as_of=begun.as_of, window=begun.window)

    def october(self, group_by: str = "total", as_of: datetime | None = None) -> CostHistory:
        """The API's answer about October."""
        stores = ReadStores(
            costs=self.payer.costs, results=self.results, control=self.payer.control
        )
        window = OCTOBER.window
        question = HistoryQuestion(
            group_by=group_by,
            metric=Metric.BILLED,
            start=window.start,
            end=window.end,
            as_of=as_of,
        )
        return cost_history(stores, question)

    def reported(self, on: date) -> Decimal:
        """D's cost in the report of a day."""
        text = self.reports.get(f"daily/{on}/costs-by-service.csv").decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text))
        return sum(
            (Decimal(row["BilledCost"]) for row in rows if row["ChargePeriodStart"][:10] == str(D)),
            ZERO,
        )

    def told(self) -> list[str]:
        """What people were told of budgets since the last look."""
        read = [one for one in self.inbox.read() if one.alert.signal.kind == "budget"]
        return [headline(news) for news in read]

    def corrections(self) -> list[Correction]:
        """The audit of restated months."""
        return records.corrections(self.payer.control).all("USD")


RUN_CONTROL = RunSettings(
    stage="local",
    control_table="control",
    costs_table="costs",
    time_zone="UTC",
    cost_source="cost_explorer",
    home_account=HOME,
    home_region=REGION,
    deliver_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
)
ANALYSIS = AnalyseSettings(
    stage="local",
    control_table="control",
    costs_table="costs",
    results_table="results",
    cost_source="cost_explorer",
    tag_keys=("Team",),
)
SETTLING = SettleSettings(
    stage="local",
    control_table="control",
    costs_table="costs",
    results_table="results",
    cost_source="cost_explorer",
)


def instant(day: date) -> datetime:
    """When a day's run is made."""
    return datetime.combine(day, time(6), UTC)


def of_d(history: CostHistory) -> Decimal:
    """D's cost in an answer, over all series."""
    points = [point for series in history.series for point in series.points]
    return sum((Decimal(point["amount"]) for point in points if point["start"] == str(D)), ZERO)


def asked_again(as_of: date) -> dict[str | None, Decimal]:
    """What the source says of October's services on a day, added up by hand."""
    sums: dict[str | None, Decimal] = defaultdict(Decimal)
    for charge in (*quiet(as_of), *TOLD[as_of]):
        if charge.day in OCTOBER.window:
            sums[charge.service] += Decimal(charge.unblended)
    return dict(sums)


@pytest.fixture
def product() -> Product:
    return Product()


def told_of_d(day: date) -> Decimal:
    return sum((Decimal(charge.unblended) for charge in TOLD[day]), ZERO)


@pytest.mark.fault_case(7)
def test_after_every_run_api_and_report_say_what_the_source_says_then(product: Product) -> None:
    for day in TOLD:
        run = product.run(day)

        assert (run.status, run.gaps) == (RunStatus.OK, ())
        by_service = product.october("service")
        assert {one.value: one.total for one in by_service.series} == asked_again(day)
        assert product.october().total == sum(asked_again(day).values())
        assert of_d(by_service) == told_of_d(day)
        if day <= date(2026, 11, 30):
            assert product.reported(day) == told_of_d(day)


@pytest.mark.fault_case(7, 8)
def test_every_earlier_answer_can_be_had_again(product: Product) -> None:
    answers = {}
    for day in TOLD:
        product.run(day)
        answers[day] = product.october("service").series

    for day, answer in answers.items():
        then = product.october("service", as_of=instant(day))
        assert then.series == answer
        assert of_d(then) == told_of_d(day)
        assert then.data_as_of == f"{day}T06:00:00.000000Z"
    eve = product.october("service", as_of=instant(THIRD) - timedelta(seconds=1))
    assert eve.series == answers[NEXT_DAY]
    support = [one.value for one in product.october("service", as_of=instant(THIRD)).series]
    assert SUPPORT.service in support, "it was there for a while"


@pytest.mark.fault_case(7)
def test_a_restated_day_does_not_alert_again(product: Product) -> None:
    seen = {}
    for day in TOLD:
        product.run(day)
        seen[day] = product.told()

    half = "Budget all: $540.00 of $1,000.00 spent (54.0 %)"
    assert seen[NEXT_DAY] == [half], "half of the budget"
    assert seen[THIRD] == [], "less than half again"
    assert seen[TWENTIETH] == [], "more than half once more: told already"
    assert seen[AFTER_CLOSE] == [], "October is over"


@pytest.mark.fault_case(8)
def test_what_changed_after_the_month_was_over_is_an_event_of_the_audit(product: Product) -> None:
    for day in TOLD:
        product.run(day)

    found = {(one.noted_at.date(), one.after_close): one.changes for one in product.corrections()}
    differences = {
        when: {change.metric: change.difference for change in changes}
        for when, changes in found.items()
    }
    assert {when: of[Metric.BILLED] for when, of in differences.items()} == {
        (CLOSING, False): Decimal("-25.5"),
        (AFTER_CLOSE, True): Decimal("-20.0000000001"),
    }


@pytest.mark.fault_case(28)
def test_the_same_instant_run_again_changes_nothing(product: Product) -> None:
    for day in (NEXT_DAY, THIRD):
        product.run(day)
    before = list(product.payer.costs.history), product.payer.costs.writes
    answer = product.october("service")

    product.payer.collect(THIRD)

    assert (product.payer.costs.history, product.payer.costs.writes) == before
    assert product.october("service") == answer


@pytest.mark.fault_case(26, 28)
def test_a_table_that_refuses_makes_the_run_partial_and_the_next_one_completes() -> None:
    costs = InMemoryCostStore()
    product = Product(Payer(costs=costs, time=FakeTime(instant(NEXT_DAY))))
    product.run(NEXT_DAY)
    costs.refusals = 1

    run = product.run(THIRD)

    assert run.status is RunStatus.PARTIAL
    [gap] = [gap for gap in run.gaps if gap.step == "collect_costs"]
    assert (gap.reason, gap.retry_after) == ("StoreError", THIRD + timedelta(days=1))
    assert "unwritten" in gap.detail
    assert of_d(product.october()) == told_of_d(NEXT_DAY), "as it was, not half of it"
    assert product.run(TWENTIETH).status is RunStatus.OK
    assert of_d(product.october()) == told_of_d(TWENTIETH)


@pytest.mark.fault_case(7)
def test_the_evidence_alone_tells_the_whole_story_again(product: Product) -> None:
    for day in TOLD:
        product.run(day)
    original = product.payer.costs
    again = InMemoryCostStore()

    Replay(product.payer.evidence, again, 256).run(lambda *_: None)

    assert (again.items, again.versions, again.known) == (
        original.items,
        original.versions,
        original.known,
    )
    assert sorted(again.history, key=repr) == sorted(original.history, key=repr)
