"""Whatever happens in whatever order: no alert twice, no news lost, told twice, or out of order."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from costgov.domain.alerting.alert import AlertState, Happening
from costgov.domain.alerting.delivery import Delivery, DeliveryState
from costgov.domain.alerting.life import Decided
from costgov.domain.alerting.signal import Severity, Signal
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline.alerting.records import (
    deliveries,
    delivery_sort,
    news_sort,
    open_alerts,
    outbox,
)
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.unit.alert_life.story import NIGHT, Story, WatchedStore, one_team, signal

NAMES = ("a", "b", "c")
CHANNELS = ("slack", "pager", "email", "events")
STEPS = ("80", "100", "120")
SIGNALS = st.lists(
    st.builds(
        lambda name, step, severity, strength: signal(
            name, step=step, severity=severity, strength=strength
        ),
        st.sampled_from(NAMES),
        st.sampled_from(STEPS),
        st.sampled_from([*Severity]),
        st.sampled_from(["fires", "fires", "holds"]),
    ),
    max_size=4,
)
JUDGED = st.sampled_from([("budget-limit",), ("budget-limit",), ()])
DECIDED = st.sampled_from(
    [Happening.ACKNOWLEDGED, Happening.SNOOZED, Happening.PLANNED, Happening.REOPENED]
)
KILLED = st.one_of(st.just(0), st.integers(1, 40))


class Killed(BaseException):
    """The end of a function that nothing in it can catch."""


class AlertLife(RuleBasedStateMachine):
    """Runs, decisions, sweeps and deliveries, each of which may be killed at any call."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story(policy=one_team(weekly=2, quiet=NIGHT))
        self.told: dict[tuple[str, str], list[int]] = {}

    def _until_killed(self, fatal: int, doing: Callable[[Story], object]) -> None:
        """Do something on the stored alerts, and be killed at that call (0: not at all)."""

        def kill(number: int) -> None:
            if number == fatal:
                raise Killed

        watched = WatchedStore(self.story.control.items, after=kill)
        with suppress(Killed):
            doing(Story(watched, self.story.policy, self.story.now))

    @rule(signals=SIGNALS, judged=JUDGED, killed=KILLED)
    def run(self, signals: list[Signal], judged: tuple[str, ...], killed: int) -> None:
        self._until_killed(killed, lambda story: story.run(*signals, judged=judged))

    @rule(signals=SIGNALS, killed=KILLED)
    def run_yesterday_again(self, signals: list[Signal], killed: int) -> None:
        yesterday = self.story.today - timedelta(days=1)
        self._until_killed(killed, lambda story: story.run(*signals, as_of=yesterday))

    @rule(what=DECIDED, name=st.sampled_from(NAMES), days=st.integers(1, 20), killed=KILLED)
    def decide(self, what: Decided, name: str, days: int, killed: int) -> None:
        snoozed = what is Happening.SNOOZED
        until = self.story.now + timedelta(days=days) if snoozed else None
        with suppress(NotFound, InvalidInput):
            self._until_killed(killed, lambda story: story.decide(what, name=name, until=until))

    @rule(hours=st.sampled_from([1, 7, 24, 100, 500]))
    def time_passes(self, hours: int) -> None:
        self.story.later(hours=hours)

    @rule(killed=KILLED)
    def sweep(self, killed: int) -> None:
        self._until_killed(killed, Story.sweep)

    @rule(channel=st.sampled_from(CHANNELS))
    def deliver(self, channel: str) -> None:
        """Send what is due, as the deliver function does: proof first, then the item goes."""
        control = self.story.control
        for item in outbox(control).all(channel):
            alert_id, sequence = item.news.alert.id, item.news.sequence
            if item.not_before > self.story.now:
                continue
            proof = Delivery(
                channel=channel,
                alert_id=alert_id,
                sequence=sequence,
                state=DeliveryState.SENT,
                at=self.story.now,
                attempts=1,
            )
            deliveries(control).put(proof, delivery_sort(sequence, channel), alert_id)
            outbox(control).delete(news_sort(alert_id, sequence), channel)
            self.told.setdefault((channel, alert_id), []).append(sequence)

    @invariant()
    def nothing_is_told_twice_or_out_of_order(self) -> None:
        for sequences in self.told.values():
            assert sequences == sorted(set(sequences))

    @invariant()
    def an_alert_is_what_its_history_says(self) -> None:
        for alert in open_alerts(self.story.control).all():
            states = {
                Happening.RESOLVED: {AlertState.RESOLVED},
                Happening.OPENED: {AlertState.OPEN},
                Happening.WOKEN: {AlertState.OPEN},
                Happening.ACKNOWLEDGED: {AlertState.ACKNOWLEDGED},
                Happening.SNOOZED: {AlertState.SNOOZED},
                Happening.PLANNED: {AlertState.PLANNED},
                Happening.UPDATED: {AlertState.OPEN, AlertState.ACKNOWLEDGED},
                Happening.REOPENED: {AlertState.OPEN, AlertState.PLANNED, AlertState.SNOOZED},
            }
            assert alert.state in states[alert.history[-1].what]
            assert (alert.resolved_at is not None) == (alert.state is AlertState.RESOLVED)
            assert [news.sequence for news in alert.unqueued] == [
                *range(alert.news - len(alert.unqueued) + 1, alert.news + 1)
            ]
            assert all(news.alert.unqueued == () for news in alert.unqueued)
            assert alert.opened_at <= alert.updated_at

    @precondition(lambda self: self.story.control.items)
    @rule()
    def after_a_sweep_every_bit_of_news_is_on_its_way_or_told(self) -> None:
        self.story.sweep()
        for alert in open_alerts(self.story.control).all():
            assert alert.unqueued == ()
            waits = {
                item.news.sequence
                for item in outbox(self.story.control).all("events", prefix=f"{alert.id}#")
            }
            had = set(self.told.get(("events", alert.id), ()))
            assert waits | had == set(range(1, alert.news + 1))
            assert not waits & had


AlertLife.TestCase.settings = settings(deadline=None, stateful_step_count=30)
TestAnySequence = AlertLife.TestCase
