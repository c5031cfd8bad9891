"""A backtest forecasts from what was known then, and scores against what came."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.backtest import backtest
from costgov.errors import InvalidInput

from tests.unit.analysis.histories import history, noisy, weekly


def remembering(
    history: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str
) -> pd.DataFrame:
    """The last value for ever, within ten either way."""
    last = history.groupby("unique_id").last()
    return pd.concat(
        pd.DataFrame(
            {
                "unique_id": name,
                "ds": row["ds"] + pd.Timedelta(days=1) * np.arange(1, horizon + 1),
                "mean": row["y"],
                **{f"lo-{level}": row["y"] - 10 for level in levels},
                **{f"hi-{level}": row["y"] + 10 for level in levels},
            }
        )
        for name, row in last.iterrows()
    )


def test_measures_are_those_of_the_last_value_on_a_ramp() -> None:
    frame = history(np.arange(100.0))
    scores = backtest(frame, 4, 2, levels=(80,), forecaster=remembering)
    assert scores["origin"].tolist() == [pd.Timestamp("2025-04-11"), pd.Timestamp("2025-03-28")]
    assert scores["wape"].tolist() == pytest.approx(
        [10 / (96 + 97 + 98 + 99), 10 / (82 + 83 + 84 + 85)]
    )
    assert scores["total_error"].tolist() == pytest.approx((-scores["wape"]).tolist())
    assert scores["mase"].tolist() == pytest.approx([2.5 / 7] * 2)
    assert scores["coverage-80"].tolist() == [1.0, 1.0]


def test_origins_can_be_named() -> None:
    both = pd.concat([history(noisy(90), name="EC2"), history(noisy(60), name="S3")])
    cuts = [pd.Timestamp("2025-02-20"), pd.Timestamp("2025-03-20"), pd.Timestamp("2030-01-01")]
    scores = backtest(both, 7, cuts)
    assert scores.groupby("unique_id")["origin"].apply(list).to_dict() == {
        "EC2": cuts[:2],
        "S3": cuts[:1],
    }


def test_a_past_that_ends_in_a_gap_is_scored_on_the_days_that_are_known() -> None:
    values = noisy(60)
    values[28:33] = np.nan
    scores = backtest(history(values), 10, [pd.Timestamp("2025-02-06")], forecaster=remembering)
    assert scores["wape"].notna().all()


def test_what_cannot_be_measured_is_not_a_number() -> None:
    scores = backtest(history(np.zeros(60)), 7, 1)
    assert scores[["wape", "mase", "total_error"]].isna().all(axis=None)


def test_too_short_a_history_has_no_scores() -> None:
    scores = backtest(history(noisy(10)), 30, 6)
    assert scores.empty
    assert "coverage-95" in scores


def test_the_forecast_beats_the_last_value_on_a_weekly_series() -> None:
    frame = history(weekly(300))
    ours, last = backtest(frame, 28, 4), backtest(frame, 28, 4, forecaster=remembering)
    assert ours["wape"].mean() < 0.03 < last["wape"].mean()


@pytest.mark.parametrize(("horizon", "origins"), [(0, 3), (7, 0)])
def test_a_backtest_of_nothing_is_refused(horizon: int, origins: int) -> None:
    with pytest.raises(InvalidInput):
        backtest(history(noisy(50)), horizon, origins)
