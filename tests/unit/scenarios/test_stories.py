"""Scenarios as the daily run computes them: beside the stored forecast, adding up, each alone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.money import exact_sum
from costgov.domain.scenario_results import Compared, ElasticityFound, ScenarioResult
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.measure_store import keep_values
from costgov.pipeline.scenario_records import scenario_results

from tests.unit.pipeline.ledgers import Bill
from tests.unit.scenarios.world import AS_OF, DAYS, DEV, EC2, PROD, S3, START, World

READ = datetime(2026, 10, 21, 6, tzinfo=UTC)
EVERY_DAY = [START + timedelta(days=i) for i in range(DAYS)]
LAUNCH: dict[str, Any] = {"kind": "launch", "name": "shop", "start": "2026-12-01", "amount": "40"}
GROWTH: dict[str, Any] = {"kind": "growth", "start": "2026-11-01", "percent": "3", "per": "month"}
CHEAPER: dict[str, Any] = {"kind": "price", "start": "2026-11-01", "percent": "-20"}
ORDERS: dict[str, Any] = {"kind": "driver", "measure": "orders", "elasticity": "1"}
# 5 an hour are 120 a day, for usage worth 160: more than there ever is.
PURCHASE: dict[str, Any] = {
    "kind": "commitment",
    "name": "plan for a year",
    "start": "2026-11-01",
    "end": "2027-11-01",
    "hourly": "5",
    "discount_percent": "25",
    "share_percent": "50",
    "lead_time_days": 14,
}


@pytest.fixture(scope="module")
def world() -> World:
    """One day's run of many scenarios."""
    world = World()
    world.bill.every_day(DAYS, lambda _: "0.01", first=START, service="AWS Lambda", account=PROD)
    keep_values(world.results, "orders", dict.fromkeys(EVERY_DAY, Decimal(400)), READ)
    world.ask("as-it-is").ask("ec2", dimension="service", value=EC2)
    retired = {**LAUNCH, "kind": "retirement", "amount": "17"}
    world.ask("plan", GROWTH, LAUNCH, retired, horizon_days=365)
    world.ask("grown", GROWTH, LAUNCH)
    s3 = CHEAPER | {"of": {"dimension": "service", "value": S3}}
    world.ask("s3", s3).ask("dev", s3, dimension="account", value=DEV)
    world.ask("itself", s3, dimension="service", value=S3)
    world.ask("too-much", PURCHASE, dimension="service", value=EC2)
    world.ask("expected", ORDERS | {"values": {"2026-11-01": "400"}})
    world.ask("doubled", ORDERS | {"values": {"2026-11-01": "400", "2027-01-01": "800"}})
    world.ask("late", LAUNCH | {"start": "2026-10-01"}).ask(
        "never", LAUNCH | {"start": "2028-01-01"}
    )
    world.ask("weeks", LAUNCH, horizon_days=20)
    world.ask("small", LAUNCH, dimension="service", value="AWS Lambda")
    assert world.run().complete
    return world


def every(result: ScenarioResult) -> tuple[Compared, ...]:
    return (*result.days, *result.periods)


def adds_up(one: Compared) -> bool:
    return one.scenario.mean == exact_sum((one.baseline.mean, *one.effects))


@pytest.mark.parametrize(
    ("name", "dimension", "value"),
    [("as-it-is", "total", None), ("ec2", "service", EC2), ("small", "service", "AWS Lambda")],
)
def test_it_starts_from_the_stored_forecast_exactly(
    world: World, name: str, dimension: str, value: str | None
) -> None:
    parts = records.series_parts("USD", dimension, value)
    stored = records.forecasts(world.results).get("2026-10-20", *parts)
    assert stored.month_end is not None
    month = world.period(name, "month")
    assert month.baseline.mean == stored.month_end.mean
    assert month.baseline.intervals == stored.month_end.intervals
    first = [
        (day.day, day.baseline.mean, day.baseline.intervals) for day in world.result(name).days[:30]
    ]
    assert first == [(day.day, day.mean, day.intervals) for day in stored.days]


def test_without_changes_it_is_the_baseline(world: World) -> None:
    for name in ("as-it-is", "ec2"):
        assert all(one.scenario == one.baseline for one in every(world.result(name)))
        assert all(one.difference.mean == 0 for one in world.result(name).periods)


def test_effects_add_up_for_every_day_and_period_to_the_last_digit(world: World) -> None:
    result = world.result("plan")
    assert [one.name for one in result.periods] == ["month", "quarter", "year", "horizon"]
    assert len(result.days) == 365
    assert all(adds_up(one) for one in every(result))
    for period in result.periods:
        assert period.difference.mean == exact_sum(period.effects)
    # Launched and retired on the same day, in the order they are written: 40 come, 17 go.
    december = next(one for one in result.days if one.day == date(2026, 12, 1))
    assert december.effects[1:] == (Decimal("40.0000"), Decimal("-17.0000"))
    # October's end is before everything.
    assert not any(world.period("plan", "month").effects)


def test_intervals_nest_and_come_from_the_forecast(world: World) -> None:
    for one in every(world.result("grown")):
        bounds = [(found.low, found.high) for found in one.scenario.intervals]
        assert bounds[2][0] <= bounds[1][0] <= bounds[0][0] <= one.scenario.mean
        assert one.scenario.mean <= bounds[0][1] <= bounds[1][1] <= bounds[2][1]
    horizon = world.period("grown", "horizon")
    wide = horizon.scenario.intervals[0].high - horizon.scenario.mean
    # Growth makes the forecast's doubt grow, and the launch, an amount, adds none.
    assert wide > horizon.baseline.intervals[0].high - horizon.baseline.mean
    assert horizon.difference.intervals[0].high - horizon.difference.mean < wide / 4


def test_a_part_is_measured_in_the_bill(world: World) -> None:
    # 13 weeks: 25 of 25 + (5 * 100 + 2 * 80) / 7 = 119.29 a day.
    shares = {name: world.result(name).changes[0].share for name in ("s3", "dev", "itself")}
    assert shares == {"s3": Decimal("0.2096"), "dev": Decimal(1), "itself": Decimal(1)}
    last = world.result("itself").days[-1]
    cheaper_by = 1 - last.scenario.mean / last.baseline.mean
    assert cheaper_by == pytest.approx(Decimal("0.2"), abs=Decimal("0.0001"))


def test_a_commitment_is_limited_by_what_is_eligible(world: World) -> None:
    result = world.result("too-much")
    (change,) = result.changes
    assert change.utilisation is not None
    assert change.utilisation < Decimal("0.35")
    assert change.order_by == date(2026, 10, 18)
    assert result.warnings == (
        "plan for a year had to be ordered by 2026-10-18 to begin on 2026-11-01: it takes 14 days",
        f"plan for a year is used to {change.utilisation:.1%} only",
    )
    # 50 or 40 a day vanish and 120 are paid.
    assert Decimal(60) < result.days[-1].effects[0] < Decimal(90)


def test_planned_values_are_held_against_the_measure_s_own_forecast(world: World) -> None:
    assert world.period("expected", "horizon").difference.mean == 0
    last = world.result("doubled").days[-1]
    assert last.scenario.mean == pytest.approx(2 * last.baseline.mean, abs=Decimal("0.001"))


def test_what_began_before_the_history_ends_is_in_it(world: World) -> None:
    (warning,) = world.result("late").warnings
    # Cost Explorer's newest day is not settled yet.
    assert warning.startswith(
        "shop began on 2026-10-01: what of it had happened by 2026-10-19 is in the history"
    )
    assert world.period("late", "horizon").difference.mean == 0
    assert world.result("never").warnings == ("shop begins on 2028-01-01, after the horizon",)


def test_a_short_horizon_shows_only_what_it_reaches(world: World) -> None:
    def names(scenario: str) -> list[str]:
        return [one.name for one in world.result(scenario).periods]

    assert names("weeks") == ["month", "horizon"]
    assert names("never") == ["month", "quarter", "year", "horizon"]
    assert len(world.result("weeks").days) == 20


def test_each_is_answered_alone_and_a_gap_says_why() -> None:
    world = World().ask("good", LAUNCH)
    world.ask("nobody", dimension="service", value="Nope")
    world.ask("euros", currency="EUR")
    world.ask("nothing", CHEAPER | {"of": {"dimension": "service", "value": "Nope"}})
    world.ask("orders", {"kind": "driver", "measure": "orders", "start": AS_OF, "percent": "5"})
    part = {"of": {"dimension": "service", "value": S3}}
    world.ask("region", CHEAPER | part, dimension="region", value="eu-west-1")
    tenfold = {"kind": "growth", "start": "2026-10-21", "percent": "1000", "per": "month"}
    world.ask("universe", *[tenfold] * 9, horizon_days=365)

    record = world.run()

    assert (record.expected, record.got) == (1 + 7, 1 + 1)
    assert "scenarios: 1" in record.notes
    assert records.steps(world.control).get("analyse#all", "daily-2026-10-20") == record
    assert {gap.target: gap.detail for gap in record.gaps} == {
        "scenario nobody": "there is no USD cost of service 'Nope'",
        "scenario euros": "no EUR cost is stored",
        "scenario nothing": "nothing of total was service 'Nope' in the last 91 days of history",
        "scenario orders": "the measure 'orders' has no values yet",
        "scenario region": (
            "how much of region 'eu-west-1' is service 'Amazon S3' is not told by any source; "
            "give share_percent"
        ),
        "scenario universe": "its changes come to amounts too large to be told",
    }
    assert {gap.retry_after for gap in record.gaps} == {AS_OF + timedelta(days=1)}
    assert len(world.result("good").days) == 100
    with pytest.raises(NotFound):
        scenario_results(world.results).get("2026-10-20", "nobody")


def test_a_driver_is_learned_from_its_measure() -> None:
    # Orders swing over two months; half of the cost follows them: elasticity below 1.
    orders = [Decimal(1000 + 12 * abs(30 - i % 60)) for i in range(DAYS)]
    world = World(Bill().every_day(DAYS, lambda i: 50 + orders[i] / 20, first=START))
    keep_values(world.results, "orders", dict(zip(EVERY_DAY, orders, strict=True)), READ)
    more = {"kind": "driver", "measure": "orders", "start": "2026-11-01", "percent": "10"}
    world.ask("learned", more).ask("given", more | {"elasticity": "0.5"})
    assert world.run().complete

    found = world.result("learned").changes[0].elasticity
    assert found is not None
    assert found.weeks == 20
    assert Decimal("0.45") < found.estimate < Decimal("0.6")
    assert found.intervals[0].low <= found.estimate <= found.intervals[0].high
    assert world.result("given").changes[0].elasticity == ElasticityFound(
        measure="orders", estimate=Decimal("0.5000"), intervals=(), weeks=0
    )
    assert all(adds_up(one) for one in every(world.result("learned")))


def test_a_young_account_is_told_that_its_history_is_insufficient() -> None:
    world = World().ask("young", LAUNCH)
    world.run(START + timedelta(days=1))
    result = world.result("young")
    assert (result.state, result.history_days) == ("insufficient history", 1)
    assert all(adds_up(one) for one in every(result))


def test_the_same_day_twice_writes_the_same_and_another_day_keeps_both() -> None:
    world = World().ask("plan", GROWTH)
    world.run(AS_OF - timedelta(days=1))
    world.run()
    first = world.result("plan")
    world.run()
    assert world.result("plan") == first
    assert len(scenario_results(world.results).all("plan")) == 2
