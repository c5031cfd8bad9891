"""A season of the year is followed where two years show it, and invented nowhere."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.choice import choose
from costgov.analysis.ensemble import Ensemble
from costgov.analysis.forecast import forecast, forecast_total
from costgov.analysis.frames import checked
from costgov.analysis.frequency import frequency_of
from costgov.analysis.panels import panels
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.histories import history, noisy, weekly

few = settings(max_examples=5, deadline=None)
START = "2023-01-02"  # a Monday
NAMED = "a yearly season"


def season(size: int) -> np.ndarray:
    """Logarithms: a peak before Christmas, a dip in summer."""
    day = np.arange(size) % 365.25
    return 0.5 * np.exp(-(((day - 350) / 17) ** 2)) - 0.25 * np.exp(-(((day - 210) / 35) ** 2))


def shop(size: int, seed: int = 0, spread: float = 4.0) -> np.ndarray:
    """Weekly cost of about 100 with the season of a shop."""
    return weekly(size, spread=spread, seed=seed) * np.exp(season(size))


def method(values: np.ndarray) -> str:
    """What the forecast of one series is said to rest on."""
    return str(choose(history(values, start=START))["method"].iloc[0])


def off(made: np.ndarray, actual: np.ndarray) -> float:
    """Sum of absolute errors over the sum of the actuals."""
    return float(np.abs(made - actual).sum() / np.abs(actual).sum())


def means(values: np.ndarray, horizon: int) -> np.ndarray:
    """The forecast means of one series."""
    return forecast(history(values, start=START), horizon)["mean"].to_numpy()


@pytest.mark.parametrize("known", [730, 1015, 1180])
def test_the_peak_before_christmas_comes_back(known: int) -> None:
    values = shop(known + 90)
    actual = values[known:]
    assert off(means(values[:known], 90), actual) < 0.09
    assert NAMED in method(values[:known])


def test_a_year_ahead_has_all_its_seasons() -> None:
    values = shop(800 + 365)
    without = means(values[:729], 365 + 71)[71:]
    made = means(values[:800], 365)
    assert off(made, values[800:]) < 0.09
    assert off(made, values[800:]) < 0.7 * off(without, values[800:])


def test_two_years_are_asked_for() -> None:
    assert NAMED not in method(shop(729))
    assert NAMED in method(shop(730))


def test_credits_and_what_changes_its_sign_have_offsets() -> None:
    wave = 40 * np.sin(2 * np.pi * np.arange(900) / 365.25)
    for values in (wave + noisy(900, 0, 5), -100 + wave + noisy(900, 0, 5)):
        assert off(means(values[:810], 90), values[810:]) < 0.3
        assert NAMED in method(values[:810])


@pytest.mark.parametrize(
    "values",
    [
        noisy(1000, spread=10),
        100 * np.exp(np.cumsum(noisy(1000, 0, 0.01, seed=1))),
        np.where(np.arange(1000) < 500, 100, 180) + noisy(1000, 0, 5),
        100 * np.exp(0.001 * np.arange(1000)) * noisy(1000, 1, 0.05),
        shop(1000) / np.exp(np.where(np.arange(1000) < 400, 0, season(1000))),
        np.zeros(1000),
        np.full(1000, 7.0),
        np.where(np.random.default_rng(2).random(1000) < 0.2, 50.0, 0.0),
    ],
    ids=["noise", "walk", "shift", "growth", "once", "nothing", "constant", "rare"],
)
def test_without_a_season_nothing_is_repeated(values: np.ndarray) -> None:
    assert NAMED not in method(values)


def test_a_shift_of_one_year_is_not_repeated_beside_the_season() -> None:
    values = shop(1000) * np.where(np.arange(1000) < 500, 1.0, 1.6)
    assert NAMED in method(values[:910])
    assert off(means(values[:910], 90), values[910:]) < 0.12


def test_growth_goes_on_beside_the_season() -> None:
    values = shop(1000) * np.exp(0.0006 * np.arange(1000))
    assert off(means(values[:910], 90), values[910:]) < 0.09


def test_the_intervals_know_what_the_season_explains() -> None:
    frame = history(shop(1100), start=START)
    recent = frame[frame["ds"] > frame["ds"].max() - pd.Timedelta(days=729)]
    for entry in (forecast, forecast_total):
        with_it, without = entry(frame, 60), entry(recent, 60)
        assert (with_it["hi-80"] - with_it["lo-80"]).mean() < 0.8 * (
            without["hi-80"] - without["lo-80"]
        ).mean()


def test_past_origins_know_no_more_than_was_known_then() -> None:
    frame = checked(history(shop(1000), start=START))
    steps = np.array([1, 30, 200, 365, 400])
    (whole,) = (Ensemble.of(panel) for panel in panels(frame, frequency_of("D")))
    for position in (10, 30, 51):
        known = frame.head(1 + int(whole.origins[position]))
        (then,) = (Ensemble.of(panel) for panel in panels(known, frequency_of("D")))
        chosen = slice(position, position + 1)
        made = whole.scale * whole.alone(steps, chosen)[:, :, 0]
        expected = then.scale * then.alone(steps, slice(1))[:, :, 0]
        np.testing.assert_allclose(made, expected, rtol=1e-9)


@few
@given(st.integers(700, 1300), st.integers(0, 99), st.sampled_from([1000.0, 0.001, -1.0]))
def test_another_unit_changes_only_the_unit(size: int, seed: int, factor: float) -> None:
    values = shop(size, seed) if factor > 0 else noisy(size, 0, 5, seed) + 30 * season(size)
    one, other = means(values, 30), means(values * factor, 30)
    np.testing.assert_allclose(other, one * factor, rtol=1e-6, atol=1e-6 * abs(factor))


@few
@given(st.integers(700, 900), st.integers(700, 1300), st.integers(0, 99))
def test_a_series_does_not_depend_on_its_neighbours(size: int, other: int, seed: int) -> None:
    one = history(shop(size, seed), start=START)
    beside = [history(shop(other, seed + 1), name="S3"), history(noisy(40), name="A")]
    alone, amid = forecast(one, 40), forecast(pd.concat([one, *beside]), 40)
    amid = amid[amid["unique_id"] == "EC2"]
    columns = [name for name in alone if name not in ("unique_id", "ds")]
    np.testing.assert_allclose(amid[columns], alone[columns], rtol=1e-8)


@few
@given(st.integers(0, 99), st.sampled_from([0.05, 0.15]))
def test_gaps_leave_the_season(seed: int, missing: float) -> None:
    values = shop(1000, seed)
    known = values[:900].copy()
    known[:-1][np.random.default_rng(seed).random(899) < missing] = np.nan
    assert off(means(known, 100), values[900:]) < 0.12
