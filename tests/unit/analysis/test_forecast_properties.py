"""What holds for every series, however odd."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.forecast import forecast, forecast_total
from costgov.errors import InvalidHistory
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.histories import bills, history, noisy, weekly

few = settings(max_examples=40, deadline=None)
CALENDAR_CYCLE = pd.Timedelta(days=146_097)  # 400 Gregorian years: same weekdays and months


def numbers(frame: pd.DataFrame) -> np.ndarray:
    """All amounts of a result."""
    return frame.drop(columns=["unique_id", "ds"], errors="ignore").to_numpy(float)


@few
@given(bills(), st.integers(1, 45))
def test_the_forecast_is_finite_and_its_intervals_nest(known: pd.DataFrame, horizon: int) -> None:
    for made in (forecast(known, horizon), forecast_total(known, horizon)):
        assert np.isfinite(numbers(made)).all()
        order = ["lo-95", "lo-90", "lo-80", "mean", "hi-80", "hi-90", "hi-95"]
        assert (np.diff(made[order].to_numpy(), axis=1) >= 0).all()


@few
@given(bills())
def test_the_sum_of_the_means_is_the_mean_of_the_sum(known: pd.DataFrame) -> None:
    days, total = forecast(known, 20)["mean"].to_numpy(), forecast_total(known, 20)["mean"].iloc[0]
    assert np.isclose(total, days.sum(), rtol=1e-9, atol=1e-9 * np.abs(days).sum())


@few
@given(bills())
def test_what_was_never_negative_gets_no_negative_bound(known: pd.DataFrame) -> None:
    result = numbers(forecast(known.assign(y=known["y"].abs()), 30))
    assert (result >= 0).all()


@few
@given(bills(), st.sampled_from([1000.0, 0.001]))
def test_another_unit_changes_only_the_unit(known: pd.DataFrame, factor: float) -> None:
    for entry in (forecast, forecast_total):
        one, other = (
            numbers(entry(known, 30)),
            numbers(entry(known.assign(y=known["y"] * factor), 30)),
        )
        size = np.abs(one).max() + np.abs(known["y"]).max()
        np.testing.assert_allclose(other, one * factor, rtol=1e-6, atol=1e-7 * size * factor)


@few
@given(bills(), st.integers(1, 3))
def test_other_years_change_only_the_dates(known: pd.DataFrame, cycles: int) -> None:
    later = known.assign(ds=known["ds"].astype("datetime64[us]") + cycles * CALENDAR_CYCLE)
    one, other = forecast(known, 20), forecast(later, 20)
    np.testing.assert_array_equal(numbers(one), numbers(other))
    assert (other["ds"] - one["ds"] == cycles * CALENDAR_CYCLE).all()


@few
@given(bills(), st.integers(0, 6), st.integers(1, 40))
def test_rows_in_any_order_with_missing_values_and_no_currency_are_the_same_series(
    known: pd.DataFrame, seed: int, horizon: int
) -> None:
    gap = pd.date_range(known["ds"].min(), known["ds"].max()).difference(
        pd.DatetimeIndex(known["ds"])
    )
    missing = pd.DataFrame({"unique_id": "EC2", "ds": gap, "y": np.nan})
    other = pd.concat([known, missing]).sample(frac=1, random_state=seed).assign(currency="USD")
    pd.testing.assert_frame_equal(forecast(other, horizon), forecast(known, horizon))


@few
@given(bills(), st.data())
def test_a_day_twice_or_two_currencies_are_refused_wherever_they_are(
    known: pd.DataFrame, data: st.DataObject
) -> None:
    row = known.iloc[[data.draw(st.integers(0, len(known) - 1))]]
    with pytest.raises(InvalidHistory, match="more than once"):
        forecast(pd.concat([known, row.assign(y=1.0)]), 7)
    new_day = row.assign(ds=known["ds"].max() + pd.Timedelta(days=1), currency="EUR")
    with pytest.raises(InvalidHistory, match="mixes currencies"):
        forecast(pd.concat([known.assign(currency="USD"), new_day]), 7)


@given(st.integers(1, 400))
@few
def test_any_shift_of_the_dates_of_a_series_without_fees_changes_nothing_else(days: int) -> None:
    values = weekly(120)
    shifted = history(
        values, start=str((pd.Timestamp("2025-01-06") + pd.Timedelta(days=days)).date())
    )
    np.testing.assert_array_equal(
        numbers(forecast(history(values), 20)), numbers(forecast(shifted, 20))
    )


@few
@given(bills(), st.integers(1, 30), st.integers(31, 120))
def test_a_day_does_not_depend_on_how_far_is_forecast(
    known: pd.DataFrame, near: int, far: int
) -> None:
    np.testing.assert_allclose(
        numbers(forecast(known, far))[:near], numbers(forecast(known, near)), rtol=1e-12
    )


@few
@given(bills(), bills(largest=200))
def test_a_series_does_not_depend_on_its_neighbours(one: pd.DataFrame, other: pd.DataFrame) -> None:
    together = pd.concat([one, other.assign(unique_id="S3"), history(noisy(90), name="A")])
    for entry in (forecast, forecast_total):
        alone = numbers(entry(one, 25))
        result = entry(together, 25)
        amid = numbers(result[result["unique_id"] == "EC2"])
        size = np.abs(one["y"]).max()
        np.testing.assert_allclose(amid, alone, rtol=1e-9, atol=1e-9 * size)


@few
@given(bills())
def test_the_same_history_gives_the_same_forecast(known: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(forecast(known, 15), forecast(known.copy(), 15))
