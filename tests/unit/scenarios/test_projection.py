"""What changes make of a forecast: it adds up, nests, scales, and saves no more than there is."""

import numpy as np
import pytest
from costgov.analysis.scenarios import AnyStep, Covered, Scaled, Shifted, project
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.scenarios.paths import (
    BOUNDS,
    DAYS,
    EVERY_DAY,
    KINDS,
    SEEDS,
    baseline,
    known_sums,
    steps,
)

FEW = settings(max_examples=60)


@FEW
@given(seed=SEEDS)
def test_no_change_is_the_baseline_exactly(seed: int) -> None:
    dice = np.random.default_rng(seed)
    path = baseline(dice)
    known = known_sums(path, dice)
    changes_nothing: list[AnyStep] = [Scaled(np.ones(DAYS)), Shifted(np.zeros(DAYS))]
    for nothing in (changes_nothing, changes_nothing[:0]):
        found = project(path, nothing)
        spread = found.spread(EVERY_DAY, known)
        assert np.array_equal(found.changed, path)
        assert np.array_equal(spread.below, known[::2])
        assert np.array_equal(spread.above, known[1::2])
        assert not found.effects(EVERY_DAY).any()
        assert not found.difference(EVERY_DAY, known).above.any()


@FEW
@given(kinds=KINDS, seed=SEEDS)
def test_effects_add_up_to_the_difference(kinds: list[str], seed: int) -> None:
    path = baseline(np.random.default_rng(seed))
    found = project(path, steps(kinds, seed))
    assert len(found.effects(EVERY_DAY)) == len(kinds)
    difference = found.changed[0].sum() - path[0].sum()
    assert found.effects(EVERY_DAY).sum() == pytest.approx(difference, abs=1e-7)


@FEW
@given(kinds=KINDS, seed=SEEDS)
def test_intervals_hold_the_mean_and_nest(kinds: list[str], seed: int) -> None:
    dice = np.random.default_rng(seed)
    path = baseline(dice)
    found = project(path, steps(kinds, seed))
    known = known_sums(path, dice)
    for spread in (found.spread(EVERY_DAY, known), found.difference(EVERY_DAY, known)):
        for widths in (spread.below, spread.above):
            assert (widths >= 0).all()
            assert (np.diff(widths) >= -1e-9).all()


@FEW
@given(kinds=KINDS, seed=SEEDS)
def test_a_cost_stays_above_zero_with_all_its_bounds(kinds: list[str], seed: int) -> None:
    dice = np.random.default_rng(seed)
    path = baseline(dice)
    found = project(path, steps(kinds, seed))
    assert (found.changed >= 0).all()
    assert (found.course >= 0).all()
    low = path[1::2].sum(1)
    known = known_sums(path, dice)
    known[::2] = np.minimum(known[::2], path[0].sum() - low)
    below = found.spread(EVERY_DAY, known).below
    assert (found.changed[0].sum() - below >= -1e-7 * (1 + found.changed[0].sum())).all()


@FEW
@given(kinds=KINDS, seed=SEEDS)
def test_a_higher_cost_is_never_mapped_to_a_lower_one(kinds: list[str], seed: int) -> None:
    dice = np.random.default_rng(seed)
    path = baseline(dice)
    changed = project(path, steps(kinds, seed)).changed
    for level in range(1, BOUNDS, 2):
        assert (changed[level] <= changed[0] + 1e-9).all()
        assert (changed[level + 1] >= changed[0] - 1e-9).all()


@FEW
@given(kinds=KINDS, seed=SEEDS)
def test_another_unit_changes_nothing_but_the_unit(kinds: list[str], seed: int) -> None:
    dice = np.random.default_rng(seed)
    path = baseline(dice)
    known = known_sums(path, dice)
    one = project(path, steps(kinds, seed))
    thousand = project(path * 1000, steps(kinds, seed, 1000.0))
    assert np.allclose(thousand.course, one.course * 1000, rtol=1e-9, atol=1e-6)
    small, large = one.spread(EVERY_DAY, known), thousand.spread(EVERY_DAY, known * 1000)
    assert np.allclose(large.below, small.below * 1000, rtol=1e-6, atol=1e-3)
    assert np.allclose(large.above, small.above * 1000, rtol=1e-6, atol=1e-3)


@FEW
@given(seed=SEEDS)
def test_a_commitment_saves_no_more_than_its_discount_on_eligible_usage(seed: int) -> None:
    dice = np.random.default_rng(seed)
    path, discount, share = baseline(dice), dice.uniform(0.01, 0.9), dice.uniform(0.0, 1.0)
    fee = dice.uniform(0.0, 300.0, DAYS)
    changed = project(path, [Covered(share, fee / (1 - discount), fee)]).changed
    eligible = share * path
    assert (path - changed <= discount * eligible + 1e-9).all()
    assert (path - changed <= eligible).all()


@FEW
@given(seed=SEEDS, count=st.integers(2, 4))
def test_commitments_for_the_same_usage_save_no_more_than_one(seed: int, count: int) -> None:
    dice = np.random.default_rng(seed)
    path, share = baseline(dice), dice.uniform(0.0, 1.0)
    fees = dice.uniform(0.0, 100.0, (count, DAYS))
    found = project(path, [Covered(share, fee / 0.7, fee) for fee in fees])
    assert (found.used.sum(0) <= share * path[0] + 1e-9).all()
    assert (path - found.changed <= 0.3 * share * path + 1e-9).all()


def test_demand_that_comes_after_a_commitment_is_covered_as_far_as_it_reaches() -> None:
    # 36 pay for 50 of 100; a fifth more demand costs list prices, and fees do not grow.
    path = np.full((7, 1), 100.0)
    plan, growth = Covered(1.0, np.array([50.0]), np.array([36.0])), Scaled(np.array([1.2]))
    later, earlier = project(path, [plan, growth]), project(path, [growth, plan])
    assert later.changed[0].tolist() == earlier.changed[0].tolist() == [106.0]
    assert later.effects(np.arange(1)).tolist() == [-14.0, 20.0]
    assert later.used.tolist() == [[50.0]]


@FEW
@given(seed=SEEDS)
def test_a_retirement_takes_no_more_than_there_is(seed: int) -> None:
    dice = np.random.default_rng(seed)
    path, amount = baseline(dice), dice.uniform(0.0, 400.0, DAYS)
    changed = project(path, [Shifted(-amount)]).changed
    assert np.allclose(changed, np.maximum(path - amount, 0.0))


def test_a_sum_is_as_wide_as_the_forecast_says_in_proportion() -> None:
    # Two days of 100 ± 3 and 100 ± 4. Were they independent, the sum would be ± 5, and alike ± 7;
    # the forecast says ± 6: 36 = (1 - r) 25 + r 49, so r = 11/24.
    path = np.array([[100.0, 100.0], *[[97.0, 96.0], [103.0, 104.0]] * 3])
    both, known = np.arange(2), np.full(6, 6.0)

    doubled = project(path, [Scaled(np.full(2, 2.0))]).spread(both, known)
    assert doubled.above.tolist() == [12.0, 12.0, 12.0]

    # The second day retired: only ± 3 is left, whatever the days have in common.
    halved = project(path, [Scaled(np.array([1.0, 0.0]))]).spread(both, known)
    assert halved.above == pytest.approx([3.0, 3.0, 3.0])

    # The second day tripled: (1 - r) (9 + 144) + r (3 + 12)² = 153 + 72 r = 186.
    tripled = project(path, [Scaled(np.array([1.0, 3.0]))]).spread(both, known)
    assert tripled.above == pytest.approx([np.sqrt(186)] * 3)


def test_what_a_change_adds_is_surer_than_the_cost_itself() -> None:
    path = np.array([[100.0, 100.0], *[[90.0, 90.0], [110.0, 110.0]] * 3])
    found = project(path, [Scaled(np.full(2, 1.1))])
    known = np.full(6, 20.0)
    assert found.spread(np.arange(2), known).above == pytest.approx([22.0] * 3)
    assert found.difference(np.arange(2), known).above == pytest.approx([2.0] * 3)
