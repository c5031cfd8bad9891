"""Commitments: as much as demand keeps up, at a discount that pays for what goes unused."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from costgov.analysis.commitments import DAYS_A_MONTH, purchases
from costgov.domain.commitments import CommitmentDay
from hypothesis import given, settings
from hypothesis import strategies as st

START = date(2026, 7, 1)


def demand(*amounts: float) -> list[CommitmentDay]:
    return [
        CommitmentDay(
            day=START + timedelta(number),
            on_demand=Decimal(str(round(amount, 4))),
            covered=Decimal(0),
        )
        for number, amount in enumerate(amounts)
    ]


def test_steady_demand_is_covered_nearly_whole() -> None:
    [best, *_] = purchases(demand(*[240.0] * 90), 0.28)

    # Nearly: three months say nothing certain of a year.
    assert 0.85 < float(best.hourly) / (10 * 0.72) <= 1
    assert 0.75 < float(best.saving) / (240 * 0.28 * DAYS_A_MONTH) <= 1
    assert best.utilisation > 0.95
    assert best.break_even == pytest.approx(0.72)


def test_uncertain_demand_is_covered_in_part_and_the_regret_is_told() -> None:
    noise = Random(4)
    [best, *rest] = purchases(demand(*(noise.uniform(50, 430) for _ in range(90))), 0.28)

    assert 50 / 24 * 0.72 < float(best.hourly) < 240 / 24 * 0.72
    assert best.low < best.saving < best.high
    if rest:
        assert rest[0].hourly < best.hourly
        assert rest[0].utilisation >= 0.95


def test_a_greater_discount_covers_more() -> None:
    noise = Random(7)
    days = demand(*(noise.uniform(100, 300) for _ in range(90)))
    [small, *_], [great, *_] = purchases(days, 0.1), purchases(days, 0.5)
    # Of on-demand cost, not of the commitment, which is dearer with a small discount.
    assert float(small.hourly) / 0.9 < float(great.hourly) / 0.5


def test_no_demand_needs_no_commitment() -> None:
    assert purchases(demand(*[0.0] * 90), 0.28) == ()


def test_demand_that_ends_is_not_committed_to_at_its_old_level() -> None:
    days = demand(*[240.0] * 60, *[5.0] * 30)
    found = purchases(days, 0.28)
    assert all(float(one.hourly) < 2.0 for one in found)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(0, 1000), min_size=1, max_size=60),
    st.floats(min_value=0.05, max_value=0.7),
)
def test_what_is_advised_is_expected_to_save(amounts: list[float], discount: float) -> None:
    for one in purchases(demand(*amounts), discount):
        assert one.hourly >= 0
        assert one.low <= one.saving <= one.high
        assert one.utilisation >= one.break_even - 1e-3
        assert one.utilisation <= 1 + 1e-3
