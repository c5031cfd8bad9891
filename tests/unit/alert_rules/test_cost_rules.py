"""Spike, trend and growth: told when they begin, once, and over when they are."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.alerting.signal import Severity
from costgov.domain.documents import Page
from costgov.domain.feedback import AnomalyFeedback, FeedbackEntry
from costgov.domain.insights import (
    AnomalyEvent,
    ForecastDay,
    ForecastResult,
    Interval,
    Trend,
)
from costgov.domain.planned_events import PlannedEvent
from costgov.domain.runs import Gap
from costgov.pipeline import records

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore
from tests.unit.alert_rules.world import BASIS, DAY, World, daily, instant, later

YESTERDAY = later(-1)
WEEK_AGO = later(-8)


def growing(world: World, weeks: tuple[str, str] = ("100", "130"), last: date = YESTERDAY) -> None:
    """A week at one daily amount after a week at another."""
    before, latest = weeks
    world.cost(daily(before, last - timedelta(days=7), 7))
    world.cost(daily(latest, last, 7))


def test_growth_in_seven_days_is_told_with_its_money_and_what_drives_it() -> None:
    world = World()
    growing(world)
    world.cost(daily("40", WEEK_AGO, 7) | daily("65", YESTERDAY, 7), "service", "Amazon EC2")
    world.cost(daily("60", WEEK_AGO, 7) | daily("65", YESTERDAY, 7), "service", "Amazon S3")
    world.analysed(DAY)

    assert world.run() == ["All costs: $210.00 more in 7 days than in the 7 before (+30 %)"]
    signal = world.alert.signal
    assert (signal.kind, signal.severity) == ("growth", Severity.MEDIUM)
    assert [(part.name, part.amount, part.share_percent) for part in signal.drivers] == [
        ("Amazon EC2", Decimal(175), Decimal("83.3")),
        ("Amazon S3", Decimal(35), Decimal("16.7")),
    ]
    assert signal.since == later(-7)
    assert len(signal.series) == 28
    assert signal.basis.startswith("usage (EffectiveCost), settled up to 2026-10-27")


@pytest.mark.fault_case(35)
def test_growth_that_hovers_around_its_threshold_is_told_once_and_is_over_well_below() -> None:
    world = World()
    told = []
    for number, latest in enumerate(("121", "119", "121", "111", "122", "109")):
        growing(world, ("100", latest), later(number - 1))
        world.analysed(later(number))
        told.append([text.partition(":")[0] for text in world.run(later(number))])

    assert told == [["All costs"], [], [], [], [], ["resolved"]]


def test_what_comes_once_a_month_is_no_growth() -> None:
    world = World()
    growing(world, ("100", "100"))
    world.one_off({YESTERDAY: "900"})
    world.analysed(DAY)

    assert world.run() == []


def test_growth_of_small_money_is_not_told() -> None:
    world = World()
    growing(world, ("1", "8"))
    world.analysed(DAY)

    assert world.run() == []


def test_what_costs_something_for_the_first_time_has_no_percentage_and_is_told_by_its_money() -> (
    None
):
    world = World()
    growing(world, ("100", "100"))
    world.cost(daily("9", YESTERDAY, 7), "service", "Amazon Bedrock")
    world.rule(kind="growth", name="growth-by-service", dimension="service")
    world.analysed(DAY)

    assert world.run() == [
        "Service Amazon Bedrock: $63.00 more in 7 days than in the 7 before (new)"
    ]


def test_names_as_long_as_tags_may_be_are_cut_and_keep_nobody_from_being_told() -> None:
    world, key, value = World(), "k" * 128, "v" * 256
    growing(world, ("100", "100"))
    world.cost(daily("9000", YESTERDAY, 7), f"tag:{key}", value)
    world.rule(kind="growth", name="growth-by-tag", dimension=f"tag:{key}")
    world.analysed(DAY)

    [title] = world.run()
    assert title.startswith("K" + "k" * 127 + " vvv")
    assert len(title) == 300


@pytest.mark.fault_case(14)
def test_a_day_that_nobody_delivered_is_not_a_day_without_cost() -> None:
    world = World()
    growing(world)
    del world.facts["total", None][later(-3)]
    world.analysed(DAY)

    assert world.run() == []
    assert world.alerts == []


def test_without_todays_analysis_nothing_begins_and_nothing_is_over() -> None:
    world = World()
    growing(world)
    world.analysed(DAY)
    world.run()
    growing(world, ("100", "100"), later(0))

    record = world.step(later(1))

    assert any(note.startswith("cost-growth, USD: no analysis") for note in record.notes)
    assert record.complete, "that the analysis is missing is a gap of its own step"
    assert world.alert.is_open


def test_an_old_day_that_is_run_again_opens_nothing() -> None:
    world = World()
    growing(world)
    world.analysed(DAY)
    records.runs(world.control)
    world.run()
    world.analysed(later(-1))
    before = world.control.writes

    assert world.run(later(-1)) == []
    assert world.alert.signal.as_of == DAY
    assert world.control.writes <= before + 2, "its own record only"


def plan(world: World, **other: object) -> None:
    """People expect something of the last days."""
    fields: dict[str, object] = {"name": "migration", "start": later(-3), "end": later(3)}
    event = PlannedEvent.model_validate(fields | other)
    records.planned_events(world.control).put(event, event.name)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, 0),
        ({"service": "Amazon EC2"}, 0),
        ({"currency": "EUR"}, 2),
        ({"start": later(2)}, 2),
    ],
)
def test_what_is_planned_is_neither_growth_nor_a_spike(other: dict[str, object], told: int) -> None:
    world = World()
    growing(world, ("100", "100"))
    world.cost(daily("100", later(-15), 14) | {YESTERDAY: "900"})
    plan(world, **other)
    world.analysed(DAY)

    assert len(world.run()) == told


def test_a_plan_for_one_service_explains_no_other() -> None:
    world = World()
    growing(world, ("100", "100"))
    world.cost(daily("40", WEEK_AGO, 7) | daily("65", YESTERDAY, 7), "service", "Amazon EC2")
    world.rule(kind="growth", name="growth-by-service", dimension="service")
    plan(world, service="Amazon S3")
    world.analysed(DAY)

    assert len(world.run()) == 1


@pytest.mark.fault_case(20)
def test_a_tag_of_a_thousand_characters_fits_a_title() -> None:
    world = World()
    growing(world, ("100", "100"))
    world.cost(daily("90", YESTERDAY, 7), "tag:Team", "ß" * 1_024)
    world.rule(kind="growth", name="growth-by-team", dimension="tag:Team")
    world.analysed(DAY)

    [title] = world.run()
    assert title.startswith("Team ßß")
    assert "…: $630.00 more in 7 days" in title
    assert world.alert.signal.subject.value == "ß" * 1_024


def forecast(world: World, made: date, mean: str, high: str) -> None:
    """A forecast of the total, made on a day from what was known up to the day before."""
    days = tuple(
        ForecastDay(
            day=made + timedelta(days=number),
            mean=Decimal(mean),
            intervals=(Interval(level=95, low=Decimal(0), high=Decimal(high)),),
        )
        for number in range(5)
    )
    result = ForecastResult(
        currency="USD",
        dimension="total",
        value=None,
        as_of=made,
        history_days=60,
        history_end=made - timedelta(days=1),
        state="ok",
        days=days,
        month_end=None,
        accuracy=None,
        basis=BASIS,
    )
    parts = records.forecast_parts("USD", "total", None)
    records.forecasts(world.results).put(result, records.day_sort(made), *parts)


def spiking(world: World, amount: str = "300") -> None:
    world.cost(daily("100", later(-2), 28))
    world.cost({YESTERDAY: amount})
    world.rule(kind="growth", enabled=False)
    world.analysed(DAY)


def test_a_day_far_above_its_forecast_is_told() -> None:
    world = World()
    spiking(world)
    forecast(world, later(-2), "110", "150")

    assert world.run() == ["All costs: $300.00 on 27 Oct 2026, $190.00 over expected (+173 %)"]
    facts = {fact.label: fact.text for fact in world.alert.signal.facts}
    assert facts["Expected"] == "$110.00, at most $150.00 (forecast of 2026-10-26)"
    assert world.alert.signal.amount == Decimal(190)


def test_a_day_within_what_the_forecast_allows_for_is_not_told() -> None:
    world = World()
    spiking(world)
    forecast(world, later(-2), "110", "320")

    assert world.run() == []


def test_without_a_forecast_the_median_of_the_weeks_before_stands_in() -> None:
    world = World()
    spiking(world)

    assert world.run() == ["All costs: $300.00 on 27 Oct 2026, $200.00 over expected (+200 %)"]
    [expected] = [one for one in world.alert.signal.facts if one.label == "Expected"]
    assert expected.text.endswith("(median of the 28 days before)")


def test_a_spike_that_is_over_is_resolved_with_what_it_cost() -> None:
    world = World()
    spiking(world)
    world.run()
    world.cost({DAY: "104"})
    world.analysed(later(1))

    [told] = world.run(later(1))

    assert told.startswith("resolved: All costs: $300.00")
    assert "$200.00 in all" in world.last[0].note


def event(**other: object) -> AnomalyEvent:
    """A rise of all costs that began yesterday."""
    fields: dict[str, object] = {
        "id": "a1",
        "currency": "USD",
        "dimension": "total",
        "value": None,
        "start": YESTERDAY,
        "end": YESTERDAY,
        "found": DAY,
        "ongoing": True,
        "direction": "rise",
        "actual": Decimal(300),
        "expected": Decimal(100),
        "low": Decimal(80),
        "high": Decimal(120),
        "impact": Decimal(200),
        "score": Decimal("0.97"),
        "severity": "high",
        "drivers": (),
        "basis": BASIS,
    }
    return AnomalyEvent.model_validate(fields | other)


def store(world: World, *events: AnomalyEvent) -> None:
    for one in events:
        records.anomalies(world.results).put(one, records.anomaly_sort(one), "USD")


def say(world: World, one: AnomalyEvent, verdict: str) -> None:
    entry = FeedbackEntry.model_validate(
        {"verdict": verdict, "who": "arn:aws:iam::1:user/a", "at": instant(DAY), "end": one.end}
    )
    records.anomaly_feedback(world.control).put(AnomalyFeedback.on(one, entry), one.id)


def test_what_is_an_anomaly_is_told_as_one_and_not_as_a_spike_too() -> None:
    world = World()
    spiking(world)
    store(world, event())

    assert world.run() == ["All costs: $200.00 over expected since 27 Oct 2026 (+200 %)"]
    assert world.alert.signal.rule == "cost-anomaly"


@pytest.mark.parametrize("verdict", ["planned", "wrong"])
def test_what_people_expected_is_neither_an_anomaly_nor_a_spike(verdict: str) -> None:
    world = World()
    spiking(world)
    store(world, event())
    say(world, event(), verdict)

    assert world.run() == []


def test_where_anomalies_are_switched_off_the_spike_is_told() -> None:
    world = World()
    spiking(world)
    store(world, event())
    world.rule(kind="anomaly", enabled=False)

    assert [alert.signal.rule for alert in (world.run(), world.alerts)[1]] == ["cost-spike"]


def test_a_trend_is_told_in_money_a_month() -> None:
    world = World()
    world.cost(daily("120", YESTERDAY, 28))
    rising = Trend(label="increasing", percent=Decimal(25), days=28)
    world.analysed(DAY, rising)

    assert world.run() == ["All costs rise: about $720.00 a month more than 28 days ago (+25 %)"]
    assert world.alert.signal.severity is Severity.MEDIUM
    for number, figure in enumerate(("15", "24", "9"), 1):
        world.analysed(later(number), rising.model_copy(update={"percent": Decimal(figure)}))
    assert [len(world.run(later(number))) for number in (1, 2, 3)] == [0, 0, 1]


@pytest.mark.parametrize("figure", [Decimal(-25), Decimal("-100.0"), None])
def test_a_trend_that_falls_ends_its_alert_also_when_next_to_nothing_is_left(
    figure: Decimal | None,
) -> None:
    world = World()
    world.cost(daily("120", YESTERDAY, 28))
    world.analysed(DAY, Trend(label="increasing", percent=Decimal(25), days=28))
    world.run()
    world.analysed(later(1), Trend(label="decreasing", percent=figure, days=28))

    assert [text.partition(":")[0] for text in world.run(later(1))] == ["resolved"]


def test_a_trend_of_too_little_history_is_unknown() -> None:
    world = World()
    world.cost(daily("120", YESTERDAY, 5))
    world.analysed(DAY, Trend(label="insufficient history", percent=None, days=5))

    assert "cost-trend, USD: insufficient history" in world.step().notes


@pytest.mark.fault_case(14)
def test_without_any_cost_of_a_currency_nothing_of_it_is_over() -> None:
    world = World()
    world.cost(daily("120", YESTERDAY, 28))
    store(world, event())
    world.analysed(DAY, Trend(label="increasing", percent=Decimal(25), days=28))
    assert len(world.run()) == 2
    world.facts, world.costs = {}, InMemoryCostStore()
    world.analysed(later(1))

    assert world.run(later(1)) == []


def test_events_are_read_once_however_many_series_a_spike_is_looked_for_in() -> None:
    read: list[str] = []

    class Counting(InMemoryDocumentStore):
        def query(self, pk: str, **range_: Any) -> Page:
            read.append(pk.partition("#")[0])
            return super().query(pk, **range_)

    world = World(results=Counting(), control=Counting())
    world.rule(kind="spike", dimension="service")
    for number in range(20):
        world.cost(daily("5", YESTERDAY, 28), "service", f"service {number}")
    world.cost(daily("100", YESTERDAY, 28))
    world.analysed(DAY)
    world.run()

    assert read.count("anomaly") <= 2, "by the anomaly rule, and by the spike rule"
    assert read.count("anomaly-feedback") <= 2


def test_an_analysis_that_could_not_read_a_ledger_judges_no_anomaly_of_it() -> None:
    world = World()
    world.cost(daily("100", YESTERDAY, 28))
    store(world, event())
    world.analysed(DAY)
    assert len(world.run()) == 1
    store(world, event(ongoing=False))
    gap = Gap(
        step="analyse", target="USD", reason="unreadable", detail="broken", retry_after=later(2)
    )
    world.analysed(later(1), gaps=(gap,))

    assert world.run(later(1)) == []
    world.analysed(later(2))
    assert [told.partition(":")[0] for told in world.run(later(2))] == ["resolved"]
