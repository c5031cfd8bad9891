"""Every kind of change, worked by hand on a cost of 100 a day."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from costgov.analysis.arrays import Floats
from costgov.analysis.scenario_steps import Known, Timeline, step_of
from costgov.analysis.scenarios import Projection, project
from costgov.domain.costs import Metric
from costgov.domain.scenarios import Scenario
from costgov.errors import InsufficientHistory
from hypothesis import given
from hypothesis import strategies as st

LAST = date(2026, 10, 20)
DAYS = 365
TIMELINE = Timeline.of(LAST, DAYS)


def projected(
    *changes: dict[str, Any], known: Known | None = None, metric: Metric = Metric.EFFECTIVE
) -> Projection:
    """A flat 100 a day from 21 October 2026 on, give or take nothing, changed."""
    ordered = Scenario.model_validate({"name": "a", "changes": changes}).ordered
    steps = [step_of(one, TIMELINE, known or Known(), metric) for one in ordered]
    return project(np.full((7, DAYS), 100.0), steps)


def cost(*changes: dict[str, Any], **how: Any) -> Floats:
    """The changed cost by day."""
    found: Floats = projected(*changes, **how).changed[0]
    return found


def on(day: date) -> int:
    """The position of a day."""
    return (day - LAST).days - 1


def around(day: date, path: Floats) -> list[float]:
    """The cost of the day before and of the day."""
    return [round(float(value), 6) for value in path[on(day) - 1 : on(day) + 1]]


def test_growth_compounds_by_day_and_a_year_has_365() -> None:
    yearly = {"kind": "growth", "start": "2026-11-01", "percent": "20", "per": "year"}
    path = cost(yearly)
    assert around(date(2026, 11, 1), path) == [100, 100]
    assert path[on(date(2026, 11, 2))] == pytest.approx(100 * 1.2 ** (1 / 365))
    assert path[on(date(2027, 10, 20))] == pytest.approx(100 * 1.2 ** (353 / 365))

    monthly = {"kind": "growth", "start": "2026-11-01", "percent": "2", "per": "month"}
    # 73 days are 73 / (365 / 12) = 2.4 months.
    assert cost(monthly)[on(date(2027, 1, 13))] == pytest.approx(100 * 1.02**2.4)


def test_growth_stays_where_it_ends() -> None:
    path = cost(
        {
            "kind": "growth",
            "start": "2026-11-01",
            "end": "2027-01-13",
            "percent": "10",
            "per": "year",
        }
    )
    reached = 100 * 1.1 ** (73 / 365)
    assert path[on(date(2027, 1, 13)) :] == pytest.approx(reached)


def test_growth_that_began_in_the_past_goes_on_from_today() -> None:
    path = cost({"kind": "growth", "start": "2026-01-01", "percent": "20", "per": "year"})
    assert path[0] == pytest.approx(100 * 1.2 ** (1 / 365))


@pytest.mark.parametrize("percent", ["1000", "-99.9"])
def test_growth_of_long_ago_neither_overflows_nor_vanishes(percent: str) -> None:
    long_ago = {"kind": "growth", "start": "1996-01-01", "percent": percent, "per": "month"}
    factor = 1 + float(percent) / 100
    assert cost(long_ago)[0] == pytest.approx(100 * factor ** (12 / 365))


def test_a_launch_ramps_up() -> None:
    path = cost({"kind": "launch", "start": "2026-11-01", "amount": "40", "ramp_days": 4})
    assert path[on(date(2026, 10, 31)) :][:6].tolist() == [100, 110, 120, 130, 140, 140]
    # 36.50 a month are 1.20 a day.
    monthly = {"kind": "launch", "start": "2026-11-01", "amount": "36.5", "per": "month"}
    assert around(date(2026, 11, 1), cost(monthly)) == [100, 101.2]


def test_of_a_launch_under_way_only_the_rest_comes() -> None:
    # By 20 October two of four quarters have begun.
    path = cost({"kind": "launch", "start": "2026-10-19", "amount": "40", "ramp_days": 4})
    assert path[:3].tolist() == [110, 120, 120]
    # And one that ends takes its cost with it.
    ends = {"kind": "launch", "start": "2026-01-01", "end": "2026-11-01", "amount": "40"}
    assert around(date(2026, 11, 1), cost(ends)) == [100, 60]


def test_a_retirement_takes_an_amount_or_a_percentage() -> None:
    amount = {"kind": "retirement", "start": "2026-11-01", "amount": "130"}
    assert around(date(2026, 11, 1), cost(amount)) == [100, 0]
    percent = {"kind": "retirement", "start": "2026-11-01", "percent": "50", "share_percent": "40"}
    assert around(date(2026, 11, 1), cost(percent, known=Known(share=0.4))) == [100, 80]
    # Half of it was gone by the last day of history, so the other half is all that is left.
    half_way = {"kind": "retirement", "start": "2026-10-20", "percent": "100", "ramp_days": 2}
    assert cost(half_way)[0] == 0
    gone = {"kind": "retirement", "start": "2026-10-01", "percent": "100"}
    assert cost(gone)[0] == 100


def test_a_price_changes_a_part_while_it_holds() -> None:
    path = cost(
        {"kind": "price", "start": "2026-11-01", "end": "2026-12-01", "percent": "-30"},
        known=Known(share=0.5),
    )
    assert around(date(2026, 11, 1), path) == [100, 85]
    assert around(date(2026, 12, 1), path) == [85, 100]


COMMITMENT = {
    "kind": "commitment",
    "start": "2026-11-01",
    "end": "2027-11-01",
    "hourly": "1.5",
    "discount_percent": "28",
}


def test_a_commitment_pays_for_usage_worth_more_at_list_prices() -> None:
    # 1.50 an hour are 36 a day, for usage worth 36 / 0.72 = 50 a day: 14 a day are saved.
    assert around(date(2026, 11, 1), cost(COMMITMENT)) == [100, 86]


def test_what_no_usage_needs_is_paid_all_the_same() -> None:
    # Only 30 a day are eligible: they vanish, and 36 are paid. 30 of 50 are used.
    found = projected(COMMITMENT, known=Known(share=0.3))
    assert around(date(2026, 11, 1), found.changed[0]) == [100, 106]
    assert found.used[0, on(date(2026, 11, 1))] == pytest.approx(30)


def test_billed_cost_has_the_upfront_part_on_the_first_day() -> None:
    # 36 a day for 365 days are 13,140; half of it ahead.
    partial = COMMITMENT | {"payment": "partial_upfront"}
    path = cost(partial, metric=Metric.BILLED)
    assert path[on(date(2026, 11, 1)) :][:2].tolist() == pytest.approx([6638, 68])
    all_of_it = cost(COMMITMENT | {"payment": "all_upfront"}, metric=Metric.BILLED)
    assert all_of_it[on(date(2026, 11, 1)) :][:2].tolist() == pytest.approx([13190, 50])
    # Amortised, it does not matter when it is paid.
    assert cost(partial).tolist() == cost(COMMITMENT).tolist()


def test_when_a_commitment_held_already_expires_its_usage_costs_list_prices() -> None:
    held = COMMITMENT | {"start": "2025-12-01", "end": "2026-12-01"}
    assert around(date(2026, 12, 1), cost(held)) == [100, 114]
    # Where half of it was used, 25 come back, and 36 go.
    half = held | {"utilisation_percent": "50"}
    assert around(date(2026, 12, 1), cost(half)) == [100, 89]
    over = COMMITMENT | {"start": "2024-12-01", "end": "2025-12-01"}
    assert (cost(over) == 100).all()


def test_a_migration_costs_twice_while_both_run() -> None:
    move = {
        "kind": "migration",
        "start": "2026-11-01",
        "cost_ratio": "0.6",
        "overlap_days": 30,
    }
    # A quarter of the cost moves to where it costs 0.6 times as much.
    path = cost(move, known=Known(share=0.25))
    assert around(date(2026, 11, 1), path) == [100, 115]
    assert around(date(2026, 12, 1), path) == [115, 90]
    elsewhere = cost(move | {"outside": True}, known=Known(share=0.25))
    assert around(date(2026, 12, 1), elsewhere) == [100, 75]


def test_a_driver_moves_cost_by_its_elasticity() -> None:
    growth = {"kind": "driver", "measure": "orders", "start": "2026-11-01", "percent": "44"}
    known = Known(exponents=np.array([0.5]))
    # 44 % more a month to the power of a half: 1.2 times a month later (30.4 days; on the 73rd,
    # 2.4 months later).
    path = cost(growth, known=known)
    assert path[on(date(2027, 1, 13))] == pytest.approx(100 * 1.2**2.4)

    expected = np.where(np.arange(DAYS) % 2, 900.0, 1100.0)
    plan = {
        "kind": "driver",
        "measure": "orders",
        "values": {"2026-11-01": "1440", "2026-12-01": "250"},
    }
    path = cost(plan, known=Known(exponents=np.array([0.5]), expected=expected))
    assert around(date(2026, 11, 1), path) == [100, pytest.approx(120, abs=0.01)]
    assert around(date(2026, 12, 1), path)[1] == pytest.approx(50, abs=0.02)


def test_a_plan_cannot_be_held_against_a_measure_that_is_nothing() -> None:
    plan = {"kind": "driver", "measure": "orders", "values": {"2026-11-01": "5"}}
    with pytest.raises(InsufficientHistory, match="'orders' is expected to be 0 from 2026-11-01"):
        cost(plan, known=Known(expected=np.zeros(DAYS)))


def test_changes_act_in_the_order_of_their_dates() -> None:
    launch = {"kind": "launch", "start": "2026-12-01", "amount": "50"}
    dearer = {"kind": "price", "start": "2027-01-01", "percent": "10"}
    found = projected(dearer, launch)
    # The price rise of January is one of the launch too.
    assert around(date(2027, 1, 1), found.changed[0]) == [150, 165]
    january = np.array([on(date(2027, 1, 1))])
    assert found.effects(january).tolist() == pytest.approx([50, 15])


WHOLE = st.integers(-400, 400).map(lambda days: LAST + timedelta(days=days))


@given(start=WHOLE, kind=st.sampled_from(["launch", "retirement", "price", "migration"]))
def test_what_was_over_by_the_last_day_of_history_changes_nothing(start: date, kind: str) -> None:
    fields = {
        "launch": {"amount": "40"},
        "retirement": {"percent": "40"},
        "price": {"percent": "40"},
        "migration": {"cost_ratio": "0.5"},
    }[kind]
    path = cost({"kind": kind, "start": start.isoformat(), **fields})
    changed = path != 100
    assert changed.tolist() == [start > LAST and day >= on(start) for day in range(DAYS)]
