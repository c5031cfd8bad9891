"""What becomes of an anomaly: who drove it, what people say of it, and what is heeded later."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.feedback import AnomalyFeedback
from costgov.domain.insights import Driver
from costgov.domain.planned_events import PlannedEvent
from costgov.pipeline.analyse_drivers import DriverTrees
from costgov.pipeline.analyse_series import Series
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.unit.pipeline.watched import (
    DEV,
    EC2,
    PROD,
    WHO,
    Watched,
    add,
    assert_adds_up,
    october,
    steady,
)

LAST = date(2026, 10, 31)


def path(parts: tuple[Driver, ...], *dimensions: str) -> list[str | None]:
    """The largest part's value, level by level."""
    values: list[str | None] = []
    for dimension in dimensions:
        first = next(part for part in parts if part.dimension == dimension)
        values.append(first.value)
        parts = first.parts
    return values


def test_the_tree_goes_as_deep_as_the_ledger_tells() -> None:
    world = Watched(add(steady(LAST, source="billing/october.csv"), october(14, 14), 300))
    world.look(date(2026, 10, 14))
    [event] = world.events()
    assert path(event.drivers, "account", "usage_type") == [DEV, "g5.48xlarge"]
    assert path(event.drivers, "region") == ["us-west-2"]
    assert_adds_up(event)


def test_cost_explorer_tells_the_account_but_not_its_usage_types() -> None:
    world = Watched(add(steady(LAST), october(14, 14), 300))
    world.look(date(2026, 10, 14))
    [event] = world.events()
    account = next(part for part in event.drivers if part.dimension == "account")
    assert (account.value, account.parts) == (DEV, ())
    assert path(event.drivers, "usage_type") == ["g5.48xlarge"]
    assert_adds_up(event)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(-90, 900), min_size=2, max_size=5), st.integers(1, 3))
def test_parts_add_up_exactly_whatever_moved(amounts: list[int], length: int) -> None:
    bill = steady(LAST, source="billing/october.csv")
    for number, amount in enumerate(amounts):
        for on in october(20, 19 + length):
            bill.charge(
                on,
                f"{amount}.{number}7",
                service=EC2,
                account=(DEV, PROD)[number % 2],
                usage_type=f"type-{number}",
                region=None if number == 1 else "us-west-2",  # type: ignore[arg-type]
            )
    world = Watched(bill)
    world.look(date(2026, 10, 19 + length))
    for event in world.events():
        assert_adds_up(event)


def test_an_event_is_open_then_over() -> None:
    world = Watched(add(steady(LAST), october(14, 15), 300))
    world.look(*october(14, 15))
    assert [event.state for event in world.events()] == ["open"]
    world.look(date(2026, 10, 16))
    assert [event.state for event in world.events()] == ["over"]


def test_who_drove_what_has_been_told_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = Watched(add(steady(LAST), october(10, 11) + october(20, 20), 300))
    world.look(date(2026, 10, 12))
    told, asked = world.events()[0].drivers, []
    ask = DriverTrees.of

    def asking(trees: DriverTrees, series: Series, days: list[date], *sums: Decimal) -> object:
        asked.append(days)
        return ask(trees, series, days, *sums)

    monkeypatch.setattr(DriverTrees, "of", asking)
    world.look(*october(13, 16), *october(21, 22))
    assert asked == [october(20, 20)]
    assert told
    assert world.events()[0].drivers == told


def test_what_was_said_is_shown_at_once_with_all_that_was_said_before() -> None:
    world = Watched(add(steady(LAST), october(14, 14), 300))
    world.look(date(2026, 10, 14))
    [event] = world.events()
    world.say(event, "planned", date(2026, 10, 15), "a load test")
    world.say(event, "real", date(2026, 10, 16), "nobody tested anything")
    [now] = world.events()
    assert now.state == "real"
    assert [(one.verdict, one.note, one.who) for one in now.feedback] == [
        ("planned", "a load test", WHO),
        ("real", "nobody tested anything", WHO),
    ]


def test_a_planned_level_is_accepted_at_once_and_no_event_of_its_own_again() -> None:
    days = [date(2026, 10, 14) + timedelta(days=number) for number in range(18)]
    world = Watched(add(steady(LAST), [day for day in days if day.day != 16], 300))
    world.look(date(2026, 10, 15))
    [event] = world.events()
    world.say(event, "planned", date(2026, 10, 15))
    said = world.look(*(date(2026, 10, number) for number in (16, 20, 31)))
    assert [(one.id, one.state) for one in world.events()] == [(event.id, "planned")]
    assert "known before" in said or world.events()[0].end > date(2026, 10, 16)


def test_more_than_was_planned_is_told() -> None:
    bill = add(add(steady(LAST), october(14, 24), 300), october(18, 18), 900)
    world = Watched(bill)
    world.look(date(2026, 10, 15))
    [event] = world.events()
    world.say(event, "planned", date(2026, 10, 15))
    world.look(*october(16, 20))
    later = [one for one in world.events() if one.id != event.id]
    assert [one.start for one in later] == [date(2026, 10, 18)]
    assert [one.state for one in later] == ["over"]


def test_what_was_planned_on_a_day_of_the_month_is_expected_on_it_next_month() -> None:
    until = date(2026, 12, 20)
    spikes = [date(2026, month, 14) for month in (10, 11)]
    world = Watched(add(steady(until), [*spikes, date(2026, 12, 9)], 300))
    world.look(date(2026, 10, 16))
    [event] = world.events()
    world.say(event, "planned", date(2026, 10, 15))
    assert world.look(date(2026, 11, 14)) == "1 (1 known before)"
    world.look(date(2026, 12, 9))
    assert [one.start for one in world.events()] == [event.start, date(2026, 12, 9)]


def test_what_was_wrongly_told_is_not_told_again_unless_it_is_more() -> None:
    days = october(14, 14) + october(23, 23)
    bill = add(add(steady(LAST), days[:1], 220), days[1:], 200)
    world = Watched(add(bill, october(27, 27), 700))
    world.look(date(2026, 10, 15))
    [event] = world.events()
    world.say(event, "wrong", date(2026, 10, 15), "always like this")
    assert world.look(date(2026, 10, 23)) == "1 (1 known before)"
    world.look(date(2026, 10, 27))
    first, second = world.events()
    assert (first.state, second.start) == ("wrong", date(2026, 10, 27))
    assert second.because == (
        f"more than event {event.id} of 2026-10-14, which was wrongly reported",
    )


def test_tolerance_wears_off_after_months() -> None:
    until = date(2027, 5, 1)
    late = date(2027, 4, 20)
    world = Watched(add(steady(until), [date(2026, 10, 14), late], 220))
    world.look(date(2026, 10, 15))
    [event] = world.events()
    world.say(event, "wrong", date(2026, 10, 15))
    world.look(late)
    assert [one.start for one in world.events()] == [event.start, late]


def test_tolerance_is_for_the_same_direction_only() -> None:
    bill = add(steady(LAST), october(14, 14), 300)
    for day in october(20, 21):
        bill.charge(day, "-300", service=EC2, account=PROD)
    world = Watched(bill)
    world.look(date(2026, 10, 15))
    [event] = world.events()
    world.say(event, "wrong", date(2026, 10, 15))
    world.look(*october(20, 21))
    assert [one.direction for one in world.events()] == ["rise", "drop"]


def test_a_real_problem_is_not_learned_as_usual() -> None:
    """Two weeks of it would be; said to be real, it stays open as one event."""
    world = Watched(add(steady(LAST), october(10, 31), 300))
    world.look(date(2026, 10, 12))
    [event] = world.events()
    world.say(event, "real", date(2026, 10, 12))
    later = [date(2026, 10, number) for number in (16, 20, 24, 28, 31)]
    world.look(*later)
    [now] = world.events()
    assert (now.id, now.start, now.end) == (event.id, event.start, LAST)
    assert now.ongoing
    assert abs(now.impact - 300 * 22) < 300

    silent = Watched(add(steady(LAST), october(10, 31), 300))
    silent.look(date(2026, 10, 12), *later)
    assert max(one.end for one in silent.events()) < LAST


def test_two_real_problems_of_a_series_both_stay_as_they_were_told() -> None:
    world = Watched(add(steady(LAST), october(6, 7) + october(20, 21), 300))
    for day in (8, 22):
        on = date(2026, 10, day)
        world.look(on)
        world.say(world.events()[-1], "real", on)
    told = [(one.id, one.start, one.end, one.impact) for one in world.events()]
    assert [start for _, start, _, _ in told] == [date(2026, 10, 6), date(2026, 10, 20)]
    world.look(*october(23, 26))
    assert [(one.id, one.start, one.end, one.impact) for one in world.events()] == told
    assert not any(one.because for one in world.events())


def test_the_same_words_give_the_same_verdicts_again() -> None:
    world = Watched(add(steady(LAST), october(14, 14) + october(23, 23), 220))
    world.look(date(2026, 10, 15))
    [event] = world.events()
    world.say(event, "wrong", date(2026, 10, 15))
    world.look(*october(22, 25))
    before = dict(world.results.items)
    world.look(date(2026, 10, 25))
    assert world.results.items == before


def planned(**fields: object) -> PlannedEvent:
    return PlannedEvent.model_validate(
        {"name": "launch", "start": "2026-10-13", "end": "2026-10-16"} | fields
    )


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"service": EC2},
        {"account": DEV, "service": EC2},
        {"service": EC2, "region": "us-west-2"},
        {"region": "us-west-2"},
        {"account": DEV},
    ],
    ids=str,
)
def test_a_planned_days_excess_is_shown_as_planned(conditions: dict[str, str]) -> None:
    world = Watched(add(steady(LAST), october(14, 14), 300))
    world.plan(planned(**conditions))
    world.look(date(2026, 10, 16))
    [event] = world.events()
    assert (event.state, event.planned_by) == ("planned", "launch")
    assert event.because == ("planned event 'launch', 2026-10-13 to 2026-10-16",)


@pytest.mark.parametrize(
    "fields",
    [
        {"service": "Amazon S3"},
        {"account": PROD},
        {"region": "eu-west-1"},
        {"end": "2026-10-13"},
        {"currency": "EUR"},
        {"change_percent": "-50"},
        {"account": DEV, "region": "us-west-2"},
    ],
    ids=str,
)
def test_what_the_plan_is_not_about_is_told(fields: dict[str, str]) -> None:
    world = Watched(add(steady(LAST), october(14, 14), 300))
    world.plan(planned(**fields))
    world.look(date(2026, 10, 16))
    assert [event.state for event in world.events()] == ["over"]


def test_only_what_goes_beyond_the_expected_change_is_an_anomaly() -> None:
    world = Watched(add(steady(LAST), october(14, 14), 300))
    world.plan(planned(service=EC2, change_amount="280"))
    world.look(date(2026, 10, 16))
    [event] = world.events()
    assert event.state == "planned"

    larger = Watched(add(steady(LAST), october(14, 14), 900))
    larger.plan(planned(service=EC2, change_amount="280"))
    larger.look(*october(14, 16))
    [beyond] = larger.events()
    assert beyond.state == "over"
    assert beyond.because == ("more than planned event 'launch' explains",)
    assert abs(beyond.impact - 620) < 40
    assert_adds_up(beyond)


def test_a_plan_has_an_order_and_one_expectation() -> None:
    for wrong in (
        {"end": "2026-10-12"},
        {"change_percent": 5, "change_amount": 5},
        {"change_amount": 0},
        {"tags": {"a": "b", "c": "d"}},
    ):
        with pytest.raises(ValidationError):
            planned(**wrong)


def test_feedback_is_bounded_and_keeps_the_latest() -> None:
    world = Watched(add(steady(LAST), october(14, 14), 300))
    world.look(date(2026, 10, 14))
    [event] = world.events()
    said: AnomalyFeedback | None = None
    for number in range(120):
        said = world.say(event, "real", date(2026, 10, 15), f"note {number}")
    assert said is not None
    assert (len(said.history), said.latest.note) == (100, "note 119")
    assert said.latest.deviation == event.deviation != Decimal(0)
