"""Channels that fail: nothing is lost, others are not held up, and it is told by another one."""

from datetime import timedelta
from itertools import pairwise
from threading import Event

import pytest
from costgov.domain.alerting.channels import AlertPolicy, PagerDutyChannel, SlackChannel
from costgov.domain.alerting.delivery import DeliveryState, back_off
from costgov.domain.alerting.signal import RuleKind, Severity
from costgov.errors import ChannelRefused, MessageRefused, StoreError
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.deliver.world import NOON, SLACK, Fault, World, news, unavailable

SIX_HOURS = timedelta(hours=6)
NIGHT_PAGER = PagerDutyChannel(name="night", routing_key_secret="/costgov/pagerduty/night")


def refused() -> None:
    raise ChannelRefused("the webhook was revoked")


def refused_message() -> None:
    raise MessageRefused("invalid_blocks")


def failing_alerts(world: World) -> list[str]:
    """The titles of what e-mail was told about channels that fail."""
    told = world.receivers["email"].texts.values()
    return [one.alert.signal.title for one in told if one.alert.signal.kind is RuleKind.DELIVERY]


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
@pytest.mark.parametrize(
    "fault",
    [unavailable(), unavailable(in_doubt=True), unavailable(retry_after=120)],
    ids=["503", "time-out", "429"],
)
def test_slack_is_down_for_six_hours(fault: Fault) -> None:
    world = World()
    slack, email = world.receivers["slack"], world.receivers["email"]
    slack.failing = fault
    alerts = [news(f"budget {number}") for number in range(20)]
    for one in alerts:
        world.put("slack", one)
        world.put("email", one)
    world.deliver()

    assert not slack.shown
    assert set(email.times().values()) == {1}
    assert len(email.shown) == 20, "the other channel is not held up"

    world.sweep(SIX_HOURS)
    assert slack.tries <= 60, "a receiver that is down is left alone"
    slack.failing = None
    world.sweep(timedelta(hours=1, minutes=30))

    assert slack.times() == {one.id: 1 for one in alerts}
    assert not world.waiting("slack")
    health = world.health("slack")
    assert (health.failing_since, health.last_error) == (None, "")


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_that_a_channel_fails_is_told_by_another_and_so_is_that_it_works_again() -> None:
    world = World()
    slack, email = world.receivers["slack"], world.receivers["email"]
    slack.failing = unavailable()
    world.put("slack", news())

    world.deliver()
    assert not failing_alerts(world), "a hiccup is nobody's alert"
    world.sweep(timedelta(hours=2))
    assert failing_alerts(world) == ["Alerts do not arrive by slack: it cannot be reached"]

    slack.failing = None
    world.sweep(timedelta(hours=1, minutes=10))
    last = email.texts[email.shown[-1]]
    assert (last.what, last.alert.signal.subject.value) == ("resolved", "slack")
    assert not [
        one for one in slack.texts.values() if one.alert.signal.kind is RuleKind.DELIVERY
    ], "a channel is not told of itself"


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_a_revoked_webhook_is_told_at_once_and_what_waits_goes_out_once_it_is_mended() -> None:
    world = World()
    hook = world.receivers["hook"]
    hook.failing = refused
    world.put("hook", news())

    world.deliver()
    assert failing_alerts(world) == [
        "Alerts do not arrive by hook: it is refused until somebody changes something"
    ]
    assert world.health("hook").permanent
    assert world.health("hook").last_error == "the webhook was revoked"

    world.sweep(SIX_HOURS)
    assert len(failing_alerts(world)) == 1, "told once"
    assert hook.tries < 20
    hook.failing = None
    world.sweep(timedelta(hours=1))

    assert hook.times() == {news().id: 1}
    assert not hook.marked
    assert not world.health("hook").permanent


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_after_a_day_it_is_given_up_and_told_by_e_mail() -> None:
    world = World()
    slack, email = world.receivers["slack"], world.receivers["email"]
    slack.failing = unavailable()
    first, second = news(sequence=1), news(sequence=2)
    world.put("slack", first)
    world.later(hours=2).put("slack", second)

    world.sweep(timedelta(hours=21))
    assert first.id not in email.shown
    world.sweep(timedelta(hours=2))

    assert world.states(first) == {"slack": DeliveryState.EXPIRED, "email": DeliveryState.SENT}
    assert world.proof("slack", first).error == "the receiver fails (503)"
    assert "Not told by channel slack" in email.texts[first.id].note
    assert world.states(second) == {}, "its own day is not over"
    world.sweep(timedelta(hours=2))
    assert world.states(second)["slack"] is DeliveryState.EXPIRED
    assert email.times()[second.id] == 1
    assert not world.waiting("slack")


@pytest.mark.fault_case(33)
def test_what_e_mail_gives_up_is_told_by_every_other_channel() -> None:
    world = World()
    world.receivers["email"].failing = unavailable()
    world.put("email", news())

    world.sweep(timedelta(hours=25))

    assert world.states(news()) == {
        "email": DeliveryState.EXPIRED,
        "slack": DeliveryState.SENT,
        "hook": DeliveryState.SENT,
        "pager": DeliveryState.SENT,
    }


@pytest.mark.fault_case(33)
@pytest.mark.parametrize(
    ("channels", "told"), [((SLACK, NIGHT_PAGER), {"slack"}), ((NIGHT_PAGER,), {"night"})]
)
def test_nobody_is_woken_by_what_e_mail_could_not_tell_while_others_take_it(
    channels: tuple[SlackChannel | PagerDutyChannel, ...], told: set[str]
) -> None:
    world = World(policy=AlertPolicy(channels=channels))
    world.receivers["email"].failing = unavailable()
    minor = news(severity=Severity.LOW)
    world.put("email", minor)

    world.sweep(timedelta(hours=26))

    assert set(world.states(minor)) == {"email", *told}


@pytest.mark.fault_case(33)
def test_what_waited_because_nothing_was_delivered_for_days_is_not_given_up_untried() -> None:
    world = World()
    for channel in ("email", "slack"):
        world.put(channel, news())

    world.later(days=3).deliver()

    assert world.states(news()) == {"email": DeliveryState.SENT, "slack": DeliveryState.SENT}


def test_where_nobody_else_is_left_it_ends_with_a_proof() -> None:
    world = World(policy=AlertPolicy())
    world.receivers["email"].failing = refused
    world.put("email", news())

    world.sweep(timedelta(hours=26))

    assert world.states(news()) == {"email": DeliveryState.EXPIRED}
    assert not world.waiting("email")


@pytest.mark.fault_case(33)
def test_a_message_that_is_never_taken_is_told_elsewhere_and_the_channel_goes_on() -> None:
    world = World()
    slack, email = world.receivers["slack"], world.receivers["email"]
    poison, good = news("poison"), news("good")

    def poisonous() -> None:
        if not email.shown and slack.tries == 1:
            refused_message()

    slack.failing = poisonous
    world.put("slack", poison)
    world.put("slack", good)
    world.deliver()
    world.later(minutes=5).deliver()

    [told] = slack.shown
    [mailed] = email.shown
    assert {told, mailed} == {poison.id, good.id}
    assert email.texts[mailed].note == "Not told by channel slack: invalid_blocks"
    refused_news = email.texts[mailed]
    assert world.states(refused_news)["slack"] is DeliveryState.REFUSED
    assert world.health("slack").failing_since is None


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_a_message_that_breaks_its_receiver_holds_up_no_other() -> None:
    world = World()
    slack = world.receivers["slack"]
    alerts = [news(f"budget {number}") for number in range(4)]
    broken: list[str] = []

    def breaks_on_the_first() -> None:
        waiting = [item for item in world.waiting("slack") if item.leased_until]
        name = waiting[0].news.id
        if not broken or name in broken:
            broken[:] = [name]
            unavailable()()

    slack.failing = breaks_on_the_first
    for one in alerts:
        world.put("slack", one)
    world.sweep(timedelta(minutes=30))

    assert sorted(slack.shown) == sorted({one.id for one in alerts} - set(broken))
    assert len(slack.shown) == 3


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_a_receiver_that_asks_for_some_seconds_is_given_them() -> None:
    world = World()
    slack = world.receivers["slack"]
    asked = iter([unavailable(retry_after=2), None, None, unavailable(retry_after=1), None])

    def rate_limited() -> None:
        fault = next(asked)
        if fault is not None:
            fault()

    slack.failing = rate_limited
    for number in range(3):
        world.put("slack", news(f"budget {number}"))

    world.deliver()

    assert world.pauses == [2, 1]
    assert len(slack.shown) == 3
    assert not slack.marked
    assert world.health("slack").failing_since is None


@pytest.mark.fault_case(33)
def test_one_that_never_stops_asking_is_left_alone() -> None:
    world = World()
    slack = world.receivers["slack"]
    slack.failing = unavailable(retry_after=1)
    world.put("slack", news())

    world.deliver()

    assert slack.tries == 6
    assert world.health("slack").failing_since is not None


@pytest.mark.fault_case(33)
def test_a_receiver_that_says_when_to_come_back_is_not_asked_before() -> None:
    world = World()
    slack = world.receivers["slack"]
    slack.failing = unavailable(retry_after=3_600)
    world.put("slack", news())

    world.sweep(timedelta(minutes=59))

    assert slack.tries == 1
    assert world.health("slack").next_try == NOON + timedelta(hours=1)
    slack.failing = None
    world.sweep(timedelta(minutes=10))
    assert slack.shown == [news().id]


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_a_channel_that_hangs_delays_no_other() -> None:
    world = World()
    told = Event()
    world.receivers["email"].after = [told.set]
    waited: list[bool] = []

    def hangs() -> None:
        waited.append(told.wait(timeout=5))
        unavailable(in_doubt=True)()

    world.receivers["slack"].failing = hangs
    for channel in ("slack", "hook", "email"):
        world.put(channel, news())

    world.deliver()

    assert waited == [True], "e-mail went out while the other still hung"
    assert world.receivers["hook"].shown == [news().id]


def test_a_store_that_refuses_one_channel_stops_no_other() -> None:
    world = World()
    world.put("slack", news())
    world.put("email", news())

    class Refusing:
        def __getattr__(self, name: str) -> object:
            return getattr(world.control, name)

        def query(self, pk: str, **asked: object) -> object:
            if pk == "outbox#slack":
                raise StoreError("throttled")
            return world.control.query(pk, **asked)  # type: ignore[arg-type]

    world.store = Refusing()  # type: ignore[assignment] # as a store with a broken partition
    with pytest.raises(ExceptionGroup, match="channels broke off"):
        world.deliver()

    assert world.receivers["email"].shown == [news().id]
    world.store = None
    world.deliver()
    assert world.receivers["slack"].shown == [news().id]


@pytest.mark.fault_case(33)
@given(st.integers(1, 500), st.floats(0, 1))
def test_back_off_is_minutes_and_never_more_than_an_hour(failures: int, chance: float) -> None:
    wait = back_off(failures, None, chance)

    assert timedelta(seconds=30) <= wait <= timedelta(hours=1)


@pytest.mark.fault_case(33)
def test_back_off_doubles() -> None:
    waits = [back_off(failures, None, 1.0) for failures in range(1, 7)]

    assert waits[0] == timedelta(minutes=1)
    assert all(later == 2 * sooner for sooner, later in pairwise(waits))


@pytest.mark.fault_case(33)
@given(st.floats(-10, 1e9))
def test_who_says_when_is_not_asked_before_for_a_day_at_most(seconds: float) -> None:
    wait = back_off(3, seconds, 0.5)

    assert timedelta(seconds=min(seconds, 86_400)) <= wait <= timedelta(hours=24)
