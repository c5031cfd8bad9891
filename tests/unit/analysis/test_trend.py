"""The label of a trend is that of a robust line, and honest about short histories."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.trend import trend
from costgov.domain.insights import Trend
from costgov.errors import InvalidHistory
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.histories import bills, history, noisy, weekly


def test_growth_is_told_in_percent_over_the_window() -> None:
    assert trend(history(100 + np.arange(60.0))) == Trend(
        label="increasing", percent=Decimal("20.5"), days=28
    )


def test_decline_and_rest_are_told_apart() -> None:
    assert trend(history(200 - 2 * np.arange(40.0))).label == "decreasing"
    assert trend(history(weekly(60))).label == "stable"


@pytest.mark.parametrize(("threshold", "label"), [(5, "increasing"), (10, "stable")])
def test_the_threshold_is_adjustable(threshold: float, label: str) -> None:
    assert trend(history(np.linspace(100, 108, 28)), threshold).label == label


def test_at_the_threshold_a_change_counts() -> None:
    assert trend(history(np.linspace(100, 110, 28)), 10) == Trend(
        label="increasing", percent=Decimal("10.0"), days=28
    )


def test_outliers_and_weekends_do_not_bend_the_line() -> None:
    values = weekly(60)
    values[-3:-1] *= 6
    assert trend(history(values)).label == "stable"


def test_a_fall_of_credits_is_an_increase() -> None:
    assert trend(history(-200 + 2 * np.arange(40.0))).label == "increasing"


def test_thirteen_days_are_not_enough() -> None:
    assert trend(history(np.arange(13.0))) == Trend(
        label="insufficient history", percent=None, days=13
    )


def test_days_without_cost_known_do_not_count() -> None:
    values = noisy(28)
    values[::2] = np.nan
    values[1] = np.nan
    assert trend(history(values)).label == "insufficient history"


def test_no_percentage_is_made_of_a_start_at_zero() -> None:
    assert trend(history(np.zeros(30))) == Trend(label="stable", percent=None, days=28)
    crossing = trend(history(np.linspace(-10, 10, 28)))
    assert (crossing.label, crossing.percent) == ("increasing", None)


def test_several_series_have_no_trend() -> None:
    with pytest.raises(InvalidHistory, match="one series"):
        trend(pd.concat([history(noisy(20), name="a"), history(noisy(20), name="b")]))


@settings(max_examples=60, deadline=None)
@given(bills(), st.sampled_from([1024.0, 1 / 1024]))
def test_another_unit_changes_no_trend(known: pd.DataFrame, factor: float) -> None:
    assert trend(known) == trend(known.assign(y=known["y"] * factor))
