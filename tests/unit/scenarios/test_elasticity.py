"""How a cost depends on a measure, where history can tell."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.arrays import Floats
from costgov.analysis.elasticity import elasticity
from costgov.errors import InsufficientHistory, InvalidHistory

FIRST = date(2025, 9, 1)


def series(values: Floats) -> pd.DataFrame:
    days = pd.date_range(FIRST, periods=len(values))
    return pd.DataFrame({"unique_id": "one", "ds": days, "y": values})


def orders(dice: np.random.Generator, days: int = 400, wander: float = 0.01) -> Floats:
    """Orders that wander, with a quiet weekend."""
    level = np.cumsum(dice.normal(0.0005, wander, days))
    found: Floats = 1000 * np.exp(level) * np.where(np.arange(days) % 7 < 5, 1.0, 0.6)
    return found


@pytest.mark.parametrize("truth", [0.0, 0.4, 1.0])
def test_the_elasticity_is_found_with_an_honest_interval(truth: float) -> None:
    held, tries = 0, 40
    for seed in range(tries):
        dice = np.random.default_rng(seed)
        measure = orders(dice)
        cost = 5.0 * measure**truth * np.exp(dice.normal(0, 0.08, len(measure)))
        found = elasticity(series(cost), series(measure))
        assert found.estimate == pytest.approx(truth, abs=0.25)
        assert [low <= found.estimate <= high for low, high in found.bounds] == [True] * 3
        assert found.bounds[2][0] <= found.bounds[1][0] <= found.bounds[0][0]
        held += found.bounds[0][0] <= truth <= found.bounds[0][1]
    # An 80 % interval: 32 of 40 are expected, and fewer than 25 in three of a thousand times.
    assert held >= 25


def test_an_exact_relation_is_exact() -> None:
    measure = orders(np.random.default_rng(1))[::7].repeat(7)
    found = elasticity(series(3 * measure**0.7), series(measure))
    assert found.estimate == pytest.approx(0.7)
    assert found.exponents == pytest.approx([0.7] * 7)
    assert found.weeks == 58


def test_one_wild_week_bends_nothing() -> None:
    dice = np.random.default_rng(2)
    measure = orders(dice)
    cost = measure * np.exp(dice.normal(0, 0.02, len(measure)))
    calm = elasticity(series(cost), series(measure)).estimate
    cost[200:207] *= 20
    assert elasticity(series(cost), series(measure)).estimate == pytest.approx(calm, abs=0.02)


def test_two_series_that_merely_wander_are_refused() -> None:
    refused = 0
    for seed in range(30):
        dice = np.random.default_rng(seed)
        try:
            elasticity(series(orders(dice)), series(orders(dice)))
        except InsufficientHistory:
            refused += 1
    assert refused >= 27


@pytest.mark.parametrize(
    ("cost", "measure", "sentence"),
    [
        (orders(np.random.default_rng(1), 80), None, "12 whole weeks of cost and measure; there"),
        (np.zeros(400), None, "weeks that are all above zero"),
        (None, np.full(400, 7.0), "the measure hardly moved: the middle half of its weeks spans 0"),
        (
            np.exp(np.random.default_rng(3).normal(0, 3.0, 400)),
            orders(np.random.default_rng(1)),
            "an interval too wide to plan with",
        ),
    ],
)
def test_what_history_cannot_tell_is_refused_with_the_reason(
    cost: Floats | None, measure: Floats | None, sentence: str
) -> None:
    usual = orders(np.random.default_rng(1))
    with pytest.raises(InsufficientHistory, match=sentence):
        elasticity(
            series(usual if cost is None else cost), series(usual if measure is None else measure)
        )


def test_weeks_with_a_gap_do_not_count() -> None:
    measure = series(orders(np.random.default_rng(1))).drop(index=range(0, 399, 50))
    found = elasticity(series(orders(np.random.default_rng(1))), measure)
    assert found.weeks == 58 - 8


def test_one_measure_at_a_time() -> None:
    one = series(orders(np.random.default_rng(1)))
    with pytest.raises(InvalidHistory, match="one series to one measure"):
        elasticity(pd.concat([one, one.assign(unique_id="two")]), one)
