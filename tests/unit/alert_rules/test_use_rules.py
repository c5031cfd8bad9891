"""Capacity, KPI, efficiency and unit cost: from what is stored of how things are used."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.alerting.signal import Severity
from costgov.domain.capacity import CapacityOutlook, CapacityReport, Crossing, UsePolicy
from costgov.domain.efficiency import EfficiencyReport, GroupScores, MeasureScores
from costgov.domain.insights import Trend
from costgov.domain.measures import Measure
from costgov.domain.unit_cost import UnitCost, UnitCostPlan, UnitCostReport
from costgov.pipeline.measure_store import keep_values
from costgov.pipeline.records import day_sort
from costgov.pipeline.use_records import (
    capacities,
    efficiencies,
    measures,
    unit_cost_plans,
    unit_costs,
)

from tests.unit.alert_rules.world import BASIS, DAY, World, instant, later

ARN = "arn:aws:ec2:us-east-1:111122223333:instance/i-1"


def outlook(median: date | None, **other: Any) -> CapacityOutlook:
    """A disk that is as likely as not full by a day."""
    state = "not within 365 days" if median is None else "crossing"
    fields: dict[str, Any] = {
        "subject": ARN,
        "subject_name": "web",
        "account_id": "111122223333",
        "region": "us-east-1",
        "component": "disk:/data",
        "unit": "%",
        "statistic": "maximum",
        "value": Decimal(71),
        "threshold": Decimal(80),
        "limit": Decimal(100),
        "history_days": 90,
        "lead_time_days": 30,
        "crossing": Crossing(state=state, median=median),
        "order_by": None,
        "warning": True,
        "method": "ensemble",
    }
    return CapacityOutlook.model_validate(fields | other)


def capacity(world: World, day: date, *resources: CapacityOutlook, **other: Any) -> None:
    fields: dict[str, Any] = {
        "as_of": day,
        "policy": UsePolicy(),
        "measures": (),
        "resources": resources,
        "bottlenecks": (),
        "looked_at": 1,
        "forecast": 1,
        "left_out": 0,
        "basis": BASIS,
    }
    report = CapacityReport.model_validate(fields | other)
    capacities(world.results).put(report, day_sort(day))


def kinds(told: list[str]) -> list[str]:
    """What happened, without what it is about."""
    return [text.partition(":")[0] if ":" in text else "opened" for text in told]


def test_what_is_full_within_thirty_days_is_told_with_the_day() -> None:
    world = World()
    capacity(world, DAY, outlook(later(20)))

    assert world.run() == ["Disk:/data of web is expected to reach 80 % on 17 Nov 2026, in 20 days"]
    assert world.alert.signal.severity is Severity.MEDIUM
    assert world.alert.signal.subject.account == "111122223333"


@pytest.mark.fault_case(35)
def test_a_forecast_that_moves_to_and_fro_is_told_once_until_it_is_well_beyond() -> None:
    world = World()
    told = []
    for number, median in enumerate((30, 32, 29, 36, 30, 40)):
        day = later(number)
        capacity(world, day, outlook(day + timedelta(days=median)))
        told.append(len(world.run(day)))

    assert told == [1, 0, 0, 0, 0, 1]


def test_as_the_day_comes_nearer_it_is_told_once_more() -> None:
    world = World()
    for number in (0, 20, 25):
        capacity(world, later(number), outlook(later(27)))

    assert [len(world.run(later(number))) for number in (0, 20, 25)] == [1, 1, 0]
    assert world.alert.signal.severity is Severity.HIGH


@pytest.mark.parametrize("state", ["unknown", "insufficient history"])
def test_what_is_no_longer_known_is_not_over(state: str) -> None:
    world = World()
    capacity(world, DAY, outlook(later(20)))
    world.run()
    capacity(world, later(1), outlook(None, crossing=Crossing.model_validate({"state": state})))

    assert world.run(later(1)) == []
    assert world.run(later(2)) == [], "nor is it on a day without a report"
    assert world.alert.is_open


def test_what_was_left_out_of_the_forecasts_is_not_over() -> None:
    world = World()
    capacity(world, DAY, outlook(later(20)))
    world.run()
    capacity(world, later(1), left_out=3)
    assert world.run(later(1)) == []

    capacity(world, later(2))
    assert len(world.run(later(2))) == 1


def test_two_components_of_a_resource_are_two_alerts() -> None:
    world = World()
    capacity(world, DAY, outlook(later(20)), outlook(later(10), component="mem"))

    assert len(world.run()) == 2
    assert len(world.alerts) == 2


def measure(world: World, values: dict[date, str], **other: Any) -> None:
    fields = {"name": "p90", "unit": "ms", "kind": "technical", "threshold": "150"} | other
    one = Measure.model_validate(fields)
    measures(world.control).put(one, one.name)
    found = {day: Decimal(text) for day, text in values.items()}
    keep_values(world.results, one.name, found, instant(DAY))


def test_a_measure_at_its_threshold_is_told_since_the_first_day_above() -> None:
    world = World()
    measure(world, {later(-3): "120", later(-2): "151", later(-1): "190"})

    assert world.run() == ["P90: 190 ms on 27 Oct 2026, threshold 150 ms"]
    assert world.alert.signal.since == later(-2)
    assert world.alert.signal.severity is Severity.HIGH


@pytest.mark.fault_case(35)
def test_a_measure_around_its_threshold_is_told_once() -> None:
    world = World()
    told = []
    for number, value in enumerate(("150", "148", "151", "143", "150", "142")):
        measure(world, {later(number): value})
        told.append(len(world.run(later(number))))

    assert told == [1, 0, 0, 0, 0, 1]


def test_a_measure_that_nobody_sends_any_more_is_not_over() -> None:
    world = World()
    measure(world, {DAY: "170"})
    world.run()

    for number in (4, 9):
        assert world.run(later(number)) == []
    notes = world.step(later(9)).notes
    assert "kpi-critical: measure p90 has no value of the last days" in notes
    assert world.alert.is_open


def test_a_measure_that_is_full_is_one_alert_and_not_also_one_of_capacity() -> None:
    world = World()
    measure(world, {DAY: "170"}, limit="200")
    full = outlook(None, subject="p90", component="p90", crossing=Crossing(state="crossed"))
    capacity(world, DAY, measures=(full,))

    assert world.run() == ["P90: 170 ms on 28 Oct 2026, threshold 150 ms"]


def efficiency(
    world: World, day: date, score: str | None, known: int = 10, scored: str | None = None
) -> None:
    group = GroupScores(
        dimension="account",
        value="111122223333",
        resources=10,
        known=known,
        unsized=0,
        low=4,
        high=0,
        efficiency=None if score is None else Decimal(score),
        health=None,
    )
    found = (
        ()
        if scored is None
        else (
            MeasureScores(
                measure="orders",
                value=Decimal(1),
                limit=Decimal(10),
                use_percent=Decimal(10),
                target_percent=Decimal(50),
                efficiency=Decimal(scored),
                mark="low",
            ),
        )
    )
    report = EfficiencyReport(
        as_of=day,
        policy=UsePolicy(),
        groups=(group,),
        measures=found,
        resources=(),
        marked=0,
        basis=BASIS,
    )
    efficiencies(world.results).put(report, day_sort(day))


@pytest.mark.fault_case(35)
@pytest.mark.parametrize(
    ("scores", "told"),
    [
        (("0.49", "0.51", "0.49", "0.54", "0.49", "0.56"), [1, 0, 0, 0, 0, 1]),
        (("1.31", "1.29", "1.31", "1.26", "1.31", "1.24"), [1, 0, 0, 0, 0, 1]),
        (("0.50", "1.30", "0.51", "1.00"), [0, 0, 0, 0]),
        (("0.4", None, "0.4"), [1, 0, 0]),
    ],
)
def test_efficiency_outside_its_band_is_told_once_and_is_over_well_inside(
    scores: tuple[str | None, ...], told: list[int]
) -> None:
    world = World()
    for number, score in enumerate(scores):
        efficiency(world, later(number), score)

    assert [len(world.run(later(number))) for number in range(len(scores))] == told


def test_what_half_of_a_group_says_is_the_least_that_counts() -> None:
    world = World()
    efficiency(world, DAY, "0.2", known=4)
    assert world.run() == []

    efficiency(world, later(1), "0.2", known=5)
    assert world.run(later(1)) == [
        "Resources of account 111122223333: efficiency 0.2, less than half used"
    ]
    assert world.alert.signal.severity is Severity.LOW


def test_a_measure_whose_values_stopped_is_not_over() -> None:
    world = World()
    efficiency(world, DAY, "1", scored="0.2")
    assert len(world.run()) == 1
    efficiency(world, later(1), "1")

    assert world.run(later(1)) == []
    assert world.alert.signal.subject.value == "orders"


def unit_cost(world: World, day: date, cost: str | None, units: str = "1000") -> None:
    plan = UnitCostPlan.model_validate({"name": "per-order", "measure": "orders", "target": "0.10"})
    unit_cost_plans(world.control).put(plan, plan.name)
    amount = None if cost is None else Decimal(cost)
    current = UnitCost(
        start=day - timedelta(days=7),
        days=7,
        cost=amount,
        units=Decimal(units),
        unit_cost=None if amount is None else amount / Decimal(units),
    )
    report = UnitCostReport(
        plan=plan,
        unit="order",
        as_of=day,
        status="unknown",
        alert=False,
        current=current,
        trend=Trend(label="stable", percent=None, days=0),
        months=(),
        days=(),
        forecast=None,
        basis=BASIS,
    )
    unit_costs(world.results).put(report, day_sort(day), plan.name)


@pytest.mark.fault_case(35)
def test_a_unit_that_costs_more_than_its_target_is_told_once() -> None:
    world = World()
    told = []
    for number, cost in enumerate(("105", "112", "101", "112", None, "99", "97.9")):
        unit_cost(world, later(number), cost)
        told.append(world.run(later(number)))

    assert [len(one) for one in told] == [0, 1, 0, 0, 0, 0, 1], "$5 above is not worth it"
    assert told[1] == ["Unit cost per-order: 0.112 USD per order, target 0.1 USD per order (+12 %)"]
    assert world.last[0].alert.signal.amount is not None
