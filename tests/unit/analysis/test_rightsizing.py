"""Sizing by use: what machines with a story need, and what is said where nobody can know."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from costgov.analysis.rightsizing import demand, use_of
from costgov.domain.demand import POLICIES, PolicyName, risk_above
from costgov.errors import InvalidHistory, InvalidInput

from tests.unit.analysis.machines import (
    DAY,
    FORTNIGHT,
    by_hour,
    each_day,
    hours,
    samples,
    steady,
)

POLICY_NAMES: tuple[PolicyName, ...] = ("savings", "balanced", "safe")


@pytest.mark.parametrize("hourly", [False, True])
def test_a_steady_machine_needs_its_load_and_some_room(hourly: bool) -> None:
    frame = samples(steady(20))

    made = demand(by_hour(frame) if hourly else frame, vcpus=8)

    assert made.vcpus == pytest.approx(8 * 0.20 * 1.05, rel=1e-3)
    assert made.reason == "98 % of the time fits 20.0 % with 5 % to spare"
    assert made.enough


@pytest.mark.parametrize("hourly", [False, True])
def test_a_nightly_batch_must_fit_though_the_mean_is_low(hourly: bool) -> None:
    """Two hours a night are 8 % of the time: an average over the day would hide them."""
    frame = samples(each_day(steady(4), start=2, length=2, percent=70))

    made = demand(by_hour(frame) if hourly else frame, vcpus=8)

    assert frame["cpu_avg"].mean() < 10
    assert 8 * 0.70 <= made.vcpus <= 8


@pytest.mark.parametrize("policy", POLICY_NAMES)
def test_a_weekly_job_of_two_hours_must_fit(policy: PolicyName) -> None:
    """It takes 1.2 % of the time, which a percentile of 98 would leave out."""
    loads = hours(hours(steady(5), 5, 3, 2, 80), 12, 3, 2, 80)

    made = demand(samples(loads), vcpus=8, policy=policy)

    assert made.vcpus >= 8 * 0.80


def test_what_comes_back_each_week_is_the_reason() -> None:
    loads = hours(hours(steady(5), 5, 3, 2, 80), 12, 3, 2, 80)

    reason = demand(samples(loads), vcpus=8).reason

    assert reason == "80.0 % comes back at its hour of the week with 5 % to spare"


def test_a_single_spike_does_not_hold_a_size() -> None:
    loads = hours(steady(5), 5, 3, 1, 95)

    assert demand(samples(loads), vcpus=8, policy="savings").vcpus < 2


def test_a_consumer_day_is_sized_by_its_busy_hours() -> None:
    clock = np.arange(FORTNIGHT) / 12 % 24
    loads = 15 + 25 * np.clip(np.sin((clock - 6) / 24 * 2 * np.pi), 0, None)

    made = demand(samples(loads), vcpus=16)

    assert 16 * 0.40 <= made.vcpus <= 16 * 0.43
    assert made.risk < 0.05


@pytest.mark.parametrize("hourly", [False, True])
def test_growing_demand_is_sized_for_the_end_of_the_next_two_weeks(hourly: bool) -> None:
    loads = np.linspace(20, 55, FORTNIGHT)
    frame = samples(loads)

    made = demand(by_hour(frame) if hourly else frame, vcpus=8)

    assert made.vcpus >= 8 * 0.90
    assert "each week adds 17.5 points" in made.reason


def test_growth_can_ask_for_more_than_there_is() -> None:
    assert demand(samples(np.linspace(40, 85, FORTNIGHT)), vcpus=8).vcpus > 8


def test_a_step_to_a_new_level_is_no_growth() -> None:
    loads = np.concatenate([steady(10, days=7), steady(30, days=7)])

    made = demand(samples(loads), vcpus=8)

    assert made.vcpus == 4
    assert made.reason.startswith("days were not like those a week before: half at most")


@pytest.mark.parametrize("policy", POLICY_NAMES)
def test_a_saturated_processor_asks_for_more(policy: PolicyName) -> None:
    loads = each_day(steady(40), start=9, length=6, percent=100)

    made = demand(samples(loads), vcpus=8, policy=policy)

    assert made.vcpus > 8
    assert "it wants more" in made.reason
    assert made.risk > 0.1


def test_twice_as_much_is_at_its_limit_for_half_as_long() -> None:
    use = use_of(samples(each_day(steady(10), start=9, length=6, percent=100)))

    assert risk_above(use, 100) == pytest.approx(0.9 * 6 / 24, abs=0.001)
    assert risk_above(use, 200) == pytest.approx(0.9 * 3 / 24, abs=0.001)


def test_high_but_not_at_its_limit_keeps_its_size() -> None:
    made = demand(samples(steady(90)), vcpus=8, policy="safe")

    assert made.vcpus == 8
    assert made.reason.endswith("the size fits")


@pytest.mark.parametrize("policy", POLICY_NAMES)
def test_a_life_of_two_hours_says_too_little(policy: PolicyName) -> None:
    made = demand(samples(np.full(24, 3.0)), vcpus=8, policy=policy)

    assert made.vcpus == 8
    assert not made.enough
    assert made.reason.startswith("2 of at least")


def test_one_week_alone_takes_half_at_most() -> None:
    made = demand(samples(steady(5, days=7)), vcpus=8)

    assert made.vcpus == 4
    assert made.reason.startswith("no day was measured a week before another")


def test_gaps_are_missing_and_not_idle() -> None:
    """A machine watched by day only is no less busy for the nights nobody saw."""
    frame = samples(each_day(steady(30), start=0, length=9, percent=np.nan))

    made = demand(frame, vcpus=8)

    assert made.vcpus == pytest.approx(8 * 0.30 * 1.05, rel=1e-3)
    assert made.enough


def test_rows_that_are_missing_count_as_rows_without_a_value() -> None:
    frame = samples(each_day(steady(30), start=0, length=9, percent=np.nan))

    assert demand(frame.dropna(subset="cpu_avg"), vcpus=8) == demand(frame, vcpus=8)


@pytest.mark.parametrize("rows", [0, 1, FORTNIGHT])
def test_nothing_measured_keeps_the_size(rows: int) -> None:
    made = demand(samples(np.full(rows, np.nan)), vcpus=8, memory_gib=32)

    assert (made.vcpus, made.memory_gib, made.enough) == (8, 32, False)
    assert made.reason.startswith("nothing was measured")


def test_a_constant_zero_goes_down_by_four_halvings_and_no_more() -> None:
    made = demand(samples(steady(0)), vcpus=32)

    assert made.vcpus == 2
    assert made.reason == "four halvings at once are the most"


def test_peaks_within_five_minutes_hold_some_of_the_size() -> None:
    made = demand(samples(steady(2), peaks=steady(80)), vcpus=8)

    assert made.vcpus == pytest.approx(8 * 0.80 * 0.25)
    assert made.reason == "most days peak at 80 %, of which 25 % must fit"


def test_safe_keeps_what_peaks_differently_each_week() -> None:
    loads = steady(5)
    for day in range(7, 14):
        loads = hours(loads, day, 3, 1, 30)
    frame = samples(loads)

    assert demand(frame, vcpus=8, policy="safe").vcpus == 8
    assert demand(frame, vcpus=8, policy="balanced").vcpus <= 4


def with_memory(loads: np.ndarray, peaks: np.ndarray | None = None) -> pd.DataFrame:
    frame = samples(steady(10))
    return frame.assign(mem_avg=loads, mem_max=loads if peaks is None else peaks)


def test_memory_that_was_not_measured_is_not_reduced() -> None:
    made = demand(samples(steady(5)), vcpus=8, memory_gib=32)

    assert made.memory_gib == 32
    assert made.reason.endswith("memory is not measured and stays as it is")


def test_memory_that_was_never_used_was_not_measured() -> None:
    made = demand(with_memory(steady(0)), vcpus=8, memory_gib=32)
    assert made.memory_gib == 32
    assert "told to be empty" in made.reason


@pytest.mark.parametrize("peaks", ["no column", "no value"])
def test_averages_of_memory_alone_reduce_it_only_where_they_hide_no_peak(peaks: str) -> None:
    frame = with_memory(steady(25), np.full(FORTNIGHT, np.nan))
    if peaks == "no column":
        frame = frame.drop(columns="mem_max")
    short = demand(frame, vcpus=8, memory_gib=32)
    assert short.memory_gib is not None
    assert short.memory_gib < 16

    hourly = frame[frame["ds"].dt.minute == 0]
    kept = demand(hourly, vcpus=8, memory_gib=32)
    assert (kept.memory_gib, kept.enough) == (32, True)
    assert kept.reason.endswith("on average: it stays as it is")
    full = demand(hourly.assign(mem_avg=97.0), vcpus=8, memory_gib=32)
    assert full.memory_gib is not None
    assert full.memory_gib > 32


@pytest.mark.parametrize("eight", [np.int64(8), Decimal(8), "8"])
def test_a_size_may_be_any_kind_of_number(eight: Any) -> None:
    made = demand(samples(steady(5)), vcpus=eight, memory_gib=eight)
    assert made == demand(samples(steady(5)), vcpus=8, memory_gib=8)
    assert type(made.vcpus) is float


def test_what_is_no_size_is_refused() -> None:
    with pytest.raises(InvalidInput, match="vcpus is None"):
        demand(samples(steady(5)), vcpus=None)  # type: ignore[arg-type]


def test_memory_with_columns_but_without_values_is_not_reduced() -> None:
    frame = with_memory(np.full(FORTNIGHT, np.nan))

    assert demand(frame, vcpus=8, memory_gib=32).memory_gib == 32


@pytest.mark.parametrize(("policy", "factor"), [(n, POLICIES[n].memory) for n in POLICY_NAMES])
def test_memory_must_hold_the_highest_sample_with_room(policy: PolicyName, factor: float) -> None:
    frame = with_memory(steady(25), peaks=hours(steady(26), 3, 4, 1, 40))

    made = demand(frame, vcpus=8, policy=policy, memory_gib=32)

    assert made.memory_gib == pytest.approx(32 * 0.40 * factor)
    assert "memory was used up to 40.0 %" in made.reason


def test_memory_that_runs_out_asks_for_more() -> None:
    made = demand(with_memory(steady(97)), vcpus=8, memory_gib=32)

    assert made.memory_gib is not None
    assert made.memory_gib > 32


def test_an_unknown_present_memory_stays_unknown() -> None:
    assert demand(with_memory(steady(25)), vcpus=8).memory_gib is None


def test_minutes_are_judged_by_their_five_minutes() -> None:
    """One busy minute in five is a load of a fifth, with its peak."""
    minutes = pd.date_range("2026-10-05", periods=FORTNIGHT * 5, freq="min")
    average = np.where(np.arange(len(minutes)) % 5 == 0, 50.0, 0.0)
    frame = pd.DataFrame({"ds": minutes, "cpu_avg": average, "cpu_max": average})

    assert demand(frame, vcpus=8).vcpus == pytest.approx(8 * 0.50 * 0.25)


def test_the_order_of_rows_does_not_matter() -> None:
    frame = samples(each_day(steady(4), start=2, length=2, percent=70))

    assert demand(frame.sample(frac=1, random_state=1), vcpus=8) == demand(frame, vcpus=8)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (samples(steady(1)).drop(columns="cpu_max"), r"lack the column\(s\) cpu_max"),
        (samples(steady(1)).drop(columns="ds"), r"lack the column\(s\) ds"),
        (samples(steady(1)).assign(cpu_avg=np.inf), "no percentage"),
        (samples(steady(1)).assign(cpu_avg=-1.0), "negative"),
        (samples(steady(1)).assign(cpu_max="busy"), "not a number"),
        (samples(steady(1)).assign(ds="then"), "not an instant"),
        (samples(steady(1)).assign(ds=7), "numbers, not instants"),
        (samples(steady(1)).assign(ds=lambda f: f["ds"].shift(1)), "without ds"),
        (samples(steady(1)).assign(ds=pd.Timestamp("2026-10-05")), "more than once"),
        (samples(steady(1)).assign(ds=lambda f: f["ds"].dt.tz_localize("UTC")), "time zone"),
    ],
)
def test_a_malformed_frame_is_refused(broken: pd.DataFrame, said: str) -> None:
    with pytest.raises(InvalidHistory, match=said):
        demand(broken, vcpus=8)


@pytest.mark.parametrize("size", [0.0, -1.0, np.inf, np.nan])
def test_a_size_must_be_a_positive_number(size: float) -> None:
    with pytest.raises(InvalidInput, match="vcpus"):
        demand(samples(steady(1, days=1)), vcpus=size)
    with pytest.raises(InvalidInput, match="memory_gib"):
        demand(samples(steady(1, days=1)), vcpus=8, memory_gib=size)


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(InvalidInput, match="'bold' is none of savings, balanced, safe"):
        demand(samples(np.ones(DAY)), vcpus=8, policy="bold")  # type: ignore[arg-type]
