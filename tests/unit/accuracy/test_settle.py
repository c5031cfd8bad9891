"""Forecasts are made, their days settle, and each is scored once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.accuracy import Horizon, Score, added
from costgov.domain.accuracy_ledger import Scores
from costgov.domain.period import Month
from costgov.errors import NotFound
from costgov.pipeline import records

from tests.unit.accuracy.world import EC2, SETTLE_DAYS, WHOLE, World, steady

FIRST = date(2026, 7, 1)
WEEK_SETTLED = FIRST + timedelta(days=7 + SETTLE_DAYS)


def too_high(day: date) -> Decimal:
    """Ten percent more than what comes."""
    return steady(day) * Decimal("1.1")


def test_a_forecast_is_scored_when_its_days_have_settled_and_not_before() -> None:
    world = World(said=too_high)
    world.days(FIRST, WEEK_SETTLED - timedelta(days=1))
    assert world.rows() == []

    world.day(WEEK_SETTLED)

    (row,) = world.rows()
    assert (row.as_of, row.first_day, row.last_day) == (FIRST, FIRST, date(2026, 7, 7))
    assert (row.scored_on, row.missing, row.first) == (WEEK_SETTLED, 0, None)
    score = row.scores[Horizon.DAYS_7]
    assert (score.forecasts, score.points, score.cost) == (1, 7, Decimal(620))
    assert (score.wape, score.bias) == (Decimal("0.1"), Decimal("0.1"))
    assert score.better_than_naive is None, "last week again would have been exactly right"
    assert (score.naive_error, score.own_error) == (Decimal(0), Decimal(62))
    assert row.scores[Horizon.SUM_7].wape == Decimal("0.1")
    assert world.ledger().months == {"2026-07": row.scores}


def test_the_record_says_what_was_done() -> None:
    world = World()
    quiet = world.day(FIRST)
    assert (quiet.step, quiet.expected, quiet.got, quiet.gaps) == ("settle", 1, 1, ())
    assert quiet.notes == ("USD: 0 scored in 1 series, 0 drifting",)
    assert records.steps(world.control).get("settle#all", f"daily-{FIRST}") == quiet

    world.days(FIRST + timedelta(days=1), WEEK_SETTLED - timedelta(days=1))
    record = world.day(WEEK_SETTLED)

    assert record.notes == ("USD: 1 scored in 1 series, 0 drifting",)


def test_without_a_ledger_or_a_forecast_there_is_nothing_to_settle() -> None:
    world = World()
    assert world.settle(FIRST).complete
    world.deliver(FIRST)

    record = world.settle(FIRST)

    assert record.complete
    assert record.notes == ("USD: no forecast has been made yet",)
    assert not world.results.items


def test_every_span_is_scored_at_its_own_time() -> None:
    world = World(ahead=90)
    for number in range(3):
        world.day(FIRST + timedelta(days=number))
    scored = []
    for span in (7, 30, 90):
        settled = FIRST + timedelta(days=span + SETTLE_DAYS)
        world.deliver(settled, since=FIRST)
        world.settle(settled)
        scored.append([(row.as_of, (row.last_day - row.as_of).days + 1) for row in world.rows()])

    second, third = (FIRST + timedelta(days=number) for number in (1, 2))
    near = [(FIRST, 7), (second, 7), (third, 7)]
    middle = [(FIRST, 30), (second, 30), (third, 30)]
    assert scored[0] == near[:1]
    assert sorted(scored[1]) == sorted([*near, middle[0]])
    assert sorted(scored[2]) == sorted([*near, *middle, (FIRST, 90)])
    assert world.ledger().scored_until == {7: third, 30: third, 90: FIRST}
    assert world.row(FIRST, 30).scores[Horizon.DAYS_30].points == 23
    assert world.row(FIRST, 90).scores[Horizon.DAYS_90].points == 60
    assert world.row(FIRST, 90).first_day == FIRST, "the sum begins with the first day"


def test_a_short_forecast_is_scored_as_far_as_it_reaches() -> None:
    world = World(ahead=30)
    world.days(FIRST, FIRST + timedelta(days=3))
    for days in (20, 100):
        world.deliver(FIRST + timedelta(days=days), since=FIRST)
        world.settle(FIRST + timedelta(days=days))

    assert {row.last_day - row.as_of for row in world.rows()} == {
        timedelta(days=6),
        timedelta(days=29),
    }


def test_a_guess_from_too_little_history_is_not_held_against_us() -> None:
    world = World()
    world.deliver(FIRST)
    world.forecast(FIRST)
    (key,) = [key for key in world.results.items if key[0].startswith("forecast#")]
    body = world.results.items[key].body.replace('"state":"ok"', '"state":"insufficient history"')
    world.results.put(*key, body)

    world.deliver(WEEK_SETTLED)
    world.settle(WEEK_SETTLED)

    assert world.rows() == []
    assert world.ledger().scored_until == {7: FIRST}


def test_the_end_of_a_month_is_scored_by_the_day_it_was_forecast_on() -> None:
    world = World(said=too_high)
    last = date(2026, 7, 31) + timedelta(days=SETTLE_DAYS)
    world.days(FIRST, last)

    july = world.month_end("2026-07")
    actual = sum(steady(day) for day in Month(2026, 7).window.days())
    assert (july.actual, july.scored_on, july.first_actual) == (actual, last, None)
    assert [one.as_of.day for one in july.forecasts] == list(range(1, 32))
    first, *_, final = july.forecasts
    assert first.mean == actual * Decimal("1.1")
    assert final.mean == actual + steady(date(2026, 7, 31)) / 10
    assert (first.naive, final.naive) == (actual, actual)
    months = world.ledger().months["2026-07"]
    assert months[Horizon.MONTH_END_10].forecasts == 10
    assert months[Horizon.MONTH_END_31].points == 11
    early, late = (months[one].wape or 0 for one in (Horizon.MONTH_END_10, Horizon.MONTH_END_31))
    assert early > late > 0


def test_a_day_nobody_delivered_is_missing_and_not_zero() -> None:
    gone = date(2026, 7, 3)
    world = World(came=lambda day: None if day == gone else steady(day), said=too_high)
    world.days(FIRST, WEEK_SETTLED)

    (row,) = world.rows()
    assert row.missing == 1
    assert row.scores[Horizon.DAYS_7].points == 6
    assert row.scores[Horizon.DAYS_7].wape == Decimal("0.1")
    assert row.scores[Horizon.SUM_7] == Score(), "a sum without one of its days is not known"


def test_a_day_the_bill_has_and_a_service_has_not_cost_it_nothing() -> None:
    """Its forecast was wrong then, and says so."""
    world = World()
    named = EC2.model_copy(update={"value": "Amazon S3"})
    for number in range((WEEK_SETTLED - FIRST).days + 1):
        world.day(FIRST + timedelta(days=number), EC2, named)

    assert world.row(FIRST, 7, EC2).scores[Horizon.DAYS_7].error == 0
    score = world.row(FIRST, 7, named).scores[Horizon.DAYS_7]
    assert (score.points, score.cost, score.error) == (7, Decimal(0), Decimal(620))


def test_running_a_day_twice_counts_nothing_twice() -> None:
    world = World(said=too_high)
    world.days(FIRST, WEEK_SETTLED)
    items, writes = dict(world.results.items), world.results.writes

    world.settle(WEEK_SETTLED)

    assert world.results.items == items
    assert world.results.writes == writes


def test_running_an_earlier_day_again_takes_nothing_back() -> None:
    world = World(said=too_high)
    world.days(FIRST, WEEK_SETTLED)
    items = dict(world.results.items)

    world.settle(FIRST)

    assert world.results.items == items


def test_days_without_a_run_are_made_up_for() -> None:
    world, every_day = World(said=too_high), World(said=too_high)
    last = WEEK_SETTLED + timedelta(days=5)
    every_day.days(FIRST, last)
    for number in range((last - FIRST).days + 1):
        world.deliver(FIRST + timedelta(days=number))
        world.forecast(FIRST + timedelta(days=number))

    world.settle(last)

    assert world.ledger().months == every_day.ledger().months
    assert world.ledger().scored_until == every_day.ledger().scored_until


def test_a_long_past_is_caught_up_with_a_month_of_forecasts_a_run() -> None:
    world = World()
    last = FIRST + timedelta(days=120)
    world.deliver(last)
    for number in range(121):
        world.forecast(FIRST + timedelta(days=number))

    counted = []
    for _ in range(5):
        world.settle(last)
        counted.append(world.ledger().months["2026-07"][Horizon.DAYS_7].forecasts)
    near = sum(row.last_day - row.as_of == timedelta(days=6) for row in world.rows())

    assert counted == [31] * 5
    assert near == 121 - 7 - SETTLE_DAYS


@pytest.mark.parametrize("writes", range(7))
def test_a_step_killed_between_two_writes_ends_like_one_that_was_not(writes: int) -> None:
    whole, killed = (World(said=too_high, ahead=30) for _ in range(2))
    yesterday = date(2026, 8, 2)
    for world in (whole, killed):
        world.days(FIRST, yesterday)
    whole.day(yesterday + timedelta(days=1))

    killed.deliver(yesterday + timedelta(days=1))
    killed.forecast(yesterday + timedelta(days=1))
    with killed.dying_after(writes):
        killed.settle(yesterday + timedelta(days=1))
    killed.settle(yesterday + timedelta(days=1))

    assert _bodies(killed) == _bodies(whole)


def test_a_killed_day_is_made_up_for_by_the_next() -> None:
    whole, killed = (World(said=too_high, ahead=30) for _ in range(2))
    days = [date(2026, 8, 2), date(2026, 8, 3)]
    for world in (whole, killed):
        world.days(FIRST, date(2026, 8, 1))
    for day in days:
        whole.day(day)

    for writes, day in zip((2, None), days, strict=True):
        killed.deliver(day)
        killed.forecast(day)
        if writes is None:
            killed.settle(day)
        else:
            with killed.dying_after(writes):
                killed.settle(day)

    assert killed.ledger() == whole.ledger()


def test_all_series_of_a_dimension_are_summed_up_together() -> None:
    world = World(said=too_high)
    for number in range((WEEK_SETTLED - FIRST).days + 1):
        world.day(FIRST + timedelta(days=number), WHOLE, EC2)

    summary = world.summary()
    assert (summary.series, summary.indexed_until) == (2, WEEK_SETTLED)
    assert summary.settled_until == WEEK_SETTLED - timedelta(days=SETTLE_DAYS)
    assert set(summary.dimensions) == {"total", "service"}
    assert summary.dimensions["service"] == world.row(FIRST, 7, EC2).scores


def test_the_sums_are_those_of_everything_scored_from_scratch() -> None:
    world = World(said=lambda day: steady(day) + Decimal(day.day * 7 % 13) / 10, ahead=90)
    for number in range(110):
        today = FIRST + timedelta(days=number)
        if number % 3 == 0:
            world.forecast(today)
        if number % 4 == 0:
            world.deliver(today, since=FIRST)
            world.settle(today)

    sums = world.ledger().months
    assert sums == from_scratch(world)
    assert set(sums["2026-07"]) == set(Horizon)


def from_scratch(world: World) -> dict[str, dict[Horizon, Score]]:
    """The ledger's sums by month, from all that was ever scored."""
    parts: dict[str, list[Scores]] = {}
    for row in world.rows():
        parts.setdefault(str(Month.of(row.as_of)), []).append(row.scores)
    for month in list(parts):
        try:
            ends = world.month_end(month).forecasts
        except NotFound:
            continue
        parts[month] += [one.scores for one in ends]
    return {
        month: {
            horizon: added(one[horizon] for one in scores if horizon in one)
            for horizon in sorted({horizon for one in scores for horizon in one})
        }
        for month, scores in sorted(parts.items())
    }


def _bodies(world: World) -> dict[tuple[str, str], str]:
    return {key: document.body for key, document in world.results.items.items()}


def test_months_that_cannot_change_any_more_are_summed_up_by_year() -> None:
    world = World(said=too_high, ahead=7)
    world.days(FIRST, FIRST + timedelta(days=40))
    months = world.ledger().months
    later = date(2027, 9, 10)
    world.deliver(later, since=later - timedelta(days=60))
    world.settle(later)

    folded = world.ledger().months
    assert list(folded) == ["2026", "2026-08"]
    assert folded["2026"] == months["2026-07"]
    assert {row.as_of for row in world.rows() if row.as_of.month == 8} == {
        date(2026, 8, day) for day in range(6, 11)
    }, "what is older than 400 days is not scored any more"


def test_a_series_that_is_forecast_no_more_stops_drifting() -> None:
    """A closed account has no forecasts that could become better again."""
    fell, closed = date(2026, 8, 1), date(2026, 9, 20)
    world = World(said=lambda day: steady(day) * (2 if day >= fell else 1))
    world.days(date(2026, 6, 20), date(2026, 7, 31))
    for number in range(100):
        day = fell + timedelta(days=number)
        world.day(day, *((WHOLE, EC2) if day < closed else (WHOLE,)))
        drifting = {one.series for one in world.summary().drifting}
        if day == closed:
            assert drifting == {WHOLE, EC2}
    assert drifting == {WHOLE}
    assert world.ledger(EC2).drifts == ()
