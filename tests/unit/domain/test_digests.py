"""Digests say how a resource was used and how much of its time was seen."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from costgov.domain.digests import Samples, digest, expected_points, percentile
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest
from hypothesis import given
from hypothesis import strategies as st

WINDOW = Window(date(2026, 10, 6), date(2026, 10, 20))
START = datetime(2026, 10, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def points(*values: str | int, start: datetime = START) -> dict[datetime, Decimal]:
    return {start + HOUR * n: Decimal(value) for n, value in enumerate(values)}


def of(samples: Samples, expected: int = 336) -> MetricDigest:
    return digest("CPU", "Percent", WINDOW, samples, period_seconds=3600, expected=expected)


def test_average_percentile_and_maximum_are_what_they_say() -> None:
    samples = Samples(points(*range(1, 21)), points(*range(11, 31)), points(*range(41, 61)))

    made = of(samples)

    assert (made.avg, made.p95, made.max) == (Decimal("10.5"), Decimal(29), Decimal(60))
    assert (made.points, made.expected_points, made.state) == (20, 336, "measured")


def test_the_highest_sample_is_not_hidden_by_an_average() -> None:
    made = of(Samples(points(5, 5), points(20, 20), points(99, 7)))

    assert made.max == 99


@pytest.mark.fault_case(23)
def test_nothing_measured_is_no_data_and_not_zero() -> None:
    made = of(Samples())

    assert made.state == "no data"
    assert (made.avg, made.p95, made.max) == (None, None, None)


def test_a_measured_zero_is_a_zero() -> None:
    assert of(Samples(points(0), points(0), points(0))).avg == 0


def test_percentiles_may_be_missing_where_averages_are_not() -> None:
    made = of(Samples(points(5), {}, points(9)))

    assert made.p95 is None
    assert (made.avg, made.max) == (Decimal(5), Decimal(9))


def test_points_outside_the_window_do_not_count() -> None:
    late = points(50, start=datetime(2026, 10, 20, tzinfo=UTC))

    assert of(Samples(late, late, late)).state == "no data"


@pytest.mark.fault_case(21)
def test_a_two_hour_life_expects_two_hours() -> None:
    launched = datetime(2026, 10, 19, 22, 15, tzinfo=UTC)

    assert expected_points(WINDOW, 3600, launched) == 2


@pytest.mark.fault_case(21)
def test_an_instance_older_than_the_window_expects_all_of_it() -> None:
    assert expected_points(WINDOW, 3600, datetime(2020, 1, 1, tzinfo=UTC)) == 14 * 24
    assert expected_points(WINDOW, 3600, None) == 14 * 24


def test_an_instance_launched_after_the_window_expects_nothing() -> None:
    assert expected_points(WINDOW, 3600, datetime(2026, 10, 20, 5, tzinfo=UTC)) == 0


def test_more_points_than_the_last_launch_explains_are_all_expected() -> None:
    made = of(Samples(points(1, 1, 1)), expected=1)

    assert (made.points, made.expected_points) == (3, 3)


@given(st.lists(st.integers(0, 100).map(Decimal), min_size=1), st.integers(1, 100))
def test_a_percentile_is_a_value_that_enough_others_reach(values: list[Decimal], p: int) -> None:
    found = percentile(values, p)

    assert found in values
    assert sum(value <= found for value in values) * 100 >= p * len(values)
    assert sum(value < found for value in values) * 100 < p * len(values)


@given(st.integers(1, 1_000_000), st.integers(0, 10**9))
def test_order_and_kind_of_number_change_nothing(most: int, seed: int) -> None:
    random = Random(seed)
    exactly = {START + HOUR * n: Decimal(random.randint(0, most)) / 10_000 for n in range(336)}
    shuffled = [(at, float(value)) for at, value in exactly.items()]
    random.shuffle(shuffled)

    made, same = (of(Samples(one, one, one)) for one in (exactly, dict(shuffled)))

    assert made == same
    assert made.points == made.expected_points
    assert made.max == max(exactly.values())
    assert made.p95 == percentile([*exactly.values()], 95)
    assert made.avg is not None
    mean = sum(exactly.values(), Decimal(0)) / 336
    assert abs(made.avg - mean) <= Decimal("0.00005001"), "half a step, or on its edge"
    assert made.use is not None
    assert made.use.quantiles[-1] == pytest.approx(float(made.max), abs=0.001)
