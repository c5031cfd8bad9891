"""Each instance's metrics are read about once a week, on days spread over the week."""

from datetime import date, timedelta
from itertools import pairwise

from costgov.domain.digests import Samples, digest, is_due
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Target
from hypothesis import given
from hypothesis import strategies as st

from tests import builders

FIRST = date(2026, 10, 1)
HOME = Target(account_id="111122223333", region="eu-central-1")


def instance(name: str, state: str = "running") -> Resource:
    return builders.instance(name, HOME, FIRST, state=state)


def measured(as_of: date, expected: int = 336) -> tuple[MetricDigest]:
    window = Window(as_of - timedelta(days=14), as_of)
    return (digest("CPU", "Percent", window, Samples(), period_seconds=3600, expected=expected),)


def reads(name: str, days: int, missed: frozenset[int] = frozenset()) -> list[int]:
    """The days on which the metrics of an instance are read, when it is seen from day 0 on."""
    known: tuple[MetricDigest, ...] = ()
    asked = []
    for number in range(days):
        as_of = FIRST + timedelta(days=number)
        if number not in missed and is_due(instance(name), known, as_of):
            known = measured(as_of)
            asked.append(number)
    return asked


@given(st.text(min_size=1, max_size=20))
def test_every_window_of_two_weeks_is_read_and_no_more_than_weekly(name: str) -> None:
    asked = reads(name, 60)

    assert asked[0] == 0
    gaps = [after - before for before, after in pairwise(asked)]
    assert gaps[0] <= 7
    assert set(gaps[1:]) == {7}


@given(st.text(min_size=1, max_size=20), st.frozensets(st.integers(1, 50), max_size=12))
def test_a_day_that_was_missed_is_made_up_for_on_the_next(
    name: str, missed: frozenset[int]
) -> None:
    asked = reads(name, 60, missed)

    for before, after in pairwise(asked):
        assert after - before <= 7 or set(range(before + 7, after)) <= missed


def test_an_estate_spreads_over_the_week() -> None:
    days = [reads(f"i-{number:017x}", 8)[1] for number in range(700)]

    assert all(50 <= days.count(day) <= 150 for day in range(1, 8))


def test_one_that_was_not_running_when_measured_is_read_at_once() -> None:
    known = measured(FIRST, expected=0)

    assert is_due(instance("i-1"), known, FIRST)
    assert is_due(instance("i-1", "stopped"), measured(FIRST), FIRST)


def test_the_same_day_again_reads_nothing_again() -> None:
    names = [f"i-{number}" for number in range(20)]

    assert not any(is_due(instance(name), measured(FIRST), FIRST) for name in names)
