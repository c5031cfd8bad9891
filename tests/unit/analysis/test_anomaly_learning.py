"""What the detector learns of a series: levels, weeks, openings of months, days that resemble."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.anomalies import detect

from tests.unit.analysis.histories import history, noisy, weekly


def flagged(frame: pd.DataFrame, freq: str = "D") -> list[int]:
    """Positions of the anomalies."""
    return np.flatnonzero(detect(frame, freq)["is_anomaly"]).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_a_step_of_two_and_a_half_deviations_is_found_by_its_week(seed: int) -> None:
    values = noisy(200, level=100, spread=10, seed=seed)
    assert not [day for day in flagged(history(values)) if 150 <= day < 160]
    values[150:] += 25
    assert [day for day in flagged(history(values)) if 150 <= day < 160]


@pytest.mark.parametrize("seed", range(4))
def test_a_slow_rise_is_found_before_it_is_over(seed: int) -> None:
    values = weekly(200, spread=6, seed=seed)
    values[150:] *= 1 + 0.6 * np.minimum(np.arange(1, 51) / 14, 1)
    assert any(150 <= day < 164 for day in flagged(history(values)))


def test_falling_back_to_what_it_cost_before_a_rise_is_no_news() -> None:
    values = noisy(200, spread=3)
    values[100:130] *= 1.6
    assert flagged(history(values)) == list(range(100, 107))
    result = detect(history(values))
    assert result["lo"][130] < values[130] < result["expected"][130]
    values[130:] = 20
    assert 130 in flagged(history(values))


def test_long_after_a_rise_falling_back_is_a_drop_like_any_other() -> None:
    values = noisy(300, spread=3)
    values[100:200] *= 1.9
    assert 200 in flagged(history(values))


def test_a_drop_has_to_be_twice_as_clear_as_a_rise() -> None:
    values = np.full(120, 100.0)
    for change, found in ((14.0, True), (-14.0, False), (-30.0, True)):
        after = values.copy()
        after[100] += change
        assert (100 in flagged(history(after))) is found


def test_a_busy_opening_of_the_month_is_expected_once_seen_on_whatever_weekday() -> None:
    frame = history(weekly(330, spread=1.5), start="2025-01-06")
    frame["y"] *= np.where(frame["ds"].dt.day <= 3, 1.4, 1.0)
    months = frame["ds"][flagged(frame)].dt.month
    assert set(months) <= {2, 3}
    result = detect(frame)
    june = result[result["ds"] == "2025-06-01"].iloc[0]
    assert june["expected"] == pytest.approx(june["y"], rel=0.1)


def test_an_opening_that_stays_quiet_once_changes_little() -> None:
    frame = history(noisy(330, spread=2), start="2025-01-06")
    opens = frame["ds"].dt.day <= 3
    frame["y"] *= np.where(opens & (frame["ds"].dt.month != 8), 1.3, 1.0)
    assert 8 not in set(frame["ds"][flagged(frame)].dt.month)


def daily_pattern(days: int, seed: int = 0) -> np.ndarray:
    """5-minute values: busy from nine to six, quiet at night."""
    random = np.random.default_rng(seed)
    step = np.arange(days * 288) % 288
    busy = (step >= 108) & (step < 216)
    values: np.ndarray = np.where(busy, 80.0, 20.0) + random.normal(0, 2, days * 288)
    return values


def test_a_working_day_that_does_not_begin_is_found() -> None:
    values = daily_pattern(12)
    start = 10 * 288 + 108
    values[start : start + 108] = 20.0
    (found,) = flagged(history(values, freq="5min"), "5min")
    assert start <= found <= start + 12


def test_a_busy_night_is_found_although_days_are_busier() -> None:
    values = daily_pattern(12)
    start = 10 * 288 + 20
    values[start : start + 30] = 60.0
    (found,) = flagged(history(values, freq="5min"), "5min")
    assert start <= found <= start + 12


def test_without_a_pattern_of_the_day_the_time_of_day_is_not_asked() -> None:
    random = np.random.default_rng(5)
    values = np.repeat(random.choice([5.0, 90.0], 200), random.integers(5, 40, 200))
    assert flagged(history(values + noisy(len(values), 0, 0.5), freq="5min"), "5min") == []
