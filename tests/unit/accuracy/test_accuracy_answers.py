"""What the API says of past forecasts: how good they were, and what was said of a day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.accuracy import Horizon
from costgov.errors import NotFound
from costgov.pipeline.queries.accuracy import (
    AccuracyQuestion,
    SeriesAccuracyQuestion,
    accuracy,
    accuracy_by_series,
)
from costgov.pipeline.queries.past_forecasts import (
    MonthEndsQuestion,
    PastForecastsQuestion,
    month_ends,
    past_forecasts,
)
from costgov.pipeline.queries.status import NoQuestion, status
from costgov.pipeline.queries.stores import ReadStores

from tests.unit.accuracy.world import EC2, SETTLE_DAYS, WHOLE, World, steady

FIRST, LAST = date(2026, 7, 1), date(2026, 8, 5)


def said(day: date) -> Decimal:
    return steady(day) * Decimal("1.1")


@pytest.fixture(scope="module")
def told() -> ReadStores:
    """Five weeks of forecasts of the whole bill and of one service, ten percent too high."""
    world = World(said=said, ahead=30)
    for number in range((LAST - FIRST).days + 1):
        world.day(FIRST + timedelta(days=number), WHOLE, EC2)
    return ReadStores(world.costs, world.results, world.control)


def test_before_anything_has_settled_nothing_is_claimed() -> None:
    world = World()
    world.day(FIRST)
    stores = ReadStores(world.costs, world.results, world.control)

    found = accuracy(stores, AccuracyQuestion())

    assert (found.state, found.dimensions, found.drifting) == ("nothing settled", (), ())
    assert (found.series, found.settled_until) == (1, FIRST - timedelta(days=SETTLE_DAYS))


def test_without_any_cost_there_is_no_answer() -> None:
    world = World()

    with pytest.raises(NotFound):
        accuracy(ReadStores(world.costs, world.results, world.control), AccuracyQuestion())


def test_over_all_it_is_said_by_dimension_and_horizon(told: ReadStores) -> None:
    found = accuracy(told, AccuracyQuestion())

    assert (found.state, found.currency, found.series) == ("ok", "USD", 2)
    assert [one.dimension for one in found.dimensions] == ["service", "total"]
    total = {one.horizon: one for one in found.dimensions[1].qualities}
    near = total[Horizon.DAYS_7]
    assert (near.wape, near.bias) == (Decimal("0.1"), Decimal("0.1"))
    assert (near.forecasts, near.points) == (26, 26 * 7)
    assert (near.coverage_80, near.coverage_95) == (Decimal(1), Decimal(1))
    assert near.better_than_naive is None, "the naive was exactly right"
    assert total[Horizon.SUM_30].coverage_80 is None, "sums have no interval"
    assert Horizon.DAYS_90 not in total


def test_one_horizon_can_be_asked_for(told: ReadStores) -> None:
    found = accuracy(told, AccuracyQuestion(horizon=Horizon.MONTH_END_10))

    assert {one.horizon for part in found.dimensions for one in part.qualities} == {
        Horizon.MONTH_END_10
    }


def test_series_have_their_months(told: ReadStores) -> None:
    question = SeriesAccuracyQuestion(dimension="service", value="Amazon EC2")

    (one,) = accuracy_by_series(told, question).series

    assert one.series == EC2
    assert [month.month for month in one.months] == ["2026-07"]
    assert one.qualities == one.months[0].qualities
    assert one.final_until == "2026-06"


@pytest.mark.parametrize(
    ("question", "dimensions"),
    [
        (SeriesAccuracyQuestion(), ["service", "total"]),
        (SeriesAccuracyQuestion(dimension="service"), ["service"]),
        (SeriesAccuracyQuestion(dimension="total"), ["total"]),
        (SeriesAccuracyQuestion(dimension="service", value="Amazon S3"), []),
        (SeriesAccuracyQuestion(dimension="account"), []),
    ],
)
def test_series_are_filtered(
    told: ReadStores, question: SeriesAccuracyQuestion, dimensions: list[str]
) -> None:
    found = accuracy_by_series(told, question)

    assert [one.series.dimension for one in found.series] == dimensions


def test_series_come_in_pages(told: ReadStores) -> None:
    first = accuracy_by_series(told, SeriesAccuracyQuestion(limit=1))
    second = accuracy_by_series(told, SeriesAccuracyQuestion(limit=1, page_token=first.next_page))

    assert [one.series for one in (*first.series, *second.series)] == [EC2, WHOLE]


def test_what_was_said_of_a_day_is_told_newest_first(told: ReadStores) -> None:
    day = date(2026, 7, 30)

    found = past_forecasts(told, PastForecastsQuestion(day=day))

    assert found.actual == steady(day)
    assert [one.as_of for one in found.forecasts] == [day - timedelta(days=i) for i in range(30)]
    assert [one.days_ahead for one in found.forecasts] == list(range(1, 31))
    assert {one.mean for one in found.forecasts} == {said(day)}
    assert found.next_page is None


def test_what_was_said_on_one_day_of_another(told: ReadStores) -> None:
    question = PastForecastsQuestion(day=date(2026, 7, 30), made_on=date(2026, 7, 3))

    (one,) = past_forecasts(told, question).forecasts

    assert (one.as_of, one.days_ahead) == (date(2026, 7, 3), 28)
    assert [each.level for each in one.intervals] == [80, 90, 95]


def test_what_was_said_of_a_day_comes_in_pages(told: ReadStores) -> None:
    question = PastForecastsQuestion(day=date(2026, 7, 30), limit=7)
    pages = []
    while True:
        found = past_forecasts(told, question)
        pages.append([one.as_of for one in found.forecasts])
        if found.next_page is None:
            break
        question = question.model_copy(update={"page_token": found.next_page})

    assert [len(page) for page in pages] == [7, 7, 7, 7, 2]
    told_on = [day for page in pages for day in page]
    assert told_on == sorted(told_on, reverse=True)


def test_of_a_day_nobody_forecast_nothing_was_said(told: ReadStores) -> None:
    found = past_forecasts(told, PastForecastsQuestion(day=date(2026, 6, 1)))

    assert (found.forecasts, found.actual) == ((), steady(date(2026, 6, 1)))


def test_of_a_day_to_come_nothing_is_known_yet(told: ReadStores) -> None:
    found = past_forecasts(told, PastForecastsQuestion(day=LAST + timedelta(days=20)))

    assert found.actual is None
    assert len(found.forecasts) == 10


def test_what_was_said_of_a_months_end(told: ReadStores) -> None:
    found = month_ends(told, MonthEndsQuestion(month="2026-07"))

    assert found.actual == sum(steady(date(2026, 7, day)) for day in range(1, 32))
    assert len(found.forecasts) == 31
    assert found.forecasts[0].mean == found.actual * Decimal("1.1")
    assert found.forecasts[0].naive == found.actual
    assert found.first_actual is None


def test_of_a_month_under_way_only_the_forecasts_are_known(told: ReadStores) -> None:
    found = month_ends(told, MonthEndsQuestion(month="2026-08"))

    assert (found.actual, found.scored_on) == (None, None)
    assert [one.as_of.day for one in found.forecasts] == [1, 2, 3, 4, 5]
    assert {one.naive for one in found.forecasts} == {None}


def test_the_status_names_who_drifts() -> None:
    world = World(said=lambda day: steady(day) * 2, ahead=7)
    world.days(FIRST, FIRST + timedelta(days=30))

    (found,) = status(ReadStores(world.costs, world.results, world.control), NoQuestion()).drifting

    assert (found.currency, found.series[0].series) == ("USD", WHOLE)
    assert found.series[0].drift.kind == "worse-than-naive"


def test_the_last_day_known_and_its_month_are_meant_where_none_is_named(told: ReadStores) -> None:
    assert past_forecasts(told, PastForecastsQuestion()).day == LAST
    assert month_ends(told, MonthEndsQuestion()).month == "2026-08"
