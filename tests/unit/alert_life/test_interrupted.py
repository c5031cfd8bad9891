"""A kill at any call of the store, and others who write at the same moment."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from costgov.domain.alerting.alert import AlertState, Happening, alert_id
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.alerting.delivery import Delivery, DeliveryState
from costgov.domain.alerting.signal import Severity
from costgov.domain.documents import Document
from costgov.errors import StoreError, VersionConflict
from costgov.pipeline.alerting.life import Findings, advance
from costgov.pipeline.alerting.outbox import queue
from costgov.pipeline.alerting.records import (
    deliveries,
    delivery_sort,
    news_sort,
    open_alerts,
    outbox,
)

from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.alert_life.story import NIGHT, NOON, Story, WatchedStore, one_team, signal, stored

type Items = dict[tuple[str, str], Document]
type Doing = Callable[[Story], object]


class Killed(BaseException):
    """The end of a function that nothing in it can catch."""


def a_full_table() -> Items:
    """Alerts in every state, one of them long over."""
    story = Story(policy=one_team(weekly=2), now=NOON - timedelta(days=20))
    story.run(signal("old"))
    story.later(days=1).run()
    story.now = NOON - timedelta(days=1)
    story.run(*(signal(name) for name in ("seen", "worse", "over", "snoozed", "planned", "flap")))
    story.decide(Happening.SNOOZED, name="snoozed", until=NOON - timedelta(hours=1))
    story.decide(Happening.PLANNED, name="planned")
    story.decide(Happening.ACKNOWLEDGED, name="flap")
    over = Findings(story.today, (), only={story.alert("flap").id})
    news = advance(story.control, over, story.policy, story.later(hours=1).now)
    queue(story.control, news, story.policy, story.now)
    return story.control.items


def a_run(story: Story) -> object:
    """Something new, and something of everything that can become of what is there."""
    return story.run(
        signal("seen"),
        signal("worse", severity=Severity.CRITICAL, step="100"),
        signal("snoozed"),
        signal("planned", step="100"),
        signal("flap"),
        signal("new"),
        signal("low", severity=Severity.LOW),
        signal("second new", severity=Severity.MEDIUM),
    )


def a_decision(story: Story) -> object:
    """Somebody acknowledges an alert that the run raises."""
    return story.decide(Happening.ACKNOWLEDGED, name="worse", note="on it")


def a_sweep(story: Story) -> object:
    """What happens every few minutes."""
    return story.sweep()


def story_on(control: InMemoryDocumentStore) -> Story:
    """The story that `a_full_table` has begun, on a copy of it."""
    return Story(control, one_team(weekly=2), NOON)


def undisturbed(*doings: Doing) -> dict[tuple[str, str], str]:
    """What a table holds after these, one after the other."""
    story = story_on(InMemoryDocumentStore(dict(a_full_table())))
    for doing in doings:
        doing(story)
    return stored(story.control)


def calls_of(doing: Doing) -> int:
    """How often it calls the store."""
    watched = WatchedStore(dict(a_full_table()))
    doing(story_on(watched))
    return watched.calls


@pytest.mark.parametrize("doing", [a_run, a_decision, a_sweep])
@pytest.mark.parametrize("happens", ["before", "after"])
@pytest.mark.parametrize("error", [Killed, StoreError])
def test_a_kill_at_any_call_loses_and_doubles_nothing(
    doing: Doing, happens: str, error: type[BaseException]
) -> None:
    wanted, table = undisturbed(doing, a_sweep), a_full_table()
    for fatal in range(1, calls_of(doing) + 1):

        def kill(number: int, fatal: int = fatal) -> None:
            if number == fatal:
                raise error(f"killed at call {number}")

        watched = WatchedStore(dict(table), **{happens: kill})
        with suppress(error):
            doing(story_on(watched))
        story = story_on(InMemoryDocumentStore(watched.items))
        doing(story)
        story.sweep()
        assert stored(story.control) == wanted, f"killed {happens} call {fatal}"


@pytest.mark.parametrize("first", [a_run, a_decision, a_sweep])
def test_what_a_killed_function_leaves_the_next_sweep_queues(first: Doing) -> None:
    for fatal in range(1, calls_of(first) + 1):

        def kill(number: int, fatal: int = fatal) -> None:
            if number == fatal:
                raise Killed

        watched = WatchedStore(dict(a_full_table()), after=kill)
        with suppress(Killed):
            first(story_on(watched))
        story = story_on(InMemoryDocumentStore(watched.items))
        story.sweep()
        for alert in open_alerts(story.control).all():
            assert alert.unqueued == ()
            queued = {
                item.news.sequence
                for item in story.items("events", alert.signal.subject.value or "")
            }
            assert queued == set(range(1, alert.news + 1))


@pytest.mark.parametrize("first", [a_run, a_decision, a_sweep])
def test_two_that_run_at_once_end_as_one(first: Doing) -> None:
    """The second runs from begin to end between two calls of the first, wherever that is."""
    wanted = undisturbed(first, a_sweep)
    for moment in range(1, calls_of(first) + 1):
        watched = WatchedStore(dict(a_full_table()))

        def meanwhile(number: int, moment: int = moment, store: WatchedStore = watched) -> None:
            if number == moment:
                other = InMemoryDocumentStore(store.items)
                first(story_on(other))

        watched._before = meanwhile
        first(story_on(watched))
        story = story_on(InMemoryDocumentStore(watched.items))
        story.sweep()
        assert stored(story.control) == wanted, f"at once at call {moment}"


@pytest.mark.parametrize(("first", "second"), [(a_run, a_decision), (a_decision, a_run)])
def test_a_decision_and_a_run_at_once_are_both_kept(first: Doing, second: Doing) -> None:
    for moment in range(1, calls_of(first) + 1):
        watched = WatchedStore(dict(a_full_table()))

        def meanwhile(number: int, moment: int = moment, store: WatchedStore = watched) -> None:
            if number == moment:
                second(story_on(InMemoryDocumentStore(store.items)))

        watched._before = meanwhile
        first(story_on(watched))
        story = story_on(InMemoryDocumentStore(watched.items))
        story.sweep()
        alert = story.alert("worse")
        assert alert.state is AlertState.ACKNOWLEDGED
        assert alert.signal.severity is Severity.CRITICAL
        assert sorted(story.told("events", "worse")[1:]) == ["acknowledged", "updated"]
        assert [item.news.sequence for item in story.items("events", "worse")] == [1, 2, 3]


def test_a_thousand_events_replayed_and_doubled_are_a_thousand() -> None:
    signals = [signal(f"budget {number}") for number in range(1_000)]
    story = Story()
    assert story.run(*signals, *signals) == 2_000
    assert story.run(*reversed(signals)) == 0
    assert len(open_alerts(story.control).all()) == 1_000
    for channel in ("email", "events"):
        assert len(outbox(story.control).all(channel)) == 1_000


def test_news_that_was_told_is_not_queued_again() -> None:
    story = Story()
    findings = Findings(story.today, [signal()], {"budget-limit"})
    news = advance(story.control, findings, story.policy, story.now)
    queue(story.control, news, story.policy, story.now)
    name = alert_id(signal())
    for channel in ("email", "events"):
        proof = Delivery(
            channel=channel,
            alert_id=name,
            sequence=1,
            state=DeliveryState.SENT,
            at=story.now,
            attempts=1,
        )
        deliveries(story.control).put(proof, delivery_sort(1, channel), name)
        outbox(story.control).delete(news_sort(name, 1), channel)
    assert queue(story.control, news, story.policy, story.now) == 0
    assert outbox(story.control).all("email") == []


def test_an_alert_that_is_reopened_while_it_is_put_away_stays() -> None:
    kept = 0
    for moment in range(1, calls_of(a_run) + 1):
        watched = WatchedStore(dict(a_full_table()))

        def meanwhile(number: int, moment: int = moment, store: WatchedStore = watched) -> None:
            if number == moment:
                other = story_on(InMemoryDocumentStore(store.items))
                other.decide(Happening.REOPENED, name="old")

        watched._before = meanwhile
        a_run(story_on(watched))
        story = story_on(InMemoryDocumentStore(watched.items))
        story.sweep()
        assert story.alert("old").unqueued == ()
        assert [item.news.sequence for item in story.items("events", "old")] == list(
            range(1, story.alert("old").news + 1)
        )
        kept += story.alert("old").is_open
    # Reopened before the rules are applied, its cause is looked for, and it is resolved again.
    assert kept > 0


def test_who_never_gets_to_write_gives_up_and_says_so() -> None:
    table = a_full_table()
    name = alert_id(signal("worse"))
    watched = WatchedStore(dict(table))

    def somebody_writes(_number: int) -> None:
        place = (open_alerts(watched).partition(), name)
        watched.items[place] = replace(
            watched.items[place], version=watched.items[place].version + 1
        )

    watched._before = somebody_writes
    with pytest.raises(VersionConflict, match="keeps being changed by others"):
        a_decision(story_on(watched))
    assert stored(watched) == stored(InMemoryDocumentStore(dict(table)))


def test_what_is_being_sent_is_not_released_by_graver_news() -> None:
    """Somebody leases the held item at some moment; after it was read, it stays theirs."""
    story = Story(policy=AlertPolicy(quiet=NIGHT), now=NOON.replace(hour=23))
    story.run(signal())
    place = (outbox(story.control).partition("email"), news_sort(alert_id(signal()), 1))
    held = story.control.items[place]
    theirs = 0
    for moment in range(1, 30):
        watched = WatchedStore(dict(story.control.items))

        def lease(number: int, moment: int = moment, store: WatchedStore = watched) -> None:
            if number == moment and store.items[place] == held:
                store.items[place] = replace(held, version=held.version + 1)

        watched._before = lease
        again = Story(watched, story.policy, story.now + timedelta(hours=1))
        again.run(signal(severity=Severity.CRITICAL))
        assert again.told() == [Happening.OPENED, Happening.UPDATED]
        theirs += watched.items[place] == replace(held, version=held.version + 1)
    assert theirs > 0
