"""What collecting keeps of days: use of resources and values of measures, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.daily_values import DailyValues, unpacked
from costgov.domain.measures import CloudWatchSource, Measure
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.resource_use import Use
from costgov.domain.runs import StepRecord, Target
from costgov.errors import SourceError, SourceThrottled
from costgov.pipeline.collect_measures import unread
from costgov.pipeline.collect_resources import CollectResources, TargetEvent
from costgov.pipeline.measure_store import stored_values
from costgov.pipeline.use_records import measures, resource_months

from tests.fakes.listings import FakeListings
from tests.fakes.sources import FakeInventory, FakeTime
from tests.fakes.stores import InMemoryDocumentStore, InMemoryObjectStore
from tests.unit.pipeline.test_collect_resources import AS_OF, HOME, WINDOW, instance

YEAR = Window(date(2025, 9, 1), date(2026, 12, 1))


def steady(value: int, window: Window = YEAR) -> Use:
    return {"cpu.avg": dict.fromkeys(window.days(), Decimal(value))}


@dataclass
class Estate:
    """One target with one instance whose use is known."""

    inventory: FakeInventory = field(
        default_factory=lambda: FakeInventory({HOME: [instance("i-1")]}, use={"i-1": steady(5)})
    )
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    history: timedelta = timedelta(days=60)

    def collect(self, as_of: date = AS_OF, target: Target = HOME) -> StepRecord:
        service = CollectResources(
            inventory=self.inventory,
            listings=FakeListings(),
            sources=(),
            results=self.results,
            control=self.control,
            evidence=InMemoryObjectStore(),
            lookback_days=14,
            clock=FakeTime().clock,
            history=self.history,
        )
        event = TargetEvent(
            run_id="run", as_of=as_of, account_id=target.account_id, region=target.region
        )
        return service.run(event, timedelta(minutes=15))

    def days(self, name: str = "i-1") -> dict[date, Decimal]:
        stored = resource_months(self.results).all(HOME.account_id, HOME.region)
        return {
            day: value
            for one in stored
            if one.resource_id == name
            for day, value in unpacked(one.use["cpu.avg"], Month.parse(one.month)).items()
        }

    def define(self, *some: Measure) -> None:
        measures(self.control).make_equal([(one.name, one) for one in some])


def test_the_first_time_history_is_read_and_then_only_what_is_new() -> None:
    here = Estate()

    here.collect()

    assert min(here.days()) == AS_OF - timedelta(days=60)
    assert max(here.days()) == AS_OF - timedelta(days=1)
    week = timedelta(days=7)
    here.collect(AS_OF + week)
    assert here.inventory.sinces == [{"i-1": AS_OF - timedelta(days=60)}, {}]
    assert max(here.days()) == AS_OF + week - timedelta(days=1)


def test_history_no_longer_than_the_digests_window_is_not_asked_for_apart() -> None:
    here = Estate(history=timedelta(days=14))
    assert here.collect().gaps == ()
    assert here.inventory.sinces == [{}]


def test_a_young_instance_has_no_history_to_ask_for() -> None:
    young = instance("i-1").model_copy(update={"launched_at": FakeTime().now})
    here = Estate(FakeInventory({HOME: [young]}))

    here.collect()

    assert here.inventory.sinces == [{}]


def test_the_same_days_again_write_nothing() -> None:
    here = Estate()
    here.collect()
    writes = here.results.writes

    here.inventory.measured = {}
    here.collect()

    assert here.results.writes == writes


def test_days_that_are_stored_survive_a_statistic_that_comes_later() -> None:
    here = Estate()
    here.collect()
    here.inventory.use = {"i-1": {"memory.max": dict.fromkeys(WINDOW.days(), Decimal(70))}}

    here.collect(AS_OF + timedelta(days=7))

    [october] = [
        one
        for one in resource_months(here.results).all(HOME.account_id, HOME.region)
        if one.month == "2026-10"
    ]
    assert set(october.use) == {"cpu.avg", "memory.max"}


def test_history_that_is_read_again_adds_to_what_older_months_hold() -> None:
    here, long_ago = Estate(), AS_OF - timedelta(days=70)
    here.inventory.use = {"i-1": {**steady(5), "network-out.avg": steady(7)["cpu.avg"]}}
    here.collect(long_ago)
    before = here.days()
    here.inventory.use = {"i-1": steady(5)}

    here.collect()

    assert here.inventory.sinces[1] == {"i-1": AS_OF - timedelta(days=60)}, "nobody looked since"
    assert before.items() <= here.days().items()
    august = resource_months(here.results).get("2026-08#i-1", HOME.account_id, HOME.region)
    assert set(august.use) == {"cpu.avg", "network-out.avg"}


def measure(name: str = "orders", account: str = HOME.account_id) -> Measure:
    source = CloudWatchSource(
        account=account, region=HOME.region, namespace="Shop", metric="Orders"
    )
    return Measure(name=name, unit="orders", kind="business", source=source)


def test_a_measure_is_read_back_to_its_beginning_and_then_day_by_day() -> None:
    here = Estate()
    here.define(measure())
    here.inventory.metrics = {"orders": dict.fromkeys(YEAR.days(), Decimal(9))}

    record = here.collect()

    assert record.complete
    assert (record.expected, record.got) == (3, 3)
    stored = stored_values(here.results, "orders", YEAR)
    assert (min(stored), max(stored)) == (AS_OF - timedelta(days=400), AS_OF - timedelta(days=1))
    here.inventory.metrics = {"orders": {AS_OF: Decimal(1)}}
    assert here.collect(AS_OF + timedelta(days=1)).complete
    assert stored_values(here.results, "orders", YEAR)[AS_OF] == 1


def test_measures_of_other_accounts_and_pushed_ones_are_not_asked_for_here() -> None:
    here = Estate()
    pushed = measure("pushed").model_copy(update={"source": "pushed"})
    here.define(measure("far", "999988887777"), pushed)

    assert here.collect().expected == 2


def test_a_metric_that_never_had_a_point_is_a_gap() -> None:
    here = Estate()
    here.define(measure())
    here.inventory.metrics = {"orders": {}}

    record = here.collect()

    [gap] = record.gaps
    assert (gap.reason, record.got) == ("no-points", 2)
    assert "orders" in gap.detail


def test_a_quiet_metric_that_had_points_before_is_no_gap() -> None:
    here = Estate()
    here.define(measure())
    here.inventory.metrics = {"orders": {AS_OF - timedelta(days=3): Decimal(4)}}
    here.collect()
    here.inventory.metrics = {"orders": {}}

    assert here.collect(AS_OF + timedelta(days=1)).complete


def test_withheld_points_and_refusals_are_gaps_and_keep_what_was_known() -> None:
    here = Estate()
    here.define(measure())
    here.inventory.metrics = {}
    assert [gap.reason for gap in here.collect().gaps] == ["incomplete-metrics"]

    here.inventory.metrics = SourceThrottled("Rate exceeded")
    [gap] = here.collect(AS_OF + timedelta(days=1)).gaps

    assert gap.reason == "throttled"
    assert gap.detail == "measures: Rate exceeded"


@dataclass
class Choosy(FakeInventory):
    """Refuses one measure, as CloudWatch does a dimension without a value."""

    def values(
        self, target: Target, sources: Mapping[str, CloudWatchSource], windows: Mapping[str, Window]
    ) -> Mapping[str, DailyValues]:
        if "bad" in sources:
            raise SourceError("read metrics: Parameter validation failed")
        return super().values(target, sources, windows)


def test_a_measure_that_cloudwatch_refuses_does_not_stop_the_others() -> None:
    inventory = Choosy({HOME: []}, metrics={"orders": {AS_OF - ONE_DAY: Decimal(4)}})
    here = Estate(inventory)
    here.define(measure("bad"), measure("orders"))

    record = here.collect()

    [gap] = record.gaps
    assert (gap.reason, record.expected, record.got) == ("source-error", 4, 3)
    assert gap.detail == "measure bad: read metrics: Parameter validation failed"
    assert stored_values(here.results, "orders", YEAR) == {AS_OF - ONE_DAY: 4}


def test_an_account_that_refuses_is_asked_once_and_what_was_read_is_kept() -> None:
    @dataclass
    class Tiring(FakeInventory):
        asked: int = 0

        def values(
            self,
            target: Target,
            sources: Mapping[str, CloudWatchSource],
            windows: Mapping[str, Window],
        ) -> Mapping[str, DailyValues]:
            self.asked += 1
            if self.asked > 1:
                raise SourceThrottled("Rate exceeded")
            return super().values(target, sources, windows)

    days = {AS_OF - ONE_DAY: Decimal(4)}
    inventory = Tiring({HOME: []}, metrics={"a": days, "b": days, "c": days})
    here = Estate(inventory)
    here.define(measure("a"), measure("b"), measure("c"))

    record = here.collect()

    assert inventory.asked == 2
    assert (len(record.gaps), record.expected, record.got) == (1, 5, 3)
    assert stored_values(here.results, "a", YEAR) == days


def test_numbers_no_figure_can_be_made_of_are_left_out_and_told() -> None:
    here = Estate()
    here.define(measure())
    tiny, huge = Decimal("1e-100"), Decimal("1e100")
    here.inventory.metrics = {"orders": {AS_OF - ONE_DAY: huge, AS_OF - 2 * ONE_DAY: tiny}}

    [gap] = here.collect().gaps

    assert gap.reason == "beyond-range"
    assert gap.detail.endswith("left out: 1")
    assert stored_values(here.results, "orders", YEAR) == {AS_OF - 2 * ONE_DAY: 0}


def test_a_measure_no_run_looks_at_is_told() -> None:
    [gap] = unread([measure("far", "999988887777"), measure()], [HOME], AS_OF)

    assert gap.target == "999988887777/eu-central-1"
    assert "far" in gap.detail
