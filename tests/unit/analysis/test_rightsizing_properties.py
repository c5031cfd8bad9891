"""What must hold of a sizing whatever was measured."""

import numpy as np
import pytest
from costgov.analysis.rightsizing import demand, use_of
from costgov.domain.demand import PolicyName, risk_above
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.machines import DAY, by_hour, samples

percents = st.floats(0, 100, allow_nan=False)
POLICIES: tuple[PolicyName, ...] = ("savings", "balanced", "safe")


@st.composite
def machines(draw: st.DrawFn) -> np.ndarray:
    """Days of a profile with noise, spikes, gaps and a drift, at most as busy as can be seen."""
    days = draw(st.integers(0, 21))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    clock = np.arange(days * DAY) / DAY
    swing = draw(percents) * np.sin(2 * np.pi * clock)
    drift = draw(st.floats(-5, 5)) * clock
    noise = random.gamma(1.0, draw(st.floats(0.01, 20)), len(clock))
    loads = np.clip(draw(percents) + swing + drift + noise, 0, 100)
    loads[random.random(len(clock)) < draw(st.floats(0, 1)) ** 3] = np.nan
    return loads


@given(machines(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_safer_policies_never_ask_for_less(loads: np.ndarray, hourly: bool) -> None:
    frame = by_hour(samples(loads)) if hourly else samples(loads)

    made = [demand(frame, vcpus=8, policy=policy) for policy in POLICIES]

    assert made[0].vcpus <= made[1].vcpus <= made[2].vcpus


@given(machines(), st.sampled_from(POLICIES))
@settings(max_examples=60, deadline=None)
def test_no_advice_is_below_the_mean_and_risk_is_a_share(
    loads: np.ndarray, policy: PolicyName
) -> None:
    made = demand(samples(loads), vcpus=8, policy=policy, memory_gib=16)

    mean = np.nanmean(loads) if (~np.isnan(loads)).any() else 0.0
    assert made.vcpus >= 8 * mean / 100 - 1e-3
    assert 0 <= made.risk <= 1
    assert made.memory_gib == 16


@given(machines(), st.floats(0.25, 448), st.sampled_from(POLICIES))
@settings(max_examples=40, deadline=None)
def test_twice_the_machine_as_busy_needs_twice_as_much(
    loads: np.ndarray, vcpus: float, policy: PolicyName
) -> None:
    frame = samples(loads)
    one, two = (demand(frame, vcpus=size, policy=policy) for size in (vcpus, 2 * vcpus))

    assert two.vcpus == pytest.approx(2 * one.vcpus)
    assert (two.risk, two.reason) == (one.risk, one.reason)


@given(machines())
@settings(max_examples=40, deadline=None)
def test_a_larger_size_is_never_a_greater_risk(loads: np.ndarray) -> None:
    use = use_of(samples(loads))

    below, beyond = (
        [risk_above(use, percent) for percent in np.linspace(*span, 100)]
        for span in ((0, 94), (95, 400))
    )
    risks = [*below, *beyond]

    assert below == sorted(below, reverse=True)
    assert beyond == sorted(beyond, reverse=True)
    assert all(0 <= risk <= 1 for risk in risks)
