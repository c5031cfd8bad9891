"""Predicting load: which method is used and why, whatever the history."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.forecast import forecast
from costgov.analysis.forest import direct_forest
from costgov.analysis.load import LoadPrediction, predict_load
from costgov.errors import InvalidInput

from tests.unit.analysis.histories import history, noisy

HOURS = np.arange(24 * 14)
# Work goes by shifts whose length depends on the weekday, which no single profile can tell.
SHIFTS = np.where((HOURS % 24 >= 8) & (HOURS % 24 < 12 + HOURS // 24 % 7), 70.0, 20.0)


def shifts(seed: int = 0) -> pd.DataFrame:
    return history(SHIFTS + noisy(len(HOURS), 0.0, 1.0, seed), name="shifts", freq="h")


def steady(seed: int = 0) -> pd.DataFrame:
    return history(noisy(len(HOURS), 40.0, 4.0, seed), name="steady", freq="h")


def numbers(made: LoadPrediction) -> np.ndarray:
    return made.points.drop(columns=["unique_id", "ds"]).to_numpy(float)


@pytest.fixture(autouse=True, scope="module")
def few_trees() -> Iterator[None]:
    """A smaller forest is as wrong in the same ways, and sooner grown."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costgov.analysis.forest.TREES", 6)
        yield


@pytest.fixture(scope="module")
def both() -> LoadPrediction:
    return predict_load(pd.concat([steady(), shifts()]), 24)


def test_the_method_with_the_lower_error_is_used_and_both_errors_are_shown(
    both: LoadPrediction,
) -> None:
    by_name = {choice.unique_id: choice for choice in both.choices}
    assert {choice.method for choice in both.choices} == {"forest", "statistical"}
    for choice in both.choices:
        trees, statistical = choice.forest_error, choice.statistical_error
        assert trees is not None
        assert statistical is not None
        assert (choice.method == "forest") == (trees < statistical)
        assert f"{100 * trees:.1f} %" in choice.reason
        assert f"{100 * statistical:.1f} %" in choice.reason
        assert choice.origins == 4
    assert by_name["shifts"].method == "forest"


def test_points_are_those_of_the_chosen_method(both: LoadPrediction) -> None:
    points = both.points.set_index("unique_id")["mean"]
    alone = forecast(steady(), 24, freq="h")["mean"], direct_forest(shifts(), 24)["mean"]
    np.testing.assert_allclose(points["steady"], alone[0], rtol=1e-9)
    np.testing.assert_allclose(points["shifts"], alone[1], rtol=1e-9)


def test_intervals_nest_and_load_is_never_negative(both: LoadPrediction) -> None:
    order = ["lo-95", "lo-90", "lo-80", "mean", "hi-80", "hi-90", "hi-95"]
    assert (np.diff(both.points[order].to_numpy(), axis=1) >= 0).all()
    assert (numbers(both) >= 0).all()
    assert list(both.points.columns) == list(forecast(steady(), 1, freq="h").columns)


def test_the_same_history_in_any_order_gives_the_same_prediction(both: LoadPrediction) -> None:
    shuffled = pd.concat([shifts(), steady()]).sample(frac=1, random_state=1)
    again = predict_load(shuffled, 24)
    pd.testing.assert_frame_equal(again.points, both.points)
    assert again.choices == both.choices


@pytest.mark.parametrize(("factor", "tolerance"), [(1024, 1e-12), (1000, 1e-3)])
def test_another_unit_changes_only_the_unit(
    both: LoadPrediction, factor: int, tolerance: float
) -> None:
    known = pd.concat([steady(), shifts()])
    scaled = predict_load(known.assign(y=known["y"] * factor), 24)
    # Trees are grown in single precision: only powers of two leave its last digit alone.
    np.testing.assert_allclose(numbers(scaled), factor * numbers(both), rtol=tolerance)


def test_weeks_later_changes_only_the_dates(both: LoadPrediction) -> None:
    known = pd.concat([steady(), shifts()])
    later = predict_load(known.assign(ds=known["ds"] + pd.Timedelta(days=70)), 24)
    np.testing.assert_allclose(numbers(later), numbers(both), rtol=1e-9)


def test_a_forest_follows_hours_it_has_seen_from_any_distance() -> None:
    made = direct_forest(shifts(), 48)["mean"].to_numpy()
    ahead = np.arange(len(HOURS), len(HOURS) + 48)
    day, hour = ahead // 24 % 7, ahead % 24
    expected = np.where((hour >= 8) & (hour < 12 + day), 70.0, 20.0)
    assert np.abs(made - expected).mean() < 5


def test_a_spike_in_the_last_hour_does_not_lift_what_follows() -> None:
    values = noisy(len(HOURS), 6.0, 0.2)
    values[-1] = 95.0
    assert direct_forest(history(values, freq="h"), 24)["mean"].max() < 12


@pytest.mark.parametrize("size", [1, 2, 30, 120])
def test_a_short_history_is_predicted_statistically_and_says_so(size: int) -> None:
    known = history(noisy(size), freq="h")
    made = predict_load(known, 24)
    (choice,) = made.choices
    assert choice.method == "statistical"
    assert choice.reason == f"{size} of the 168 hours that a comparison needs are known"
    assert (choice.statistical_error, choice.forest_error, choice.origins) == (None, None, 0)
    pd.testing.assert_frame_equal(made.points, forecast(known, 24, freq="h"))


def test_a_history_full_of_holes_is_not_compared() -> None:
    (choice,) = predict_load(shifts().iloc[::2], 24).choices
    assert choice.reason == "only 50 % of the hours are known"


def test_gaps_are_missing_and_not_zero() -> None:
    holes = shifts().drop(index=range(200, 212))
    made = predict_load(holes, 24)
    assert np.isfinite(numbers(made)).all()
    assert made.points["mean"].min() > 15


def test_no_load_at_all_is_nothing_to_be_wrong_about() -> None:
    made = predict_load(history(np.zeros(len(HOURS)), freq="h"), 24)
    assert made.choices[0].method == "statistical"
    assert made.points["mean"].eq(0).all()


def test_five_minutes_are_predicted_too() -> None:
    steps = np.arange(288 * 6)
    values = 30 + 20 * np.sin(2 * np.pi * steps / 288) + noisy(len(steps), 0.0, 1.0)
    made = predict_load(history(values, freq="5min"), 12, freq="5min")
    assert made.choices[0].origins == 4
    ahead = np.arange(len(steps), len(steps) + 12)
    assert made.points["mean"].to_numpy() == pytest.approx(
        30 + 20 * np.sin(2 * np.pi * ahead / 288), abs=4
    )


def test_nothing_known_is_nothing_predicted() -> None:
    made = predict_load(steady().iloc[:0], 24)
    assert made.points.empty
    assert made.choices == ()


def test_days_are_refused() -> None:
    with pytest.raises(InvalidInput, match="hourly or five-minute"):
        predict_load(history(noisy(90)), 7, freq="D")
