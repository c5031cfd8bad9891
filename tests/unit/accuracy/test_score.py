"""What each measure is, on points small enough to reckon by hand, and that scores add up."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.accuracy import (
    SPANS,
    Horizon,
    Point,
    Score,
    added,
    month_end_horizon,
)
from costgov.domain.insights import Interval
from hypothesis import given
from hypothesis import strategies as st


def interval(level: int, low: str, high: str) -> Interval:
    return Interval(level=level, low=Decimal(low), high=Decimal(high))


def point(actual: str, forecast: str, naive: str | None = None, *intervals: Interval) -> Point:
    repeated = None if naive is None else Decimal(naive)
    return Point(Decimal(actual), Decimal(forecast), repeated, intervals)


def test_the_weighted_error_is_the_sum_of_errors_over_the_sum_of_cost() -> None:
    score = Score.of([point("100", "110"), point("300", "270")])

    assert score.wape == Decimal("0.1")  # (10 + 30) / 400
    assert score.bias == Decimal("-0.05")  # (10 - 30) / 400


def test_credits_larger_than_usage_count_by_their_size() -> None:
    score = Score.of([point("-100", "-80"), point("100", "80")])

    assert score.wape == Decimal("0.2")
    assert score.bias == 0


def test_a_share_of_nothing_is_not_known() -> None:
    score = Score.of([point("0", "1")])

    assert score.error == 1
    assert (score.wape, score.bias, score.pinball_share, score.better_than_naive) == (
        None,
        None,
        None,
        None,
    )


def test_the_pinball_loss_weighs_what_lies_outside_by_the_chance_of_the_other_side() -> None:
    """An 80 % interval bounds the quantiles 10 % and 90 %, a 95 % one 2.5 % and 97.5 %."""
    inside = Score.of([point("100", "100", None, interval(80, "90", "120"))])
    above = Score.of([point("140", "100", None, interval(80, "90", "120"))])
    below = Score.of([point("80", "100", None, interval(95, "90", "120"))])

    assert inside.pinball == Decimal("3.0")  # 10 x 0.1 + 20 x 0.1
    assert above.pinball == Decimal("23.0")  # 50 x 0.1 + 20 x 0.9
    assert below.pinball == Decimal("10.75")  # 10 x 0.975 + 40 x 0.025
    assert above.pinball_share == Decimal("0.0274")  # 23 / 6 / 140


def test_coverage_counts_the_bounds_in() -> None:
    held = (interval(80, "90", "110"), interval(90, "80", "120"), interval(95, "70", "130"))
    score = Score.of([point(actual, "100", None, *held) for actual in ("110", "120", "131")])

    assert score.inside == (1, 2, 2)
    assert score.coverage == {
        80: Decimal("0.3333"),
        90: Decimal("0.6667"),
        95: Decimal("0.6667"),
    }


def test_the_naive_is_compared_on_the_points_where_it_was_known() -> None:
    score = Score.of([point("100", "110", "120"), point("100", "190")])

    assert score.better_than_naive == Decimal("0.5")  # 10 instead of 20
    assert score.naive_wape is None


def test_worse_than_naive_is_negative() -> None:
    assert Score.of([point("100", "130", "110")]).better_than_naive == -2


@pytest.mark.parametrize(
    ("day", "horizon"),
    [
        (1, Horizon.MONTH_END_10),
        (10, Horizon.MONTH_END_10),
        (11, Horizon.MONTH_END_20),
        (21, Horizon.MONTH_END_31),
        (31, Horizon.MONTH_END_31),
    ],
)
def test_a_months_end_is_forecast_from_three_parts_of_the_month(day: int, horizon: Horizon) -> None:
    assert month_end_horizon(date(2026, 10, day)) is horizon


def test_spans_follow_each_other() -> None:
    assert [span.first for span in SPANS] == [1, *(span.last + 1 for span in SPANS[:-1])]


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4)
points = st.builds(
    lambda actual, forecast, naive, width: Point(
        actual,
        forecast,
        naive,
        tuple(
            Interval(level=level, low=forecast - n * width, high=forecast + n * width)
            for n, level in enumerate((80, 90, 95), start=1)
        ),
    ),
    amounts,
    amounts,
    st.none() | amounts,
    st.decimals(min_value=0, max_value=10**6, places=4),
)


@given(st.lists(st.lists(points, max_size=6), max_size=6))
def test_scores_added_one_by_one_are_the_score_of_everything_in_every_digit(
    forecasts: list[list[Point]],
) -> None:
    running = Score()
    for one in forecasts:
        running = added((running, Score.of(one)))

    whole = Score.of([each for one in forecasts for each in one])
    made = sum(bool(one) for one in forecasts)
    assert running == whole.model_copy(update={"forecasts": made})
    assert running == added(Score.of(one) for one in reversed(forecasts))


@given(st.lists(points, min_size=1, max_size=6))
def test_wider_levels_never_hold_less(scored: list[Point]) -> None:
    score = Score.of(scored)

    assert list(score.inside) == sorted(score.inside)
    assert score.pinball >= 0
    assert score.error >= abs(score.excess)


def test_a_score_is_read_back_as_it_was_stored() -> None:
    score = Score.of([point("0.0001", "123456789012.3456", "1", interval(80, "1", "2"))])

    assert Score.model_validate_json(score.model_dump_json()) == score
