"""The load of Auto Scaling groups, from CloudWatch's hours to the answer of the API."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.load import GROUP_TAG, HISTORY, LoadForecast
from costgov.domain.resources import Resource
from costgov.domain.runs import StepEvent, StepWindow, Target
from costgov.errors import SourceThrottled
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.collect_load import MOST_GROUPS, collect_load
from costgov.pipeline.findings import Findings
from costgov.pipeline.load import HORIZON_HOURS, predict
from costgov.pipeline.load_records import group_loads, load_forecasts
from costgov.pipeline.queries.load import LoadForecasts, LoadQuestion, load_predictions
from costgov.pipeline.queries.stores import ReadStores
from costgov.settings import AnalyseSettings
from pydantic import ValidationError

from tests import builders
from tests.fakes.sources import FakeInventory
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

DAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
HOME = Target(account_id="111122223333", region="eu-central-1")
OTHER = Target(account_id="222233334444", region="us-east-1")
SETTINGS = AnalyseSettings(
    stage="test", control_table="t", costs_table="t", results_table="t", cost_source="cost_explorer"
)


@pytest.fixture(autouse=True)
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costgov.analysis.forest.TREES", 3)


def member(name: str, group: str, target: Target = HOME) -> Resource:
    return builders.instance(name, target, DAY, tags={GROUP_TAG: group})


def hours(until: date, days: int = 10, level: int = 40) -> dict[datetime, Decimal]:
    """Days that are busy from 8 to 20."""
    end = datetime(until.year, until.month, until.day, tzinfo=UTC)
    at = [end - timedelta(hours=n) for n in range(1, 24 * days + 1)]
    return {hour: Decimal(level + 20 * (8 <= hour.hour < 20)) for hour in at}


@dataclass
class Estate:
    """One results table over the days of a story."""

    inventory: FakeInventory = field(default_factory=FakeInventory)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def collect(self, *found: Resource, target: Target = HOME, day: date = DAY) -> Findings:
        return collect_load(self.inventory, self.results, target, found, day)

    def predict(self, day: date = DAY) -> Findings:
        store = InMemoryDocumentStore()
        ports = AnalysePorts(InMemoryCostStore(), InMemoryCostStore(), self.results, store)
        event = StepEvent(run_id=f"daily-{day}", as_of=day, window=StepWindow(start=day, end=day))
        return predict(event, ports, SETTINGS, NOW)

    def groups(self) -> list[str]:
        return [load.group for load in group_loads(self.results).all()]

    def answer(self, **asked: str) -> LoadForecasts:
        stores = ReadStores(InMemoryCostStore(), self.results, InMemoryDocumentStore())
        return load_predictions(stores, LoadQuestion.model_validate(asked))


def test_two_days_of_a_group_are_predicted_from_its_hours() -> None:
    estate = Estate(FakeInventory(groups={"web": hours(DAY), "api": hours(DAY, days=2)}))
    assert estate.collect(member("i-1", "web"), member("i-2", "web"), member("i-3", "api")) == (
        Findings(1, 1)
    )
    found = estate.predict()
    assert found.notes[0].startswith("load: 2 groups predicted")

    api, web = estate.answer().predictions
    assert (web.group, web.target, web.history_hours) == ("web", HOME, 240)
    assert web.history_end == datetime(2026, 10, 19, 23, tzinfo=UTC)
    assert len(web.points) == HORIZON_HOURS
    assert web.points[0].at == datetime(2026, 10, 20, tzinfo=UTC)
    night, noon = web.points[3], web.points[12]
    assert night.mean == pytest.approx(Decimal(40), abs=3)
    assert noon.mean == pytest.approx(Decimal(60), abs=3)
    assert [interval.level for interval in noon.intervals] == [80, 90, 95]
    assert web.statistical_error is not None
    assert web.forest_error is not None
    assert f"{100 * web.forest_error:.1f} %" in web.reason
    assert web.basis.sources == ("cloudwatch",)
    assert (api.method, api.statistical_error, api.origins) == ("statistical", None, 0)
    assert "48 of the 192 hours" in api.reason


def test_the_same_hours_give_the_same_prediction() -> None:
    estate = Estate(FakeInventory(groups={"web": hours(DAY)}))
    estate.collect(member("i-1", "web"))
    estate.predict()
    once = load_forecasts(estate.results).all()
    estate.predict()
    assert load_forecasts(estate.results).all() == once


def test_four_weeks_are_asked_for_and_each_day_replaces_the_one_before() -> None:
    estate = Estate(FakeInventory(groups={"web": hours(DAY, days=60)}))
    estate.collect(member("i-1", "web"))
    (first,) = group_loads(estate.results).all()
    assert first.start == datetime(2026, 10, 20, tzinfo=UTC) - HISTORY
    later = DAY + timedelta(days=1)
    estate.inventory.groups = {"web": hours(later, days=60, level=30)}
    estate.collect(member("i-1", "web"), day=later)
    (second,) = group_loads(estate.results).all()
    assert (second.as_of, min(second.points().values())) == (later, Decimal(30))


def test_a_group_without_members_is_forgotten_with_its_prediction() -> None:
    estate = Estate(FakeInventory(groups={"web": hours(DAY), "shop": hours(DAY)}))
    estate.collect(member("i-1", "web"))
    estate.collect(member("i-2", "shop", OTHER), target=OTHER)
    estate.predict()
    assert [one.group for one in estate.answer().predictions] == ["web", "shop"]
    assert estate.collect() == Findings()
    assert estate.groups() == ["shop"]
    estate.predict()
    assert [one.group for one in estate.answer().predictions] == ["shop"]


def test_a_refusal_is_a_gap_and_keeps_what_is_stored() -> None:
    estate = Estate(FakeInventory(groups={"web": hours(DAY)}))
    estate.collect(member("i-1", "web"))
    estate.inventory.groups = SourceThrottled("read metrics: Rate exceeded")
    found = estate.collect(member("i-1", "web"), day=DAY + timedelta(days=1))
    (gap,) = found.gaps
    assert (found.expected, found.got, gap.reason) == (1, 0, SourceThrottled.reason)
    assert gap.detail == "load: read metrics: Rate exceeded"
    assert estate.groups() == ["web"]


def test_withheld_points_are_a_gap_and_a_new_group_is_none() -> None:
    estate = Estate(FakeInventory(groups={"new": {}}))
    found = estate.collect(member("i-1", "new"), member("i-2", "web"))
    assert [gap.detail for gap in found.gaps] == ["load: group web: points were withheld"]
    assert estate.groups() == []


def test_of_very_many_groups_the_first_are_followed_and_the_rest_named_as_a_gap() -> None:
    names = [f"g{number:03}" for number in range(MOST_GROUPS + 2)]
    estate = Estate(FakeInventory(groups=dict.fromkeys(names, hours(DAY, days=1))))
    found = estate.collect(*(member(f"i-{name}", name) for name in names))
    assert [gap.reason for gap in found.gaps] == ["too-many"]
    assert estate.groups() == names[:MOST_GROUPS]


def test_no_load_is_beyond_all_of_it() -> None:
    calm = hours(DAY, days=28, level=0)
    jump = {at: Decimal(90) for at in calm if at.date() == DAY - timedelta(days=1)}
    estate = Estate(FakeInventory(groups={"web": {**calm, **jump}, "full": hours(DAY, level=80)}))
    estate.collect(member("i-1", "web"), member("i-2", "full"))
    estate.predict()
    highest = {
        one.group: max(point.intervals[-1].high for point in one.points)
        for one in estate.answer().predictions
    }
    assert highest == {"web": 100, "full": 100}
    for one in estate.answer().predictions:
        assert all(0 <= point.mean <= 100 for point in one.points)


def test_of_very_many_groups_a_run_predicts_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costgov.pipeline.load.MOST_GROUPS", 2)
    few = hours(DAY, days=1)
    estate = Estate(FakeInventory(groups={"b": few, "c": few, "a": few}))
    estate.collect(*(member(f"i-{name}", name) for name in "bca"))
    found = estate.predict()
    assert [one.group for one in estate.answer().predictions] == ["a", "b"]
    [gap] = found.gaps
    assert (found.expected, found.got, gap.reason) == (1, 0, "too-many")
    assert gap.detail == "1 groups beyond the first 2"


def test_hours_that_ended_days_ago_are_not_predicted_from() -> None:
    estate = Estate(FakeInventory(groups={"web": hours(DAY)}))
    estate.collect(member("i-1", "web"))
    assert estate.predict(DAY + timedelta(days=2)).got == 1
    assert estate.predict(DAY + timedelta(days=3)) == Findings()
    assert estate.answer().predictions == ()


def test_groups_are_asked_for_by_account_and_region() -> None:
    estate = Estate(FakeInventory(groups={"web": hours(DAY, days=1), "shop": hours(DAY, days=1)}))
    estate.collect(member("i-1", "web"))
    estate.collect(member("i-2", "shop", OTHER), target=OTHER)
    estate.predict()

    def named(**asked: str) -> list[str]:
        return [one.group for one in estate.answer(**asked).predictions]

    assert named() == ["web", "shop"]
    assert named(account=HOME.account_id) == ["web"]
    assert named(account=OTHER.account_id, region="us-east-1") == ["shop"]
    assert named(account=OTHER.account_id, region="eu-central-1") == []
    first = estate.answer(limit="1")
    assert [one.group for one in first.predictions] == ["web"]
    assert named(limit="1", page_token=str(first.next_page)) == ["shop"]
    with pytest.raises(ValidationError, match="region needs account"):
        LoadQuestion(region="eu-central-1")


def test_a_stored_prediction_reads_back() -> None:
    estate = Estate(FakeInventory(groups={"web": hours(DAY, days=1)}))
    estate.collect(member("i-1", "web"))
    estate.predict()
    (one,) = load_forecasts(estate.results).all()
    assert LoadForecast.model_validate_json(one.model_dump_json()) == one
