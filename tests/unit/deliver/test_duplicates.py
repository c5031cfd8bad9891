"""Messages that come again, deliveries side by side: nothing is sent twice."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from costgov.domain.alerting.delivery import DeliveryState
from costgov.pipeline.alerting.holding import Hold
from costgov.pipeline.alerting.outbox import put_item

from tests.unit.deliver.world import World, news, unavailable


@pytest.mark.fault_case(33)
def test_a_thousand_duplicates_of_a_message_send_nothing_twice() -> None:
    world = World()
    alerts = [news(f"budget {number}") for number in range(3)]
    for one in alerts:
        for channel in world.receivers:
            world.put(channel, one)

    for _ in range(1_000):
        world.deliver()

    for receiver in world.receivers.values():
        assert receiver.times() == {one.id: 1 for one in alerts}
        assert receiver.tries == 3


@pytest.mark.fault_case(33)
def test_news_that_is_queued_again_after_it_was_told_is_not_told_again() -> None:
    """Whoever queues looks for a proof first; it may be stored between the look and the write."""
    world = World()
    world.put("email", news())
    [late] = world.waiting("email")
    world.deliver()
    assert not put_item(world.control, "email", news(), Hold(world.now), world.now)

    world.control.put(
        "outbox#email", f"{news().alert.id}#000001", late.model_dump_json(), if_version=0
    )
    world.deliver()

    assert world.receivers["email"].shown == [news().id]
    assert not world.waiting("email")


@pytest.mark.fault_case(33)
def test_many_at_the_same_time_send_everything_once() -> None:
    world = World()
    alerts = [news(f"budget {number}", sequence) for number in range(20) for sequence in (1, 2)]
    for one in alerts:
        for channel in world.receivers:
            world.put(channel, one)

    with ThreadPoolExecutor(max_workers=8) as pool:
        for running in [pool.submit(world.deliver) for _ in range(24)]:
            running.result()
    world.sweep(timedelta(minutes=10))

    for channel, receiver in world.receivers.items():
        assert receiver.times() == {one.id: 1 for one in alerts}
        assert not receiver.marked
        assert not world.waiting(channel)
        for number in range(20):
            first, second = (news(f"budget {number}", sequence).id for sequence in (1, 2))
            assert receiver.shown.index(first) < receiver.shown.index(second)


@pytest.mark.fault_case(33)
def test_of_many_that_have_read_the_same_one_sends() -> None:
    """All look into the outbox before any of them leases; the sender is slow enough for all."""
    world = World()
    world.put("email", news())
    world.receivers["email"].failing = lambda: time.sleep(0.05)
    together = Barrier(6)

    class ReadTogether:
        def __getattr__(self, name: str) -> object:
            return getattr(world.control, name)

        def query(self, pk: str, **asked: object) -> object:
            page = world.control.query(pk, **asked)  # type: ignore[arg-type] # handed on
            if pk == "outbox#email":
                together.wait(timeout=5)
            return page

    world.store = ReadTogether()  # type: ignore[assignment] # a store that waits for others
    with ThreadPoolExecutor(max_workers=6) as pool:
        tallies = [pool.submit(world.deliver_by, "email") for _ in range(6)]
        sent = sum(one.result().sent for one in tallies)

    assert sent == 1
    assert world.receivers["email"].tries == 1


def test_an_answer_that_is_lost_is_told_again_and_says_so() -> None:
    world = World()
    for channel in ("email", "pager"):
        world.receivers[channel].after = [unavailable(in_doubt=True)]
        world.put(channel, news())

    world.sweep(timedelta(minutes=15))

    email, pager = world.receivers["email"], world.receivers["pager"]
    assert (email.shown, email.marked) == ([news().id] * 2, [news().id])
    assert (pager.shown, pager.tries) == ([news().id], 2)
    for channel in ("email", "pager"):
        proof = world.proof(channel, news())
        assert (proof.state, proof.attempts, proof.repeated) == (DeliveryState.SENT, 2, True)


@pytest.mark.fault_case(33)
def test_doubt_outlives_a_clean_refusal() -> None:
    world = World()
    email = world.receivers["email"]
    email.after = [unavailable(in_doubt=True)]
    world.put("email", news())
    world.deliver()
    email.failing = unavailable()
    world.later(minutes=5).deliver()
    email.failing = None
    world.sweep(timedelta(minutes=10))

    assert email.shown == [news().id] * 2
    assert email.marked == [news().id]


@pytest.mark.parametrize("held", ["", "quiet"])
def test_later_news_waits_where_somebody_has_just_changed_the_earlier(held: str) -> None:
    world = World()
    first, second, other = news(sequence=1), news(sequence=2), news("other")
    for one in (first, second, other):
        world.put("email", one, held=held)

    class ChangedMeanwhile:
        def __getattr__(self, name: str) -> object:
            return getattr(world.control, name)

        def query(self, pk: str, **asked: object) -> object:
            page = world.control.query(pk, **asked)  # type: ignore[arg-type] # handed on
            if pk == "outbox#email":
                changed = world.control.get(pk, f"{first.alert.id}#000001")
                assert changed is not None
                world.control.put(pk, changed.sk, changed.body)
            return page

    world.store = ChangedMeanwhile()  # type: ignore[assignment] # a store others write to
    world.deliver_by("email")
    assert world.receivers["email"].shown == [other.id]

    world.store = None
    world.deliver_by("email")
    assert world.receivers["email"].shown[1:] == [first.id, second.id]
