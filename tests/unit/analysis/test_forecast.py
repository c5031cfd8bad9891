"""What a forecast says of series as they occur in bills."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.forecast import forecast, forecast_total
from costgov.errors import InvalidInput

from tests.unit.analysis.histories import WEEK, history, noisy, weekly


def test_columns_days_and_series_are_as_documented() -> None:
    both = pd.concat([history(noisy(60), name="S3"), history(noisy(60, seed=1), name="EC2")])
    result = forecast(both, 3, levels=(80, 95))
    assert list(result.columns) == [
        "unique_id", "ds", "mean", "lo-80", "hi-80", "lo-95", "hi-95",
    ]  # fmt: skip
    assert result["unique_id"].tolist() == ["EC2"] * 3 + ["S3"] * 3
    assert result["ds"].dtype == np.dtype("datetime64[us]")
    last = both["ds"].max()
    assert result["ds"].tolist()[:3] == [last + pd.Timedelta(days=day) for day in (1, 2, 3)]


def test_one_observation_is_carried_on_with_a_wide_interval() -> None:
    result = forecast(history([40.0]), 30)
    assert result["mean"].to_numpy() == pytest.approx(40.0)
    assert (result["hi-95"] - result["lo-95"] > 20).all()
    assert (result["lo-95"] >= 0).all()


def test_a_constant_series_stays_and_grows_sure_with_its_history() -> None:
    short, long = (forecast(history(np.full(n, 25.0)), 30) for n in (10, 400))
    for result in (short, long):
        assert result["mean"].to_numpy() == pytest.approx(25.0)
    assert (long["hi-80"] - long["lo-80"] < 1).all()
    assert (short["hi-80"] - short["lo-80"] > long["hi-80"] - long["lo-80"]).all()


def test_zeros_are_forecast_as_zeros() -> None:
    result = forecast(history(np.zeros(50)), 14)
    assert (result.drop(columns=["unique_id", "ds"]) == 0).all(axis=None)


def test_the_weekday_profile_is_kept() -> None:
    result = forecast(history(weekly(140)), 14)
    assert result["mean"].to_numpy() == pytest.approx(100 * np.resize(WEEK, 14), rel=0.05)


def test_steady_growth_is_carried_on() -> None:
    result = forecast(history(100 + 0.5 * np.arange(200)), 60)
    assert result["mean"].iloc[-1] == pytest.approx(100 + 0.5 * 259, rel=0.03)


def test_one_spike_does_not_move_the_forecast() -> None:
    values = noisy(120)
    spiked = values.copy()
    spiked[-3] *= 5
    plain, after = (forecast(history(y), 30)["mean"].to_numpy() for y in (values, spiked))
    assert after == pytest.approx(plain, rel=0.05)


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.8])
def test_a_level_shift_is_followed_within_a_week(factor: float) -> None:
    values = weekly(200)
    values[-8:] *= factor
    result = forecast(history(values), 28)
    assert result["mean"].sum() == pytest.approx(28 * WEEK.mean() * 100 * factor, rel=0.2)


def test_a_trial_that_became_production_is_not_expected_to_grow_as_much_again() -> None:
    """The jump was five hundred times the level of then; the bounds are no such multiple of it."""
    values = np.concatenate([noisy(100, 0.01, 0.001), noisy(60, 5, 0.3)])
    total = forecast_total(history(values), 30, levels=(80,)).iloc[0]
    assert total["mean"] == pytest.approx(150, rel=0.05)
    assert total["hi-80"] < 5 * 150
    assert (forecast(history(values), 30, levels=(80,))["hi-80"] < 6 * 5).all()


def test_a_fee_on_the_first_of_the_month_comes_back_on_the_first() -> None:
    frame = history(noisy(150, spread=1.0), start="2025-01-01")
    frame.loc[frame["ds"].dt.day == 1, "y"] += 500
    result = forecast(frame, 45)
    first = result["ds"].dt.day == 1
    assert first.sum() == 2
    assert result.loc[first, "mean"].to_numpy() == pytest.approx(600, rel=0.05)
    assert result.loc[~first, "mean"].to_numpy() == pytest.approx(100, rel=0.05)


def test_a_fee_on_another_day_is_believed_the_second_time() -> None:
    frame = history(noisy(115, spread=1.0), start="2025-01-01")
    on_the_ninth = frame["ds"].dt.day == 9
    once = frame.assign(y=frame["y"] + 300.0 * (on_the_ninth & (frame["ds"] > "2025-04-01")))
    twice = frame.assign(y=frame["y"] + 300.0 * (on_the_ninth & (frame["ds"] > "2025-03-01")))
    expected = [
        forecast(known, 40).set_index("ds")["mean"].loc["2025-05-09"] for known in (once, twice)
    ]
    assert expected == pytest.approx([100, 400], rel=0.1)


def test_a_fee_that_stopped_is_not_expected_any_more() -> None:
    frame = history(noisy(160, spread=1.0), start="2025-01-01")
    frame.loc[(frame["ds"].dt.day == 1) & (frame["ds"] < "2025-05-01"), "y"] += 500
    assert forecast(frame, 45)["mean"].max() < 120


def test_intermittent_cost_is_forecast_by_its_mean() -> None:
    values = np.where(np.random.default_rng(5).random(200) < 0.3, 50.0, 0.0)
    total = forecast_total(history(values), 60)["mean"].iloc[0]
    assert total == pytest.approx(60 * 15, rel=0.35)


def test_credits_stay_negative() -> None:
    result = forecast(history(-weekly(90)), 20)
    assert (result["hi-95"] <= 0).all()
    assert result["mean"].to_numpy() == pytest.approx(-100 * np.resize(WEEK, 110)[-20:], rel=0.06)


def test_a_gap_is_missing_and_not_zero() -> None:
    values = noisy(120)
    values[50:80] = np.nan
    assert forecast(history(values), 14)["mean"].to_numpy() == pytest.approx(100, rel=0.05)


def test_hours_have_a_profile_of_day_and_week() -> None:
    hour = np.arange(24 * 28)
    load = 50 + 30 * np.sin(2 * np.pi * hour / 24) - 20.0 * (hour // 24 % 7 >= 5)
    result = forecast(history(load + noisy(len(hour), 0, 1), freq="h"), 168, freq="h")
    ahead = np.arange(24 * 28, 24 * 35)
    truth = 50 + 30 * np.sin(2 * np.pi * ahead / 24) - 20.0 * (ahead // 24 % 7 >= 5)
    assert np.abs(result["mean"].to_numpy() - truth).mean() < 4


def test_five_minute_steps_are_forecast_on_their_grid() -> None:
    result = forecast(history(noisy(600), freq="5min"), 12, freq="5min")
    assert (result["ds"].diff().dropna() == pd.Timedelta(minutes=5)).all()
    assert result["mean"].to_numpy() == pytest.approx(100, rel=0.05)


def test_the_interval_of_the_sum_is_narrower_than_the_sum_of_the_daily_bounds() -> None:
    frame = history(noisy(300, spread=20))
    total = forecast_total(frame, 30).iloc[0]
    days = forecast(frame, 30)
    assert list(forecast_total(frame, 30).columns[:4]) == ["unique_id", "mean", "lo-80", "hi-80"]
    assert total["mean"] == pytest.approx(days["mean"].sum())
    assert total["hi-80"] - total["lo-80"] < 0.7 * (days["hi-80"] - days["lo-80"]).sum()


def test_intervals_cover_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(8)
    walks = 200 + np.cumsum(rng.normal(0, 1.5, (40, 260)), axis=1) + rng.normal(0, 6, (40, 260))
    known = pd.concat([history(walk[:230], name=f"s{i:02d}") for i, walk in enumerate(walks)])
    made = forecast(known, 30)
    sums = forecast_total(known, 30)
    actual = walks[:, 230:]
    for level, least, most in ((80, 0.7, 0.95), (95, 0.88, 1.0)):
        inside = (made[f"lo-{level}"] <= actual.reshape(-1)) & (
            made[f"hi-{level}"] >= actual.reshape(-1)
        )
        assert least <= inside.mean() <= most
        whole = actual.sum(1)
        assert (
            least <= ((sums[f"lo-{level}"] <= whole) & (sums[f"hi-{level}"] >= whole)).mean() <= 1
        )


@pytest.mark.parametrize(("horizon", "levels"), [(0, (80,)), (-1, (80,)), (7, (0,)), (7, (100,))])
def test_impossible_wishes_are_refused(horizon: int, levels: tuple[int, ...]) -> None:
    for entry in (forecast, forecast_total):
        with pytest.raises(InvalidInput):
            entry(history(noisy(20)), horizon, levels)
