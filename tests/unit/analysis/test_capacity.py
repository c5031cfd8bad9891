"""Dates of crossing: near the truth, in order, and never made up."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.capacity import crossings, typical
from costgov.analysis.unit_cost import unit_cost_forecast
from costgov.domain.capacity import Crossing
from costgov.errors import InvalidHistory, InvalidInput
from hypothesis import given, settings
from hypothesis import strategies as st

FIRST = date(2026, 6, 1)


def frame(values: np.ndarray, name: str = "disk", first: date = FIRST) -> pd.DataFrame:
    days = pd.date_range(first, periods=len(values), unit="us")
    return pd.DataFrame({"unique_id": name, "ds": days, "y": values})


def filling(days: int = 120, grown: float = 0.5, noise: float = 0.2, seed: int = 1) -> np.ndarray:
    """A disk that is `days` x `grown` percent fuller at the end than at the beginning."""
    steps = np.arange(days)
    return 10 + grown * steps + np.random.default_rng(seed).normal(0, noise, days)


def only(found: dict[str, Crossing]) -> Crossing:
    (crossing,) = found.values()
    return crossing


def test_a_disk_that_fills_evenly_is_full_when_it_is() -> None:
    truth = FIRST + timedelta(days=140)

    crossing = only(crossings(frame(filling()), {"disk": 80.0}))

    assert crossing.state == "crossing"
    assert crossing.earliest is not None
    assert crossing.median is not None
    assert crossing.earliest <= truth <= (crossing.latest or date.max)
    assert abs((crossing.median - truth).days) <= 7


def test_what_does_not_grow_is_not_full_within_a_year() -> None:
    values = 40 + np.random.default_rng(2).normal(0, 1, 150)

    crossing = only(crossings(frame(values), {"disk": 80.0}))

    assert crossing.state == "not within 365 days"
    assert crossing.median is None
    assert max(risk.probability for risk in crossing.risks) <= Decimal("0.05")


@pytest.mark.parametrize("size", [1, 13])
def test_too_little_history_gives_no_date(size: int) -> None:
    assert only(crossings(frame(filling(size)), {"disk": 80.0})) == Crossing(
        state="insufficient history"
    )


@pytest.mark.parametrize(
    ("weekdays", "state"),
    [(7, "crossing"), (5, "crossing"), (4, "crossing"), (3, "insufficient history")],
)
def test_growth_that_too_few_days_show_is_not_denied(weekdays: int, state: str) -> None:
    every = frame(filling(360, grown=0.18))
    known = every[every["ds"].dt.day_of_week < weekdays]

    found = only(crossings(known, {"disk": 80.0}))

    assert found.state == state
    assert (found.median is None) == (state == "insufficient history")


def test_days_that_were_few_long_ago_do_not_matter() -> None:
    every = frame(filling(360, grown=0.18))
    begun = pd.concat([every[:280:10], every[280:]])

    assert only(crossings(begun, {"disk": 80.0})).state == "crossing"


def test_what_is_full_is_crossed_whatever_one_day_was() -> None:
    values = np.full(60, 85.0)
    values[-1] = 20.0

    assert only(crossings(frame(values), {"disk": 80.0})).state == "crossed"
    assert typical(frame(values))["disk"] == 85


def test_one_series_does_not_depend_on_the_others() -> None:
    both = pd.concat([frame(filling()), frame(np.full(80, 30.0), "calm")])

    together = crossings(both, {"disk": 80.0, "calm": 80.0})

    assert together["disk"] == only(crossings(frame(filling()), {"disk": 80.0}))
    assert together["calm"].state == "not within 365 days"


def test_nothing_to_look_at_is_no_error() -> None:
    assert crossings(frame(np.array([])), {}) == {}


def test_a_series_without_a_threshold_is_an_error() -> None:
    with pytest.raises(InvalidInput, match="'disk' has no threshold"):
        crossings(frame(filling()), {})


def test_two_values_of_a_day_are_an_error() -> None:
    with pytest.raises(InvalidHistory, match="more than once"):
        crossings(pd.concat([frame(filling()), frame(filling())]), {"disk": 80.0})


@settings(max_examples=15)
@given(
    grown=st.floats(-0.5, 1.0),
    noise=st.floats(0.01, 3.0),
    threshold=st.floats(1.0, 300.0),
    seed=st.integers(0, 1000),
)
def test_dates_and_chances_are_in_order_and_scale_changes_nothing(
    grown: float, noise: float, threshold: float, seed: int
) -> None:
    values = filling(90, grown, noise, seed)

    crossing = only(crossings(frame(values), {"disk": threshold}))

    dates = [crossing.earliest, crossing.median, crossing.latest]
    known = [day for day in dates if day is not None]
    assert known == sorted(known)
    assert dates[: len(known)] == known, "an earlier one is known where a later one is"
    chances = [risk.probability for risk in crossing.risks]
    assert chances == sorted(chances)
    assert all(0 <= chance <= 1 for chance in chances)
    thousandfold = only(crossings(frame(values * 1024), {"disk": threshold * 1024}))
    assert thousandfold == crossing


def test_a_higher_threshold_is_never_reached_sooner() -> None:
    found = [only(crossings(frame(filling()), {"disk": limit})) for limit in (72.0, 80.0, 95.0)]

    medians = [one.median or date.max for one in found]
    assert medians == sorted(medians)
    for position in range(2):
        chances = [one.risks[position].probability for one in found]
        assert chances == sorted(chances, reverse=True)


def unit_costs(days: int, level: float = 0.7) -> dict[date, Decimal]:
    noise = np.random.default_rng(3).normal(0, 0.02, days)
    return {
        FIRST + timedelta(days=n): Decimal(repr(round(level + float(noise[n]), 6)))
        for n in range(days)
    }


def test_a_steady_unit_cost_stays_and_says_how_sure_that_is() -> None:
    forecast = unit_cost_forecast(unit_costs(100), Decimal("0.60"))

    assert forecast is not None
    assert forecast.mean == pytest.approx(Decimal("0.7"), rel=Decimal("0.02"))
    lows = [one.low for one in forecast.intervals]
    highs = [one.high for one in forecast.intervals]
    assert lows == sorted(lows, reverse=True)
    assert highs == sorted(highs)
    assert forecast.above_target is not None
    assert forecast.above_target >= Decimal("0.9")


def test_below_two_weeks_no_unit_cost_is_forecast() -> None:
    assert unit_cost_forecast(unit_costs(13), None) is None
    found = unit_cost_forecast(unit_costs(14), None)
    assert found is not None
    assert found.above_target is None
