"""From CloudWatch to dates: the planted disk, orders and their cost, held against their truth."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from costgov.domain.period import Window
from costgov.domain.runs import Run, RunStatus, StepEvent, StepWindow, Target
from costgov.pipeline import records, use_records
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.capacity import assess
from costgov.pipeline.collect_resources import CollectResources, TargetEvent
from costgov.pipeline.measure_store import stored_values
from costgov.settings import AnalyseSettings
from pytest_socket import enable_socket

from cli.local.standin.server import StandIn
from cli.local.synthetic import Organisation, build_organisation
from cli.local.synthetic.applications import orders_on
from cli.local.synthetic.disks import DISKS
from infra.config import load_configuration
from tests.contract.test_inventory_standin import EXTERNAL_ID, inventory
from tests.fakes.listings import FakeListings
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore, InMemoryObjectStore

pytestmark = pytest.mark.loopback
AS_OF = date(2026, 10, 20)
DATA = Target(account_id="333344445555", region="us-east-1")
SHOP = Target(account_id="222233334444", region="us-east-1")
DEMO = Path(__file__).parents[2] / "cli" / "local" / "demo.yaml"


@dataclass
class Looked:
    """What a run has collected of the targets."""

    organisation: Organisation
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def collect(self, aws: StandIn, target: Target) -> None:
        service = CollectResources(
            inventory=inventory(aws),
            listings=FakeListings(),
            sources=(),
            results=self.results,
            control=self.control,
            evidence=InMemoryObjectStore(),
            lookback_days=14,
            clock=lambda: datetime.combine(AS_OF, time(18), UTC),
        )
        event = TargetEvent(
            run_id="run", as_of=AS_OF, account_id=target.account_id, region=target.region
        )
        record = service.run(event, timedelta(minutes=15))
        assert record.complete, record.gaps


@pytest.fixture(scope="module")
def looked() -> Looked:
    enable_socket()  # earlier than each test's own surroundings
    organisation = build_organisation()
    here = Looked(organisation)
    measures = load_configuration(DEMO).governance.measures
    use_records.measures(here.control).make_equal([(one.name, one) for one in measures])
    with pytest.MonkeyPatch.context() as env, StandIn(organisation, external_id=EXTERNAL_ID) as aws:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            env.setenv(name, "testing")
        env.setenv("AWS_DEFAULT_REGION", SHOP.region)
        for target in (DATA, SHOP):
            here.collect(aws, target)
    run = Run(
        run_id="run",
        as_of=AS_OF,
        status=RunStatus.RUNNING,
        trigger="manual",
        execution="one",
        cost_source="cost_explorer",
        window_start=AS_OF,
        window_end=AS_OF,
        expected_steps=tuple(f"collect_resources#{target}" for target in (DATA, SHOP)),
        started_at=datetime.combine(AS_OF, time(18), UTC),
    )
    records.runs(here.control).put(run, run.run_id)
    event = StepEvent(run_id="run", as_of=AS_OF, window=StepWindow(start=AS_OF, end=AS_OF))
    settings = AnalyseSettings(
        cost_source="cost_explorer",
        stage="local",
        control_table="control",
        costs_table="costs",
        results_table="results",
    )
    costs = InMemoryCostStore()
    ports = AnalysePorts(costs, costs, here.results, here.control)
    assert assess(event, ports, settings, run.started_at).gaps == ()
    return here


def test_the_disk_that_fills_is_found_before_it_is_full(looked: Looked) -> None:
    report = use_records.capacities(looked.results).get(str(AS_OF))

    (disk,) = [one for one in report.resources if one.component == "disk:/data"]

    truth = DISKS["kafka-1"].full
    crossing = disk.crossing
    assert crossing.state == "crossing"
    assert crossing.earliest is not None
    assert crossing.median is not None
    assert crossing.earliest <= truth <= (crossing.latest or date.max)
    assert abs((crossing.median - truth).days) <= 10
    assert disk.history_days >= 120
    (bottleneck,) = [one for one in report.bottlenecks if one.resource_name == "kafka-1"]
    assert bottleneck.component == "disk:/data"
    assert bottleneck.unknown == ("network", "io"), "never 0 %"


def test_orders_are_read_exactly_as_many_as_there_were(looked: Looked) -> None:
    week = Window(AS_OF - timedelta(days=7), AS_OF)

    values = stored_values(looked.results, "orders", week)

    assert {day: int(value) for day, value in values.items()} == {
        day: orders_on(day) for day in week.days()
    }
    everything = stored_values(looked.results, "orders", Window(date(2020, 1, 1), AS_OF))
    assert len(everything) == 400


def test_response_times_are_likely_to_stay_below_their_threshold(looked: Looked) -> None:
    report = use_records.capacities(looked.results).get(str(AS_OF))

    (response,) = report.measures

    assert response.subject == "response-time"
    assert response.crossing.risks[0].probability <= 0.05
    assert not response.warning


def test_the_well_the_wasted_and_the_unknown_are_told_apart(looked: Looked) -> None:
    report = use_records.efficiencies(looked.results).get(str(AS_OF))
    truths = {one.name: one.truth for one in looked.organisation.instances}

    low = {one.resource_name for one in report.resources if one.scores.mark == "low"}

    assert low, "oversized with an agent"
    assert {truths[str(name)] for name in low} <= {"oversized", "idle"}
    organisation = report.groups[0]
    assert organisation.dimension == "organisation"
    assert 0 < organisation.known <= organisation.resources
