"""A history that breaks its contract is refused with a sentence, never guessed at."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.anomalies import detect
from costgov.analysis.forecast import forecast, forecast_total
from costgov.analysis.frames import checked
from costgov.errors import InvalidHistory

from tests.unit.analysis.histories import history, noisy

GOOD = history(noisy(30))
BROKEN = {
    "lacks the column": GOOD.drop(columns="y"),
    "more than once": pd.concat([GOOD, GOOD.iloc[[3]].assign(y=1.0)]),
    "infinite": GOOD.assign(y=np.inf),
    "not a number": GOOD.assign(y="much"),
    "complex": GOOD.assign(y=1j),
    "time zone": GOOD.assign(ds=GOOD["ds"].dt.tz_localize("UTC")),
    "row without ds": GOOD.assign(ds=GOOD["ds"].where(GOOD["ds"].dt.day != 7)),
    "not an instant": GOOD.assign(ds="yesterday"),
    "numbers, not instants": GOOD.assign(ds=range(30)),
    "without unique_id": GOOD.assign(unique_id=None),
    "cannot name a series": GOOD.assign(unique_id=pd.Series([[1]] * 30, dtype=object)),
    "mixes currencies": GOOD.assign(currency=["USD"] * 29 + ["EUR"]),
    "not on the grid": GOOD.assign(ds=GOOD["ds"] + pd.Timedelta(hours=5)),
}


@pytest.mark.parametrize(
    "entry", [detect, lambda h: forecast(h, 7), lambda h: forecast_total(h, 7)]
)
@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_history_is_refused(
    sentence: str, entry: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    with pytest.raises(InvalidHistory, match=sentence):
        entry(BROKEN[sentence])


def test_an_unknown_frequency_is_refused() -> None:
    with pytest.raises(InvalidHistory, match="is not one of D, h, 5min"):
        detect(GOOD, freq="W")


def test_order_missing_values_and_other_columns_do_not_matter() -> None:
    gappy = pd.concat([GOOD, history([np.nan], start="2026-01-01")])
    shuffled = gappy.sample(frac=1, random_state=3).assign(service="AmazonEC2", currency="USD")
    pd.testing.assert_frame_equal(checked(shuffled), checked(GOOD))
    pd.testing.assert_frame_equal(forecast(shuffled, 5), forecast(GOOD, 5))


def test_exact_amounts_and_calendar_days_are_taken_as_they_are() -> None:
    exact = pd.DataFrame(
        {
            "unique_id": "EC2",
            "ds": [date(2025, 3, 1), date(2025, 3, 2)],
            "y": [Decimal("1.10"), Decimal("2.20")],
        }
    )
    assert checked(exact)["y"].tolist() == [1.1, 2.2]
    assert checked(exact)["ds"].tolist() == [pd.Timestamp("2025-03-01"), pd.Timestamp("2025-03-02")]


@pytest.mark.parametrize(
    "empty", [GOOD.iloc[:0], pd.DataFrame({"unique_id": [], "ds": [], "y": []})]
)
def test_no_history_gives_no_rows(empty: pd.DataFrame) -> None:
    assert list(forecast(empty, 3, levels=(80,)).columns) == [
        "unique_id", "ds", "mean", "lo-80", "hi-80",
    ]  # fmt: skip
    assert forecast(empty, 3).empty
    assert forecast_total(empty, 3).empty
    assert detect(empty).empty
