"""The looks at capacity, efficiency and unit costs: what is forecast, and what is missing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.capacity import CapacityReport, UsePolicy
from costgov.domain.measures import CloudWatchSource, Measure
from costgov.domain.period import Window
from costgov.domain.resources import INSTANCE, Resource
from costgov.domain.runs import Run, RunStatus, StepEvent, StepWindow, Target
from costgov.domain.unit_cost import UnitCostPlan, UnitCostReport
from costgov.pipeline import capacity, records, unit_costs, use_records
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.findings import Findings
from costgov.pipeline.measure_store import keep_values
from costgov.pipeline.use_shelf import UseShelf
from costgov.settings import AnalyseSettings

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore
from tests.unit.pipeline.ledgers import Bill
from tests.unit.pipeline.test_collect_resources import HOME, instance, measured

AS_OF = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
HISTORY = Window(AS_OF - timedelta(days=120), AS_OF)

type Level = Callable[[int], float]


def days(level: Level, window: Window = HISTORY) -> dict[date, Decimal]:
    """Values by day; `level` is given how many days before the as-of day."""
    return {day: Decimal(repr(round(level((AS_OF - day).days), 2))) for day in window.days()}


@dataclass
class World:
    """A run that has collected one target, and a bill."""

    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def __post_init__(self) -> None:
        run = Run(
            run_id="run", as_of=AS_OF, status=RunStatus.RUNNING, trigger="manual", execution="e",
            cost_source="cost_explorer", window_start=AS_OF, window_end=AS_OF,
            expected_steps=("collect_costs#all", f"collect_resources#{HOME}"), started_at=NOW,
        )  # fmt: skip
        records.runs(self.control).put(run, run.run_id)

    def add(self, name: str, use: dict[str, dict[date, Decimal]], state: str = "running") -> None:
        found: Resource = instance(name, state=state)
        records.resources(self.results).put(found, found.key, HOME.account_id, HOME.region)
        UseShelf(self.results, HOME, HISTORY).put(name, use)

    def define(self, *some: Measure | UnitCostPlan | UsePolicy) -> None:
        for one in some:
            if isinstance(one, Measure):
                use_records.measures(self.control).put(one, one.name)
            elif isinstance(one, UnitCostPlan):
                use_records.unit_cost_plans(self.control).put(one, one.name)
            else:
                use_records.use_policies(self.control).put(one, use_records.POLICY)

    def look(self) -> Findings:
        return self._assess(capacity.assess)

    def divide(self) -> Findings:
        return self._assess(unit_costs.assess)

    def _assess(self, look: Callable[..., Findings]) -> Findings:
        event = StepEvent(run_id="run", as_of=AS_OF, window=StepWindow(start=AS_OF, end=AS_OF))
        settings = AnalyseSettings(
            cost_source="cost_explorer", stage="local", control_table="control",
            costs_table="costs", results_table="results",
        )  # fmt: skip
        ports = AnalysePorts(self.costs, self.costs, self.results, self.control)
        found = look(event, ports, settings, NOW)
        assert isinstance(found, Findings)
        return found

    @property
    def report(self) -> CapacityReport:
        return use_records.capacities(self.results).get(str(AS_OF))

    def unit_cost(self, name: str) -> UnitCostReport:
        return use_records.unit_costs(self.results).get(str(AS_OF), name)


def growing(at: int) -> float:
    """Full, at 80 percent, in forty days."""
    return 80 - 0.4 * (40 + at)


def calm(_: int) -> float:
    return 12.0


def test_a_measure_whose_values_have_ended_says_nothing_of_tomorrow() -> None:
    here = World()
    here.define(
        Measure(name="tenants", unit="tenants", kind="business", limit=400, target_percent=70)
    )
    ended = Window(AS_OF - timedelta(days=250), AS_OF - timedelta(days=100))
    keep_values(here.results, "tenants", days(lambda _: 390.0, ended), NOW)

    here.look()

    [outlook] = here.report.measures
    assert (outlook.value, outlook.crossing.state, outlook.warning) == (None, "unknown", False)
    assert use_records.efficiencies(here.results).get(str(AS_OF)).measures == ()


@pytest.mark.parametrize(("ended", "known"), [(0, 1), (22, 0)])
def test_a_digest_or_a_disk_of_long_ago_is_no_score_of_today(ended: int, known: int) -> None:
    here, age = World(), timedelta(days=ended)
    last = Window(AS_OF - age - timedelta(days=5), AS_OF - age)
    here.add("i-1", {"disk:/.max": days(lambda _: 99.0, last)})
    cpu = measured("CPUUtilization", 50).model_copy(update={"end": AS_OF - age})
    table = records.resources(here.results)
    found = table.get(f"{INSTANCE}#i-1", HOME.account_id, HOME.region)
    table.put(found.model_copy(update={"digests": (cpu,)}), found.key, HOME.account_id, HOME.region)

    here.look()

    [organisation, *_] = use_records.efficiencies(here.results).get(str(AS_OF)).groups
    assert (organisation.resources, organisation.known) == (1, known)
    assert (organisation.health is None) == (known == 0)


def test_only_what_is_half_full_or_grows_is_forecast() -> None:
    here = World()
    here.add("i-1", {"cpu.avg": days(calm), "disk:/.max": days(growing)})
    here.add("i-2", {"cpu.avg": days(calm), "cpu.max": days(lambda _: 100.0)})

    found = here.look()

    assert (found.expected, found.got, found.gaps) == (2, 2, ())
    assert (here.report.looked_at, here.report.forecast) == (2, 1)
    [disk] = here.report.resources
    assert (disk.component, disk.history_days) == ("disk:/", 120)
    assert disk.crossing.median is not None
    assert abs((disk.crossing.median - AS_OF).days - 40) <= 7


def test_the_bottleneck_is_named_and_what_nobody_measures_is_unknown() -> None:
    here = World()
    here.add("i-1", {"memory.max": days(lambda at: 70 - 0.2 * at), "disk:/.max": days(growing)})

    here.look()

    [found] = here.report.bottlenecks
    assert found.component in {"disk:/", "memory"}
    assert found.unknown == ("cpu", "network", "io")


def test_the_operator_s_policy_decides_when_it_is_full_and_when_to_order() -> None:
    here = World()
    here.define(UsePolicy(threshold_percent=Decimal(90), lead_time_days=120))
    here.add("i-1", {"disk:/.max": days(growing)})

    here.look()

    [disk] = here.report.resources
    assert disk.threshold == Decimal(90)
    assert disk.lead_time_days == 120
    assert disk.warning
    assert disk.order_by == AS_OF


def test_stopped_and_long_silent_instances_say_nothing_of_tomorrow() -> None:
    here = World()
    here.add("i-1", {"disk:/.max": days(growing)}, state="stopped")
    silent = Window(HISTORY.start, AS_OF - timedelta(days=25))
    here.add("i-2", {"disk:/.max": days(growing, silent)})

    here.look()

    assert (here.report.looked_at, here.report.forecast) == (1, 0)


def test_of_a_large_estate_the_most_urgent_are_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "MOST_FORECAST", 2)
    here = World()
    for number in range(5):
        lower = {day: value - 3 * number for day, value in days(growing).items()}
        here.add(f"i-{number}", {"disk:/.max": lower})

    here.look()

    assert (here.report.forecast, here.report.left_out) == (2, 3)
    assert {one.subject[-3:] for one in here.report.resources} == {"i-0", "i-1"}


def measure(name: str = "sessions", **fields: object) -> Measure:
    known = {"name": name, "unit": "sessions", "kind": "technical"}
    return Measure.model_validate(known | fields)


def test_measures_have_an_outlook_of_their_own_and_a_score() -> None:
    here = World()
    here.define(measure(limit=Decimal(1000), target_percent=Decimal(50)), measure("plain"))
    keep_values(here.results, "sessions", days(lambda at: 700 - at), NOW)

    here.look()

    [sessions] = here.report.measures
    assert sessions.threshold == Decimal(800)
    assert sessions.limit == Decimal(1000)
    assert sessions.value == Decimal(696)
    assert sessions.crossing.state == "crossing"
    scores = use_records.efficiencies(here.results).get(str(AS_OF))
    assert scores.measures[0].efficiency == Decimal("1.392")


def test_a_measure_without_values_is_unknown_and_not_zero() -> None:
    here = World()
    here.define(measure(threshold=Decimal(150)))

    here.look()

    [found] = here.report.measures
    assert (found.value, found.crossing.state, found.warning) == (None, "unknown", False)


def test_a_measure_that_no_run_reads_is_a_gap() -> None:
    far = Target(account_id="999988887777", region="eu-west-1")
    here = World()
    source = CloudWatchSource(
        account=far.account_id, region=far.region, namespace="Shop", metric="Orders"
    )
    here.define(measure(source=source))

    [gap] = here.look().gaps

    assert (gap.step, gap.target, gap.reason) == ("collect_resources", str(far), "no-target")


def test_without_anything_to_look_at_nothing_is_stored() -> None:
    here = World()

    assert here.look() == Findings()
    assert here.divide() == Findings()
    assert here.results.items == {}


def test_a_second_look_writes_nothing_new() -> None:
    here = World()
    here.add("i-1", {"disk:/.max": days(growing)})
    here.look()
    writes = here.results.writes

    here.look()

    assert here.results.writes == writes


def billed(here: World) -> None:
    bill = Bill().every_day(120, lambda _: "60", first=HISTORY.start)
    bill.every_day(120, lambda i: "30" if i % 2 else "0", first=HISTORY.start, service="Amazon S3")
    bill.deliver(here.costs, AS_OF - timedelta(days=1))


def test_a_unit_cost_of_a_service_counts_its_idle_days() -> None:
    here = World()
    billed(here)
    plan = UnitCostPlan(name="s3", measure="orders", dimension="service", value="Amazon S3")
    here.define(measure("orders", kind="business", unit="orders"), plan)
    keep_values(here.results, "orders", days(lambda _: 100.0), NOW)

    found = here.divide()

    assert (found.expected, found.got) == (1, 1)
    report = here.unit_cost("s3")
    assert report.current.unit_cost == Decimal("0.15")
    assert (report.status, report.unit) == ("no target", "orders")
    assert report.months[0].start == HISTORY.start.replace(day=1)
    assert sum(month.days for month in report.months) == 120


def test_a_day_that_was_not_measured_is_not_divided() -> None:
    here = World()
    billed(here)
    here.define(measure("orders"), UnitCostPlan(name="all", measure="orders"))
    half = {day: value for day, value in days(lambda _: 100.0).items() if day.day % 2}
    keep_values(here.results, "orders", half, NOW)

    here.divide()

    report = here.unit_cost("all")
    assert {one.reason for one in report.days} == {None, "no units were measured"}
    assert report.current.days < 30
    assert report.current.cost is not None


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (UnitCostPlan(name="x", measure="unknown"), "no measure 'unknown'"),
        (UnitCostPlan(name="x", measure="orders", currency="EUR"), "no EUR cost"),
        (UnitCostPlan(name="x", measure="orders", dimension="tag:app"), "by 'tag:app'"),
        (
            UnitCostPlan(name="x", measure="orders", dimension="service", value="Amazon RDS"),
            "'Amazon RDS'",
        ),
        (UnitCostPlan(name="x", measure="empty"), "no day has both"),
    ],
)
def test_what_cannot_be_divided_is_a_gap_and_the_others_go_on(
    plan: UnitCostPlan, said: str
) -> None:
    here = World()
    billed(here)
    here.define(measure("orders"), measure("empty"), plan, UnitCostPlan(name="y", measure="orders"))
    keep_values(here.results, "orders", days(lambda _: 100.0), NOW)

    found = here.divide()

    assert (found.expected, found.got) == (2, 1)
    [gap] = found.gaps
    assert said in gap.detail
    assert here.unit_cost("y").current.unit_cost
