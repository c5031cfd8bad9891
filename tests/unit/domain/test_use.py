"""Unit costs, orders and scores as pure values: exact, explained, and unknown where unknown."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.capacity import (
    CapacityOutlook,
    Crossing,
    UsePolicy,
    first_of,
    order_by,
    warns,
)
from costgov.domain.efficiency import (
    ResourceScores,
    ScoreInput,
    Scores,
    efficiency_input,
    group_scores,
    health_input,
    measure_scores,
    scores,
    size_of,
)
from costgov.domain.measures import Measure
from costgov.domain.period import Window
from costgov.domain.unit_cost import (
    UnitCostPlan,
    by_day,
    by_month,
    over,
    quotient,
    status_of,
    unit_cost,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

DAY = date(2026, 10, 20)
POLICY = UsePolicy()
amounts = st.decimals(min_value=0, max_value=10**9, places=6)
some_days = st.dictionaries(st.dates(date(2026, 8, 1), date(2026, 10, 19)), amounts, max_size=60)


@given(some_days, some_days)
def test_months_are_sums_of_their_days_never_means_of_quotients(
    costs: dict[date, Decimal], units: dict[date, Decimal]
) -> None:
    window = Window(date(2026, 8, 1), DAY)

    days = by_day(costs, units, window)
    months = by_month(days)

    both = costs.keys() & units.keys()
    assert sum(month.days for month in months) == len(both)
    assert sum((month.cost or Decimal(0) for month in months), Decimal(0)) == sum(
        (costs[day] for day in both), Decimal(0)
    )
    for one in (*days, *months):
        assert (one.unit_cost is None) == (one.reason is not None)
        if one.unit_cost is not None:
            assert one.cost is not None
            assert one.units
            assert one.unit_cost == quotient(one.cost, one.units)


@pytest.mark.parametrize(
    ("cost", "units", "reason"),
    [
        (None, Decimal(5), "no cost is known"),
        (Decimal(5), None, "no units were measured"),
        (Decimal(5), Decimal(0), "no units were made"),
        (None, None, "no cost is known"),
    ],
)
def test_where_nothing_can_be_divided_the_reason_is_said(
    cost: Decimal | None, units: Decimal | None, reason: str
) -> None:
    found = unit_cost(DAY, cost, units)

    assert (found.unit_cost, found.reason) == (None, reason)


def test_a_holiday_without_units_still_costs_the_others() -> None:
    window = Window(DAY, DAY + timedelta(days=2))
    costs = dict.fromkeys(window.days(), Decimal(30))
    units = {DAY: Decimal(100), DAY + timedelta(days=1): Decimal(0)}

    assert over(by_day(costs, units, window), DAY).unit_cost == Decimal("0.6")


def test_the_status_compares_with_the_target() -> None:
    plan = UnitCostPlan(name="x", measure="orders", target=Decimal("0.25"))
    dear, cheap = (unit_cost(DAY, Decimal(cost), Decimal(100)) for cost in (26, 25))

    assert status_of(dear, plan) == "above target"
    assert status_of(cheap, plan) == "on target"
    assert status_of(unit_cost(DAY, None, None), plan) == "unknown"
    assert status_of(dear, plan.model_copy(update={"target": None})) == "no target"


def test_the_total_has_no_value() -> None:
    with pytest.raises(ValidationError, match="total has no value"):
        UnitCostPlan(name="x", measure="orders", value="EC2")


def crossing(days: int | None) -> Crossing:
    median = None if days is None else DAY + timedelta(days=days)
    return Crossing(state="crossing", earliest=DAY + timedelta(days=1), median=median)


@pytest.mark.parametrize(
    ("days", "lead", "ordered", "warned"),
    [(40, 30, 10, False), (30, 30, 0, True), (10, 30, 0, True), (None, 30, None, False)],
)
def test_orders_go_out_a_lead_time_before_it_is_full(
    days: int | None, lead: int, ordered: int | None, warned: bool
) -> None:
    expected = None if ordered is None else DAY + timedelta(days=ordered)

    assert order_by(crossing(days), lead, DAY) == expected
    assert warns(crossing(days), lead, DAY) is warned


def test_what_is_full_is_ordered_at_once() -> None:
    full = Crossing(state="crossed")

    assert order_by(full, 30, DAY) == DAY
    assert warns(full, 30, DAY)


def outlook(component: str, found: Crossing) -> CapacityOutlook:
    return CapacityOutlook(
        subject="i-1", subject_name=None, account_id=None, region=None, component=component,
        unit="percent", statistic="daily maximum", value=Decimal(60), threshold=Decimal(80),
        limit=Decimal(100), history_days=90, lead_time_days=30, crossing=found, order_by=None,
        warning=False, method="test",
    )  # fmt: skip


def test_the_bottleneck_is_what_is_full_first() -> None:
    cpu, memory = outlook("cpu", crossing(40)), outlook("memory", crossing(20))
    calm = outlook("disk:/", Crossing(state="not within 365 days"))

    assert first_of([cpu, memory, calm]) == memory
    assert first_of([cpu, outlook("disk:/", Crossing(state="crossed"))]) != cpu
    assert first_of([calm]) is None


def used(cpu: str | None, memory: str | None) -> Scores:
    def percent(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    inputs: list[ScoreInput] = [
        efficiency_input("cpu", "average", percent(cpu), POLICY),
        efficiency_input("memory", "average", percent(memory), POLICY),
        health_input("cpu", "p95", percent(cpu), POLICY),
        health_input("memory", "p95", percent(memory), POLICY),
    ]
    return scores(inputs)


@pytest.mark.parametrize(
    ("cpu", "memory", "efficiency", "mark", "health"),
    [
        ("6", "72", "0.900", "ok", "1"),
        ("6", "8", "0.100", "low", "1"),
        ("90", "40", "1.500", "high", "0.250"),
        ("6", None, "0.100", "unknown", "1"),
        ("90", None, "1.500", "high", "0.250"),
        (None, "96", "1.200", "ok", "0.200"),
    ],
)
def test_what_is_used_best_counts_and_what_is_unknown_wastes_nothing(
    cpu: str | None, memory: str | None, efficiency: str, mark: str, health: str
) -> None:
    found = used(cpu, memory)

    assert (found.efficiency, found.mark) == (Decimal(efficiency), mark)
    assert found.health == Decimal(health)
    assert (found.reason is not None) == (mark == "unknown")


def test_without_a_measurement_nothing_is_known_and_nothing_is_zero() -> None:
    found = used(None, None)

    assert (found.efficiency, found.health, found.mark) == (None, None, "unknown")
    assert {one.score for one in found.inputs} == {None}


def resource(name: str, kind: str | None, cpu: str | None) -> ResourceScores:
    return ResourceScores(
        resource=name, resource_name=None, kind="AWS::EC2::Instance", account_id="1",
        region="eu-west-1", instance_type=kind, size=size_of(kind), scores=used(cpu, cpu),
    )  # fmt: skip


def test_groups_weigh_by_size_and_leave_the_unknown_out() -> None:
    found = group_scores(
        "account",
        "1",
        [
            resource("small", "t4g.small", "60"),
            resource("large", "m7g.4xlarge", "6"),
            resource("unknown", "m7g.large", None),
            resource("metal", "m7g.metal", "60"),
        ],
    )

    assert (found.resources, found.known, found.unsized, found.low) == (4, 3, 1, 1)
    assert found.efficiency == Decimal("0.127")


@given(st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=1, max_size=8))
def test_a_groups_score_lies_between_its_resources(uses: list[Decimal]) -> None:
    found = [resource(str(n), f"m7g.{n + 1}xlarge", str(use)) for n, use in enumerate(uses)]

    whole = group_scores("organisation", None, found)

    each = [one.scores.efficiency for one in found if one.scores.efficiency is not None]
    assert whole.efficiency is not None
    assert min(each) - Decimal("0.001") <= whole.efficiency <= max(each) + Decimal("0.001")


@pytest.mark.parametrize(
    ("kind", "size"),
    [("t3.nano", "0.25"), ("m7g.xlarge", "8"), ("u-6tb1.56xlarge", "448"), ("m7g.metal", None),
     ("", None), (None, None)],
)  # fmt: skip
def test_sizes_are_aws_s_own_normalised_units(kind: str | None, size: str | None) -> None:
    assert size_of(kind) == (None if size is None else Decimal(size))


def test_a_measure_is_used_well_or_not_against_its_limit() -> None:
    limited = Measure(
        name="tenants", unit="tenants", kind="business", limit=Decimal(200),
        target_percent=Decimal(80),
    )  # fmt: skip

    found = measure_scores(limited, Decimal(60))

    assert found is not None
    assert (found.use_percent, found.efficiency, found.mark) == (
        Decimal(30),
        Decimal("0.375"),
        "low",
    )
    assert measure_scores(limited.model_copy(update={"limit": None}), Decimal(60)) is None
