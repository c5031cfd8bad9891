"""What is due goes out in order, once, with a proof, and threads under what came first."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from costgov.domain.alerting.alert import Happening
from costgov.domain.alerting.delivery import DeliveryState
from costgov.domain.alerting.signal import Severity
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.stores import InMemoryDocumentStore
from tests.unit.deliver.world import NOON, World, news


def test_what_is_due_is_sent_proven_and_taken_out() -> None:
    world = World()
    world.put("email", news())

    done = world.deliver()

    assert done.sent == 1
    assert world.receivers["email"].shown == [news().id]
    proof = world.proof("email", news())
    assert (proof.state, proof.at, proof.attempts) == (DeliveryState.SENT, NOON, 1)
    assert (proof.reference, proof.repeated) == (f"ts-{news().id}", False)
    assert not world.waiting("email")
    assert world.health("email").last_sent == NOON


def test_a_proof_is_kept_for_four_hundred_days_and_nothing_else_of_a_message() -> None:
    class Expiring(InMemoryDocumentStore):
        def put(self, pk: str, sk: str, body: str, **options: Any) -> int:
            until[pk.partition("#")[0]] = options.get("expires_at")
            return super().put(pk, sk, body, **options)

    until: dict[str, datetime | None] = {}
    world = World(control=Expiring())
    world.put("email", news())
    world.deliver()

    assert until["delivery-proof"] == NOON + timedelta(days=400)
    assert until["outbox"] is None, "what is on its way never expires"


def test_nothing_is_sent_before_its_time() -> None:
    world = World()
    world.put("email", news(), wait=timedelta(hours=1))

    world.deliver()
    assert not world.receivers["email"].shown
    world.later(hours=1).deliver()
    assert world.receivers["email"].shown == [news().id]


def test_news_of_an_alert_is_told_in_order_though_the_first_has_to_wait() -> None:
    world = World()
    first, second = news(sequence=1), news(sequence=2)
    world.put("email", second)
    world.put("email", first, wait=timedelta(minutes=10))

    world.deliver()
    assert not world.receivers["email"].shown
    world.later(minutes=10).deliver()
    assert world.receivers["email"].shown == [first.id, second.id]


def test_the_gravest_goes_first() -> None:
    world = World()
    for name, severity in (("a", Severity.MEDIUM), ("b", Severity.CRITICAL), ("c", Severity.HIGH)):
        world.put("email", news(name, severity=severity))

    world.deliver()

    order = [world.receivers["email"].texts[name] for name in world.receivers["email"].shown]
    assert [one.alert.signal.subject.value for one in order] == ["b", "c", "a"]


def test_later_news_is_threaded_under_the_first_also_after_a_digest() -> None:
    world = World()
    world.put("slack", news(sequence=1))
    world.deliver()
    world.put("slack", news(sequence=2), held="quiet")
    world.deliver()
    world.put("slack", news(sequence=3))
    world.deliver()

    slack = world.receivers["slack"]
    assert slack.threads == {news(sequence=1).id: "", news(sequence=3).id: f"ts-{news().id}"}
    assert world.proof("slack", news(sequence=2)).thread == f"ts-{news().id}"


def test_what_opens_anew_long_after_begins_a_thread_of_its_own() -> None:
    world = World()
    first, anew, next_one = news(), news(sequence=2, what=Happening.OPENED), news(sequence=3)
    for one in (first, anew, next_one):
        world.put("slack", one)

    world.deliver()

    # Below the message of weeks ago nobody would see it.
    assert world.receivers["slack"].threads[anew.id] == ""
    assert world.receivers["slack"].threads[next_one.id] == f"ts-{anew.id}"


def test_what_was_held_back_goes_out_as_one_digest() -> None:
    world = World()
    held = [news(f"budget {number}", severity=Severity.LOW) for number in range(5)]
    for one in held:
        world.put("email", one, held="digest", wait=timedelta(hours=1))
    world.put("email", news("loud"))

    world.later(hours=1).deliver()

    email = world.receivers["email"]
    [digest] = email.digests
    assert sorted(digest) == sorted(one.id for one in held)
    assert email.shown[0] == news("loud").id
    assert {world.states(one)["email"] for one in held} == {DeliveryState.SENT}


def test_a_large_digest_is_several() -> None:
    world = World()
    for number in range(230):
        world.put("email", news(f"budget {number}", severity=Severity.LOW), held="digest")

    world.deliver()

    email = world.receivers["email"]
    assert sorted(map(len, email.digests)) == [30, 100, 100]
    assert set(email.times().values()) == {1}


def test_after_the_deadline_nothing_is_begun() -> None:
    world = World()
    world.put("email", news("a"))
    world.put("email", news("b"))
    email = world.receivers["email"]
    email.after = [lambda: world.pause(80)]

    world.deliver()
    assert len(email.shown) == 1
    world.deliver()
    assert len(email.shown) == 2


@settings(max_examples=50, deadline=None)
@given(st.permutations([(name, number) for name in "abc" for number in (1, 2, 3)]))
def test_in_whatever_order_news_is_queued_that_of_an_alert_is_told_in_its_own(
    order: list[tuple[str, int]],
) -> None:
    world = World()
    for name, number in order:
        world.put("email", news(name, number))
    world.deliver()

    shown = world.receivers["email"].shown
    for name in "abc":
        mine = [news(name, number).id for number in (1, 2, 3)]
        assert [one for one in shown if one in mine] == mine


@pytest.mark.parametrize("channel", ["slack", "email"])
def test_news_of_a_channel_that_is_gone_is_told_elsewhere(channel: str) -> None:
    world = World()
    world.put("slack", news(sequence=1))
    world.deliver()
    world.put("slack", news(sequence=2))
    without = world.policy.model_copy(update={"channels": world.policy.channels[1:]})

    changed = World(control=world.control, policy=without)
    changed.deliver()
    changed.later(minutes=5).deliver()

    if channel == "slack":
        assert changed.states(news(sequence=2))["slack"] is DeliveryState.DROPPED
        assert not changed.waiting("slack")
    else:
        told = changed.receivers["email"].texts[news(sequence=2).id]
        assert "no longer configured" in told.note
