"""What is said of the forecast each series rests on."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.choice import choose
from costgov.analysis.forecast import forecast
from costgov.errors import InvalidHistory
from hypothesis import given, settings

from tests.unit.analysis.histories import bills, history, noisy, weekly


def of(frame: pd.DataFrame) -> pd.Series:
    """The choice of the only series."""
    made = choose(frame)
    assert list(made.columns) == [
        "unique_id", "method", "reason", "wape", "rival", "rival_wape",
    ]  # fmt: skip
    (row,) = (one for _, one in made.iterrows())
    return row


def test_a_level_that_wanders_is_led_by_the_newest_values() -> None:
    steps = np.random.default_rng(3).normal(0, 8, 300)
    row = of(history(500 + np.cumsum(steps)))
    assert "led by exponential smoothing" in row["method"]
    assert row["wape"] < 0.2


def test_noise_around_a_fixed_level_is_led_by_a_long_memory() -> None:
    row = of(history(noisy(300, spread=25)))
    assert any(f"led by the usual level of {days} days" in row["method"] for days in (56, 112))


def test_what_is_taken_into_account_is_named() -> None:
    frame = history(weekly(200) + 0.5 * np.arange(200))
    frame.loc[frame["ds"].dt.day == 1, "y"] += 500
    method = of(frame)["method"]
    assert method.endswith("with a profile of the week and growth and monthly fees")
    assert "with" not in of(history(noisy(120)))["method"]


def test_the_errors_are_those_of_past_forecasts_of_four_weeks() -> None:
    row = of(history(weekly(200, spread=5)))
    assert "past forecasts of 28 days" in row["reason"]
    assert 0.03 < row["wape"] < 0.06
    assert f"{100 * row['wape']:.1f} %" in row["reason"]
    assert f"{row['rival']} by {100 * row['rival_wape']:.1f} %" in row["reason"]


def test_a_rival_that_did_better_is_not_kept_silent() -> None:
    trend = 100 + 3.0 * np.arange(60)
    row = of(history(np.concatenate([trend, trend[::-1]])))
    sentence = "too little evidence to rely on one forecast only"
    assert (row["rival_wape"] < row["wape"]) == (sentence in row["reason"])


def test_a_short_series_and_one_without_cost_say_so() -> None:
    for values in ([5.0], noisy(20), np.zeros(100)):
        row = of(history(values))
        assert row["reason"].startswith("too short, or without cost")
        assert np.isnan(row["wape"])
        assert pd.isna(row["rival"])


def test_hours_and_minutes_have_words_of_their_own() -> None:
    hours = choose(history(noisy(24 * 20), freq="h"), "h").iloc[0]
    assert "past forecasts of 48 hours" in hours["reason"]
    minutes = choose(history(noisy(1000), freq="5min"), "5min").iloc[0]
    assert "steps of five minutes" in minutes["reason"]


def test_there_is_one_choice_per_series_that_is_forecast() -> None:
    several = pd.concat([history(noisy(50), name="S3"), history([1.0], name="EC2")])
    assert choose(several)["unique_id"].tolist() == ["EC2", "S3"]
    assert choose(several.head(0)).empty
    with pytest.raises(InvalidHistory):
        choose(several.drop(columns="y"))


@settings(max_examples=25, deadline=None)
@given(bills())
def test_every_series_that_can_be_forecast_has_a_choice(known: pd.DataFrame) -> None:
    row = of(known)
    assert forecast(known, 3)["unique_id"].iloc[0] == row["unique_id"]
    assert row["method"].startswith("mixture of 6 forecasts")
    assert np.isnan(row["wape"]) == pd.isna(row["rival"])
