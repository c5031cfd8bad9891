"""A kill at each single step of a delivery: nothing is lost, and nothing is shown twice.

Where the receiver cannot tell what it has had (e-mail, an incoming webhook) there is one window:
it has taken the message and the proof is not stored. What is sent again then says that it may be
a copy. The test counts that window, so that a second one would be noticed.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from costgov.domain.alerting.delivery import DeliveryState
from costgov.pipeline.alerting.channel_pass import ChannelPass
from costgov.pipeline.alerting.leasing import LEASE

from tests.unit.deliver.dying import DyingSender, Fate, Killed, dying
from tests.unit.deliver.world import PATIENCE, World, news, unavailable

FIRST, SECOND, OTHER = news(sequence=1), news(sequence=2), news("other")


def killed(world: World, channel: str, at: int, *, after: bool) -> bool:
    """Deliver by a channel and die at that call; False where there are not so many."""
    return met(world, channel, Fate(at, after))


def met(world: World, channel: str, fate: Fate) -> bool:
    """Deliver by a channel; whether it died."""
    ports = world.ports()._replace(
        control=dying(world.control, fate),
        sender=lambda name, _policy: DyingSender(world.receivers[name], fate),
    )
    try:
        ChannelPass(channel, ports, world.policy, world.now + PATIENCE).run()
    except Killed:
        return True
    return False


def singles(channel: str) -> World:
    world = World()
    for one in (FIRST, SECOND, OTHER):
        world.put(channel, one)
    return world


def digest(channel: str) -> World:
    world = World()
    for one in (FIRST, SECOND, OTHER):
        world.put(channel, one, held="digest")
    return world


def each_kill(prepared: Callable[[], World], channel: str) -> Iterator[tuple[int, bool, World]]:
    """The world after a kill at each call, before it and after it, and after what came then."""
    for after in (False, True):
        at = 1
        while killed(world := prepared(), channel, at, after=after):
            world.now += LEASE
            world.sweep(timedelta(minutes=10))
            yield at, after, world
            at += 1
        assert at > 8, "there are steps to be killed at"


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
@pytest.mark.parametrize("prepared", [singles, digest])
def test_who_can_tell_is_shown_everything_once(prepared: Callable[[str], World]) -> None:
    steps = 0
    for at, after, world in each_kill(partial(prepared, "pager"), "pager"):
        steps += 1
        shown = world.receivers["pager"].times()
        assert shown == {FIRST.id: 1, SECOND.id: 1, OTHER.id: 1}, (at, after)
        assert not world.waiting("pager")
        for one in (FIRST, SECOND, OTHER):
            assert world.states(one) == {"pager": DeliveryState.SENT}, (at, after)
    assert steps > 30


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_who_cannot_tell_is_shown_a_marked_copy_in_one_window_only() -> None:
    doubled = []
    for at, after, world in each_kill(partial(singles, "email"), "email"):
        email = world.receivers["email"]
        shown = email.times()
        assert set(shown) == {FIRST.id, SECOND.id, OTHER.id}, (at, after)
        twice = {name for name, times in shown.items() if times > 1}
        assert twice <= set(email.marked), "a copy says that it is one"
        doubled += [(at, after, name) for name in twice]
        assert max(shown.values()) <= 2
        assert not world.waiting("email")

    # For each of three messages: killed after it was taken, or before its proof was stored.
    assert len(doubled) == 6
    assert {name for _, _, name in doubled} == {FIRST.id, SECOND.id, OTHER.id}


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_a_digest_that_may_have_arrived_is_sent_again_as_it_was() -> None:
    doubled = 0
    for _at, _after, world in each_kill(partial(digest, "email"), "email"):
        email = world.receivers["email"]
        twice = {name for name, times in email.times().items() if times > 1}
        assert set(email.times()) == {FIRST.id, SECOND.id, OTHER.id}
        assert twice <= set(email.marked)
        doubled += bool(twice)

    # Taken, and before each of three proofs: after the call before it, or before its own.
    assert doubled == 6


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
def test_what_was_never_sent_is_given_up_and_told_elsewhere_whatever_it_is_killed_at() -> None:
    def given_up() -> World:
        world = World()
        world.receivers["slack"].failing = unavailable()
        world.put("slack", FIRST)
        world.deliver()
        return world.later(hours=25)

    for at, after, world in each_kill(given_up, "slack"):
        assert world.receivers["email"].times()[FIRST.id] == 1, (at, after)
        assert world.states(FIRST)["slack"] is DeliveryState.EXPIRED
        assert not world.waiting("slack")


@pytest.mark.fault_case(33)
def test_order_survives_every_kill() -> None:
    for at, after, world in each_kill(partial(singles, "pager"), "pager"):
        shown = world.receivers["pager"].shown
        assert shown.index(FIRST.id) < shown.index(SECOND.id), (at, after)


@pytest.mark.fault_case(33)
def test_while_a_lease_lasts_nobody_else_sends() -> None:
    whole = Fate(at=1_000, after=False)
    assert not met(singles("email"), "email", whole)
    world = singles("email")
    assert killed(world, "email", at=1 + whole.calls.index("send"), after=False)

    world.deliver()
    leased = [item for item in world.waiting("email") if item.in_doubt]
    assert len(leased) == 1
    [item] = leased
    assert item.news.id not in world.receivers["email"].shown
    world.later(minutes=3).deliver()
    assert world.receivers["email"].times()[item.news.id] == 1


def test_what_somebody_is_sending_is_not_given_up_under_his_hands() -> None:
    whole = Fate(at=1_000, after=False)
    assert not met(singles("email"), "email", whole)
    world = singles("email").later(hours=24, seconds=-30)
    assert killed(world, "email", at=1 + whole.calls.index("send"), after=False)

    world.later(seconds=60).deliver()
    [item] = world.waiting("email")
    assert item.in_doubt
    assert not world.states(item.news)

    world.later(minutes=3).deliver()
    assert world.states(item.news)["email"] is DeliveryState.EXPIRED
