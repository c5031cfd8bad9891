"""The goals of a sizing on real machines, as a user would find them."""

import os
from pathlib import Path

import pytest
from costgov.domain.demand import PolicyName

from benchmarks.bench_rightsizing import GOALS, POINTS_OFF, Fleet, advised, risks
from benchmarks.shared_series import MissingSet
from benchmarks.vm_sizing import Machine, azure, parted


@pytest.fixture(scope="module")
def machines() -> list[Machine]:
    try:
        return parted(azure(Path(os.environ.get("COSTGOV_DATA", "."))))
    except MissingSet as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module", params=[False, True], ids=["samples", "hours"])
def fleet(machines: list[Machine], request: pytest.FixtureRequest) -> Fleet:
    return Fleet.of("Azure", machines, hourly=request.param)


@pytest.mark.parametrize("policy", ["balanced", "safe"])
def test_enough_is_saved_and_seldom_too_much(fleet: Fleet, policy: PolicyName) -> None:
    saved, too_small = GOALS[policy]

    outcome = fleet.outcome(policy)

    assert outcome.saved >= saved
    assert outcome.too_small <= too_small


@pytest.mark.parametrize("policy", ["savings", "balanced", "safe"])
def test_the_risk_that_was_told_is_the_one_that_was_taken(fleet: Fleet, policy: PolicyName) -> None:
    found = advised(fleet, policy)

    assert abs(found.predicted.mean() - found.happened.mean()) <= POINTS_OFF


def test_the_risk_tells_more_than_the_past_taken_as_it_is(fleet: Fleet) -> None:
    found = risks(fleet)

    assert found.brier(found.predicted) < found.brier(found.before)
