"""What is kept of how a resource was used, and how well it tells the points it came from."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.capacity_use import LEVELS, CapacityUse, UsePoint, capacity_use
from costgov.domain.digests import Samples, digest
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest
from hypothesis import given
from hypothesis import strategies as st

MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
HOUR, FIVE = 3600, 300
FORTNIGHT = 336
percents = st.floats(0, 100, allow_nan=False)


def hourly(
    averages: Sequence[float], highs: Sequence[float] | None = None, *, skipped: int = 0
) -> CapacityUse:
    made = capacity_use(
        [
            UsePoint(
                MONDAY + timedelta(hours=skipped + number),
                average,
                average if highs is None else highs[number],
                average if highs is None else highs[number],
            )
            for number, average in enumerate(averages)
        ],
        HOUR,
    )
    assert made is not None
    return made


def fine(averages: Sequence[float]) -> CapacityUse:
    points = [UsePoint(MONDAY + timedelta(minutes=5 * n), one) for n, one in enumerate(averages)]
    made = capacity_use(points, FIVE)
    assert made is not None
    return made


def test_no_points_are_no_use() -> None:
    assert capacity_use([], HOUR) is None


def test_levels_say_for_what_share_of_the_time_a_load_is_enough() -> None:
    use = fine([float(number) for number in range(1, 1001)])

    assert [use.level(share) for share in (0.5, 0.9, 0.98, 0.995, 1.0)] == [
        500,
        900,
        980,
        995,
        1000,
    ]
    assert use.level(0.97) == use.level(0.98)
    assert use.mean == 500.5


def test_the_share_above_a_level_is_what_is_left() -> None:
    use = fine([float(number) for number in range(1, 1001)])

    for share in LEVELS[:-1]:
        assert use.share_above(use.level(share)) == pytest.approx(1 - share, abs=0.002)
    assert use.share_above(1000) == 0
    assert use.share_above(0) == 1


@given(st.lists(percents, min_size=1, max_size=400), st.lists(percents, min_size=2, max_size=20))
def test_shares_above_fall_as_loads_rise(loads: list[float], asked: list[float]) -> None:
    use = fine(loads)

    shares = [use.share_above(one) for one in sorted(asked)]

    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)


@given(st.lists(percents, min_size=1, max_size=400))
def test_levels_rise_and_stay_within_what_was_measured(loads: list[float]) -> None:
    use = fine(loads)

    assert list(use.quantiles) == sorted(use.quantiles)
    assert use.quantiles[-1] == pytest.approx(max(loads), abs=0.001)
    assert min(loads) - 0.001 <= use.quantiles[0]


def test_an_hour_that_is_flat_counts_as_twelve_that_are() -> None:
    flat = hourly([20.0] * FORTNIGHT)

    assert set(flat.quantiles) == {20.0}


def test_the_peak_within_an_hour_is_told_by_its_percentile() -> None:
    """Five minutes at 80 % of an hour that is idle otherwise: 6.7 % on average, 80 at p95."""
    use = hourly([80 / 12] * FORTNIGHT, [80.0] * FORTNIGHT)

    assert use.level(0.98) == 80
    assert use.level(0.7) < 10
    assert 0.02 < use.share_above(60) < 1 / 12


def test_an_average_above_its_percentile_is_taken_as_flat() -> None:
    """One minute of an hour can lift its mean above its 95th percentile."""
    assert set(hourly([30.0] * 48, [10.0] * 48).quantiles) == {30.0}


def test_without_a_percentile_some_of_the_way_to_the_maximum_counts() -> None:
    points = [UsePoint(MONDAY + timedelta(hours=n), 10.0, None, 60.0) for n in range(FORTNIGHT)]

    use = capacity_use(points, HOUR)

    assert use is not None
    assert use.quantiles[-1] == pytest.approx(27.5, abs=0.001)


def test_days_are_counted_back_from_the_end() -> None:
    loads = [10.0] * 30 + [20.0] * 24 + [30.0] * 24
    use = hourly(loads)

    assert use.until == MONDAY + timedelta(hours=78)
    assert use.day_usual == (10.0, 10.0, 20.0, 30.0)
    assert use.hours == 78


def test_a_day_of_which_little_was_measured_is_not_told() -> None:
    loads = [10.0] * 5 + [20.0] * 24

    assert hourly(loads).day_usual == (None, 20.0)
    assert hourly([10.0] * 6 + [20.0] * 24).day_usual == (10.0, 20.0)


def test_a_gap_of_days_is_there() -> None:
    before = [UsePoint(MONDAY + timedelta(hours=n), 5.0) for n in range(24)]
    after = [UsePoint(MONDAY + timedelta(days=3, hours=n), 7.0) for n in range(24)]

    use = capacity_use([*after, *before], HOUR)

    assert use is not None
    assert use.day_usual == (5.0, None, None, 7.0)
    assert use.points == 48


def test_a_days_high_is_what_it_exceeds_for_a_quarter_of_an_hour() -> None:
    loads = [1.0] * 285 + [50.0] * 3

    assert fine(loads).day_highs == (50.0,)
    assert fine([1.0] * 286 + [50.0] * 2).day_highs == (1.0,)


def test_what_came_in_one_week_only_does_not_recur() -> None:
    once = [5.0] * FORTNIGHT
    once[30] = 90.0
    twice = [*once]
    twice[30 + 168] = 70.0

    assert hourly(once).recurring == 5.0
    assert hourly(twice).recurring == 70.0
    assert hourly(once[:168]).recurring is None


def test_the_week_begins_on_monday_at_midnight() -> None:
    assert hourly([11.0], skipped=0).week[0] == 11
    assert hourly([11.0], skipped=25).week[25] == 11
    assert hourly([11.0], skipped=25).week[0] is None


def test_runs_are_told_in_minutes_and_end_at_a_gap() -> None:
    points = [UsePoint(MONDAY + timedelta(hours=n), 60.0) for n in (0, 1, 2, 4, 5)]

    use = capacity_use(points, HOUR)

    assert use is not None
    assert use.longest_runs == (180, 180, 180, 0, 0)


def test_time_at_the_limit_is_a_share() -> None:
    assert hourly([96.0] * 3 + [50.0] * 9).at_limit == 0.25


def test_minutes_become_five() -> None:
    points = [
        UsePoint(MONDAY + timedelta(minutes=n), 50.0 if n % 5 == 0 else 0.0) for n in range(60)
    ]

    use = capacity_use(points, 60)

    assert use is not None
    assert (use.period_seconds, use.points) == (FIVE, 12)
    assert set(use.quantiles) == {10.0}
    assert use.longest_runs == (0, 0, 0, 0, 0)


def test_it_is_small_and_comes_back_as_it_was() -> None:
    use = hourly([20 + number / 7.3 for number in range(FORTNIGHT)])

    stored = use.model_dump_json()

    assert len(stored) < 1_300
    assert CapacityUse.model_validate_json(stored) == use


WINDOW = Window(date(2026, 10, 5), date(2026, 10, 19))


def digested(unit: str, *, percentiles: bool = True) -> MetricDigest:
    points = {MONDAY + timedelta(hours=n): Decimal(20 + n % 24) for n in range(-24, 336)}
    samples = Samples(points, points if percentiles else {}, points)
    return digest("CPUUtilization", unit, WINDOW, samples, period_seconds=HOUR, expected=336)


def test_a_percentages_digest_keeps_what_a_sizing_needs_of_its_window() -> None:
    use = digested("Percent").use

    assert use is not None
    assert (use.points, use.until) == (336, datetime(2026, 10, 19, tzinfo=UTC))
    assert use.day_peaks == (43.0,) * 14


def test_what_is_no_percentage_of_a_size_has_none() -> None:
    assert digested("Bytes").use is None
    assert digested("Percent", percentiles=False).use is None


def test_digests_stored_before_can_be_read() -> None:
    stored = digested("Percent").model_dump_json(exclude={"use"})

    assert MetricDigest.model_validate_json(stored).use is None
