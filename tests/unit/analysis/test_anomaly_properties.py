"""What holds for every series: no look ahead, no unit, no calendar, and a dial that only widens."""

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.anomalies import detect
from costgov.errors import InvalidInput
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.histories import STEPS, bills, history, noisy, weekly

few = settings(max_examples=8, deadline=None)
GREGORIAN = np.timedelta64(146_097, "D")
"""Four hundred years, after which weekdays and lengths of months come again."""


def eventful(size: int, seed: int, freq: str) -> pd.DataFrame:
    """A series with a week or a day in it, gaps, a spike, a step and a ramp."""
    random = np.random.default_rng(seed)
    cycle = {"D": 7, "h": 24, "5min": 288}[freq]
    values = 100 + 30 * np.sin(2 * np.pi * np.arange(size) / cycle) + random.normal(0, 4, size)
    for _ in range(4):
        at = int(random.integers(size // 4, size))
        values[at : at + int(random.integers(1, 3 * cycle))] *= random.uniform(0.2, 3)
    values[random.random(size) < 0.05] = np.nan
    return history(values, freq=freq)


@few
@given(st.integers(0, 10_000), st.sampled_from([("D", 200), ("h", 400), ("5min", 1500)]), st.data())
def test_a_verdict_is_the_same_whether_or_not_later_values_are_known(
    seed: int, kind: tuple[str, int], data: st.DataObject
) -> None:
    freq, size = kind
    known = eventful(size, seed, freq).dropna()
    cut = data.draw(st.integers(len(known) // 3, len(known) - 1))
    whole, part = detect(known, freq), detect(known.iloc[:cut], freq)
    pd.testing.assert_frame_equal(part, whole.iloc[:cut], check_exact=False, rtol=1e-9)
    assert part["is_anomaly"].tolist() == whole["is_anomaly"][:cut].tolist()


@few
@given(st.integers(0, 10_000), st.sampled_from([("D", 200), ("h", 400), ("5min", 1500)]))
def test_a_thousand_times_the_amounts_is_a_thousand_times_the_range(
    seed: int, kind: tuple[str, int]
) -> None:
    freq, size = kind
    known = eventful(size, seed, freq)
    one, other = detect(known, freq), detect(known.assign(y=known["y"] * 1000), freq)
    for column in ("expected", "lo", "hi"):
        np.testing.assert_allclose(other[column], one[column] * 1000, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(other["score"], one["score"], rtol=1e-6)


@few
@given(bills(largest=120))
def test_daily_verdicts_depend_on_the_calendar_alone(known: pd.DataFrame) -> None:
    later = known.assign(ds=known["ds"].to_numpy().astype("datetime64[us]") + GREGORIAN)
    pd.testing.assert_frame_equal(
        detect(known).drop(columns="ds"), detect(later).drop(columns="ds"), check_exact=True
    )


@pytest.mark.parametrize("freq", ["h", "5min"])
def test_frequent_verdicts_do_not_depend_on_the_date(freq: str) -> None:
    known = eventful(1200, 3, freq)
    later = known.assign(ds=known["ds"] + 12_345 * STEPS[freq])
    pd.testing.assert_frame_equal(
        detect(known, freq).drop(columns="ds"), detect(later, freq).drop(columns="ds")
    )


@few
@given(bills(largest=120))
def test_each_series_is_judged_for_itself_in_whatever_order(known: pd.DataFrame) -> None:
    other = history(weekly(50), name="S3", start="2024-03-01")
    together = detect(pd.concat([known, other]).sample(frac=1, random_state=1))
    alone = detect(known)
    both = together[together["unique_id"] == "EC2"].reset_index(drop=True)
    pd.testing.assert_frame_equal(both, alone, check_exact=False, rtol=1e-9)


@few
@given(bills(largest=120))
def test_missing_values_are_as_good_as_missing_rows(known: pd.DataFrame) -> None:
    random = np.random.default_rng(len(known))
    gone = random.random(len(known)) < 0.2
    masked, dropped = known.assign(y=known["y"].mask(gone)), known[~gone]
    pd.testing.assert_frame_equal(detect(masked), detect(dropped))


@few
@given(bills(largest=120), st.floats(1.0, 4.0), st.floats(1.0, 4.0))
def test_what_a_low_sensitivity_flags_a_higher_one_flags_too(
    known: pd.DataFrame, one: float, other: float
) -> None:
    low, high = (detect(known, sensitivity=each) for each in sorted((1 / one, other)))
    assert not (low["is_anomaly"] & ~high["is_anomaly"]).any()
    pd.testing.assert_series_equal(low["expected"], high["expected"])
    assert (high["hi"].fillna(0) <= low["hi"].fillna(0)).all()
    assert (high["lo"].fillna(0) >= low["lo"].fillna(0)).all()


def test_sensitivity_says_how_small_a_record_is_told() -> None:
    values = noisy(800, 50, 1)
    top = values[:700].max()
    values[700] = top + 0.1 * (top - values[:700].min())
    frame = history(values, freq="h")
    flags = {each: detect(frame, "h", sensitivity=each)["is_anomaly"][700] for each in (1.0, 4.0)}
    assert flags == {1.0: False, 4.0: True}


@pytest.mark.parametrize("sensitivity", [0.0, -1.0, 0.2, 5.0, float("nan"), float("inf")])
def test_a_sensitivity_out_of_bounds_is_refused(sensitivity: float) -> None:
    with pytest.raises(InvalidInput, match="sensitivity"):
        detect(history(noisy(20)), sensitivity=sensitivity)
