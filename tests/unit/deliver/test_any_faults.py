"""Whatever comes (faults, kills, waits, lost answers): each alert is told once, and in order."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.deliver.test_faults import refused
from tests.unit.deliver.test_kills import killed
from tests.unit.deliver.world import Fault, World, news, unavailable

ALERTS = [news(name, sequence) for name in "abc" for sequence in (1, 2)]
NAMES = [one.id for one in ALERTS]
CHANNELS = ("pager", "email")

type Step = Callable[[World], None]


def fault(chosen: Fault | None) -> Step:
    def step(world: World) -> None:
        for channel in CHANNELS:
            world.receivers[channel].failing = chosen

    return step


def kill(at: int, *, after: bool) -> Step:
    def step(world: World) -> None:
        for channel in CHANNELS:
            killed(world, channel, at, after=after)

    return step


def lose_an_answer(world: World) -> None:
    for channel in CHANNELS:
        world.receivers[channel].after = [unavailable(in_doubt=True)]


def wait(minutes: int) -> Step:
    def step(world: World) -> None:
        world.later(minutes=minutes)

    return step


def queue(held: str) -> Step:
    def step(world: World) -> None:
        queued = {item.id for item in world.queued}
        one = next((one for one in ALERTS if one.id not in queued), None)
        if one is not None:
            for channel in CHANNELS:
                world.put(channel, one, held)

    return step


def deliver(world: World) -> None:
    world.deliver()


FAULTS = (
    None,
    unavailable(),
    unavailable(retry_after=3),
    unavailable(in_doubt=True),
    refused,
)
STEPS = st.one_of(
    st.builds(fault, st.sampled_from(FAULTS)),
    st.builds(kill, st.integers(1, 25), after=st.booleans()),
    st.builds(wait, st.integers(0, 90)),
    st.builds(queue, st.sampled_from(["", "digest"])),
    st.just(lose_an_answer),
    st.just(deliver),
)


@pytest.mark.fault_case(33)
@settings(max_examples=75, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_nothing_is_lost_and_nothing_shown_twice(steps: list[Step]) -> None:
    world = World()
    for step in steps:
        step(world)
    for _ in ALERTS:
        queue("")(world)
    fault(None)(world)
    world.sweep(timedelta(hours=2))

    pager, email = (world.receivers[channel] for channel in CHANNELS)
    told = [name for name in pager.shown if name in NAMES]
    assert sorted(told) == sorted(NAMES), "once where the receiver can tell"
    assert set(NAMES) <= set(email.shown)
    for name, times in email.times().items():
        assert times == 1 or name in email.marked, "a copy says that it may be one"
    for name in "abc":
        both = tuple(news(name, sequence).id for sequence in (1, 2))
        in_order = told.index(both[0]) < told.index(both[1])
        assert in_order or any(set(both) <= set(digest) for digest in pager.digests)
