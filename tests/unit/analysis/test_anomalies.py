"""What is out of range and what is not, in the words of a bill."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.anomalies import detect
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.histories import bills, history, noisy, weekly

few = settings(max_examples=15, deadline=None)


def flagged(frame: pd.DataFrame, freq: str = "D") -> list[int]:
    """Positions of the anomalies."""
    return np.flatnonzero(detect(frame, freq)["is_anomaly"]).tolist()


def test_columns_are_as_documented_one_row_per_value() -> None:
    frame = pd.concat([history(noisy(40), name="S3"), history(noisy(30), name="EC2")])
    result = detect(frame.sample(frac=1, random_state=1))
    assert list(result.columns) == [
        "unique_id", "ds", "y", "expected", "lo", "hi", "score", "is_anomaly",
    ]  # fmt: skip
    assert result["is_anomaly"].dtype == np.dtype(bool)
    assert len(result) == 70
    assert result["unique_id"].is_monotonic_increasing


def test_two_weeks_pass_before_the_first_verdict() -> None:
    values = noisy(30)
    values[10] = 900.0
    result = detect(history(values))
    assert result["expected"].isna().tolist() == [True] * 14 + [False] * 16
    assert (result["score"][:14] == 0).all()


def test_a_spike_is_found_on_its_day_with_its_impact() -> None:
    values = weekly(100)
    values[80] += 150.0
    result = detect(history(values))
    assert np.flatnonzero(result["is_anomaly"]).tolist() == [80]
    day = result.iloc[80]
    assert day["y"] - day["expected"] == pytest.approx(150, rel=0.1)
    assert day["y"] > day["hi"]


def test_a_busy_sunday_is_found_although_mondays_cost_as_much() -> None:
    values = weekly(120)
    sunday = 118
    assert pd.Timestamp(history(values)["ds"][sunday]).day_name() == "Sunday"
    values[sunday] = 110.0
    assert flagged(history(values)) == [sunday]


def test_a_drop_is_found() -> None:
    values = weekly(100)
    values[90] = 5.0
    result = detect(history(values))
    assert np.flatnonzero(result["is_anomaly"]).tolist() == [90]
    assert result["y"][90] < result["lo"][90]


def test_a_new_level_is_reported_for_a_week_and_then_learned() -> None:
    values = noisy(160)
    values[100:] *= 1.6
    assert flagged(history(values)) == list(range(100, 107))
    after = detect(history(values))
    assert after["expected"][130] == pytest.approx(160, rel=0.05)


def test_a_spike_does_not_hide_the_next_one() -> None:
    values = noisy(100)
    values[[70, 75, 80]] += 60.0
    assert flagged(history(values)) == [70, 75, 80]


def test_small_changes_of_a_steady_series_are_not_worth_a_word() -> None:
    values = np.full(80, 20.0)
    values[60:] = 21.5
    assert flagged(history(values)) == []


def test_noise_raises_few_false_alarms() -> None:
    frames = [history(weekly(300, spread=10, seed=seed), name=f"s{seed:02d}") for seed in range(30)]
    found = detect(pd.concat(frames))["is_anomaly"].sum()
    assert found / (30 * 286 / 30) <= 0.2


def test_a_month_start_fee_is_news_only_once() -> None:
    frame = history(noisy(180, spread=1.0), start="2025-01-10")
    first = frame["ds"].dt.day == 1
    frame.loc[first, "y"] += 400
    assert frame["ds"][flagged(frame)].dt.date.astype(str).tolist() == ["2025-02-01"]


def test_a_fee_that_stays_away_is_no_anomaly_and_a_doubled_one_is() -> None:
    frame = history(noisy(180, spread=1.0), start="2025-01-10")
    frame.loc[frame["ds"].dt.day == 1, "y"] += 400
    without = frame.assign(y=frame["y"].mask(frame["ds"] == "2025-07-01", 100))
    doubled = frame.assign(y=frame["y"].mask(frame["ds"] == "2025-07-01", 900))
    assert len(flagged(without)) == 1
    assert frame["ds"][flagged(doubled)].dt.month.tolist() == [2, 7]


def test_a_service_that_starts_is_news() -> None:
    values = np.r_[np.zeros(60), noisy(20, level=30)]
    result = detect(history(values))
    assert flagged(history(values))[0] == 60
    assert result["score"][60] == 1.0


def test_a_gap_is_missing_and_not_a_drop() -> None:
    values = noisy(100)
    values[40:60] = np.nan
    result = detect(history(values))
    assert len(result) == 80
    assert not result["is_anomaly"].any()


@pytest.mark.parametrize(("freq", "warm"), [("h", 48), ("5min", 288)])
def test_frequent_values_are_judged_by_what_was_seen_before(freq: str, warm: int) -> None:
    values = np.where(np.arange(1200) % 48 < 6, 95.0, 4.0) + noisy(1200, 0, 0.5)
    values[1100] = 160.0
    result = detect(history(values, freq=freq), freq)
    assert np.flatnonzero(result["is_anomaly"]).tolist() == [1100]
    assert result["expected"].isna().sum() == warm


def test_a_plateau_within_the_range_is_found_by_the_running_median() -> None:
    values = noisy(1500, 20, 1)
    values[::50] = 90.0
    values[1300:1330] = 60.0
    found = flagged(history(values, freq="5min"), "5min")
    assert len(found) == 1
    assert 1300 <= found[0] < 1312


def test_frequent_values_may_lie_off_the_grid() -> None:
    frame = history(np.where(np.arange(700) % 3, 95.0, 105.0), freq="5min")
    jitter = pd.to_timedelta(np.random.default_rng(0).integers(0, 200, 700), unit="s")
    frame["ds"] += jitter
    frame.loc[600, "y"] = 300.0
    assert flagged(frame, "5min") == [600]


def test_a_gap_of_years_is_no_burden() -> None:
    old, new = (
        history(noisy(400), freq="5min"),
        history(noisy(400), start="2035-01-01", freq="5min"),
    )
    assert len(detect(pd.concat([old, new]), "5min")) == 800


@few
@given(bills(largest=120), st.data())
def test_a_verdict_is_the_same_whether_or_not_later_days_are_known(
    known: pd.DataFrame, data: st.DataObject
) -> None:
    known = known.sort_values("ds")
    cut = data.draw(st.integers(1, len(known)))
    for freq in ("D", "h"):
        whole, part = detect(known, freq), detect(known.iloc[:cut], freq)
        pd.testing.assert_frame_equal(part, whole.iloc[:cut], check_exact=False, rtol=1e-12)
        assert part["is_anomaly"].tolist() == whole["is_anomaly"][:cut].tolist()


@few
@given(bills(largest=120))
def test_scores_are_within_zero_and_one_and_tell_the_verdict(known: pd.DataFrame) -> None:
    result = detect(known)
    assert result["score"].between(0, 1).all()
    assert (result["is_anomaly"] == (result["score"] >= 0.5)).all()
    judged = result.dropna(subset="expected")
    outside = (judged["y"] > judged["hi"]) | (judged["y"] < judged["lo"])
    assert (judged["is_anomaly"] == outside).all()
    assert ((judged["lo"] <= judged["expected"]) & (judged["expected"] <= judged["hi"])).all()


@few
@given(bills(largest=120), st.sampled_from([1024.0, 1.0 / 1024]))
def test_another_unit_changes_no_verdict(known: pd.DataFrame, factor: float) -> None:
    one, other = detect(known), detect(known.assign(y=known["y"] * factor))
    assert one["is_anomaly"].tolist() == other["is_anomaly"].tolist()
    np.testing.assert_allclose(other["expected"], one["expected"] * factor, rtol=1e-9)
