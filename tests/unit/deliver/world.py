"""A control table, receivers that can fail, and a clock that is set: deliveries as stories."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, override

from costgov.domain.alerting.alert import Alert, AlertState, Happening, News, alert_id
from costgov.domain.alerting.channels import (
    EMAIL,
    AlertPolicy,
    PagerDutyChannel,
    SlackChannel,
    SlackWebhookChannel,
)
from costgov.domain.alerting.delivery import ChannelHealth, Delivery, DeliveryState, OutboxItem
from costgov.domain.alerting.signal import RuleKind, Severity, Signal, Subject
from costgov.errors import ChannelUnavailable
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.channel_pass import ChannelPass, DeliverPorts, Tally
from costgov.pipeline.alerting.deliver import Delivered, deliver
from costgov.pipeline.alerting.holding import Hold
from costgov.pipeline.alerting.outbox import put_item, waiting
from costgov.pipeline.alerting.records import (
    ONLY,
    alert_policies,
    channel_healths,
    deliveries,
)
from costgov.pipeline.channels.contract import Receipt, Sender

from tests.fakes.stores import InMemoryDocumentStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
PATIENCE = timedelta(seconds=75)
"""How long a delivery may take, as the function's."""

SLACK = SlackChannel(name="slack", token_secret="/costgov/slack/token", channel="C012")
HOOK = SlackWebhookChannel(name="hook", url_secret="/costgov/slack/hook")
PAGER = PagerDutyChannel(
    name="pager", routing_key_secret="/costgov/pagerduty/key", minimum=Severity.LOW
)
POLICY = AlertPolicy(channels=(SLACK, HOOK, PAGER))

type Fault = Callable[[], None]


def unavailable(retry_after: float | None = None, *, in_doubt: bool = False) -> Fault:
    """The receiver does not answer as it should."""

    def fault() -> None:
        raise ChannelUnavailable("the receiver fails (503)", retry_after, in_doubt=in_doubt)

    return fault


@dataclass
class Receiver(Sender):
    """What people or programs see of a channel.

    While `failing` is set it is called before each message is taken; the next of `after` once it
    was taken, so that its answer is lost. One that tells repeats shows what it has had no second
    time.
    """

    tells_repeats: bool = False
    shown: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    threads: dict[str, str] = field(default_factory=dict)
    failing: Fault | None = None
    after: list[Fault] = field(default_factory=list)
    tries: int = 0
    had: set[str] = field(default_factory=set)
    texts: dict[str, News] = field(default_factory=dict)
    digests: list[tuple[str, ...]] = field(default_factory=list)

    @override
    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        self._take(news.id, [news], repeated=repeated)
        self.threads[news.id] = thread
        return Receipt(f"ts-{news.id}", thread or f"ts-{news.id}")

    @override
    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        self._take(key, [item.news for item in digest], repeated=repeated)
        return Receipt(key, thread=key)

    def _take(self, key: str, told: Sequence[News], *, repeated: bool) -> None:
        self.tries += 1
        if self.failing is not None:
            self.failing()
        if not (self.tells_repeats and key in self.had):
            names = [news.id for news in told]
            self.shown += names
            self.marked += names if repeated else []
            self.texts |= {news.id: news for news in told}
            if key not in names:
                self.digests.append(tuple(names))
        self.had.add(key)
        if self.after:
            self.after.pop(0)()

    def times(self) -> Counter[str]:
        """How often each piece of news was shown."""
        return Counter(self.shown)


def news(
    name: str = "organisation",
    sequence: int = 1,
    at: datetime = NOON,
    severity: Severity = Severity.HIGH,
    **changed: Any,
) -> News:
    """News of the alert on a budget; `name` tells budgets apart."""
    signal = Signal(
        rule="budget-limit",
        kind=RuleKind.BUDGET,
        subject=Subject(dimension="budget", value=name, currency="USD"),
        period="2026-11",
        severity=severity,
        title=f"Budget {name} is $120 over",
        why="above 80 %",
        amount=Decimal(120),
        since=date(2026, 11, 9),
        as_of=DAY,
    )
    alert = Alert(
        id=alert_id(signal),
        signal=signal,
        state=AlertState.OPEN,
        opened_at=NOON,
        updated_at=at,
        news=sequence,
    )
    what = Happening.OPENED if sequence == 1 else Happening.UPDATED
    given = {"alert": alert, "what": what, "sequence": sequence, "at": at}
    return News(**(given | changed))


@dataclass
class World:
    """Everything deliveries need; `now` is the time, and pausing takes it on."""

    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    policy: AlertPolicy = POLICY
    now: datetime = NOON
    receivers: dict[str, Receiver] = field(default_factory=dict)
    pauses: list[float] = field(default_factory=list)
    store: DocumentStore | None = None
    queued: list[News] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in (*(one.name for one in self.policy.channels), "email", "events"):
            telling = name in {"pager", "events"}
            self.receivers.setdefault(name, Receiver(tells_repeats=telling))
        alert_policies(self.control).put(self.policy, ONLY)

    def ports(self) -> DeliverPorts:
        """The ports as of now."""
        return DeliverPorts(
            control=self.store or self.control,
            sender=lambda name, _policy: self.receivers[name],
            clock=lambda: self.now,
            pause=self.pause,
            random=Random(1),
        )

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)

    def later(self, **span: float) -> "World":
        """Let time pass."""
        self.now += timedelta(**span)
        return self

    def put(self, channel: str, one: News, held: str = "", wait: timedelta = timedelta()) -> None:
        """Queue a piece of news."""
        assert put_item(self.control, channel, one, Hold(self.now + wait, held), self.now)
        self.queued.append(one)

    def deliver(self) -> Delivered:
        """One delivery."""
        return deliver(self.ports(), self.now + PATIENCE)

    def deliver_by(self, channel: str) -> Tally:
        """One channel's share of a delivery."""
        return ChannelPass(channel, self.ports(), self.policy, self.now + PATIENCE).run()

    def sweep(self, span: timedelta) -> None:
        """Deliver every five minutes for so long."""
        until = self.now + span
        while self.now < until:
            self.deliver()
            self.later(minutes=5)

    def proof(self, channel: str, one: News) -> Delivery:
        """The proof of a message's end."""
        return next(proof for proof in self.proofs(one) if proof.channel == channel)

    def proofs(self, one: News) -> list[Delivery]:
        """How a piece of news has ended, by channel."""
        found = deliveries(self.control).all(one.alert.id)
        return [proof for proof in found if proof.sequence == one.sequence]

    def states(self, one: News) -> dict[str, DeliveryState]:
        """The same in a word each."""
        return {proof.channel: proof.state for proof in self.proofs(one)}

    def health(self, channel: str) -> ChannelHealth:
        """How a channel does."""
        return channel_healths(self.control).get(channel)

    def waiting(self, channel: str = EMAIL) -> list[OutboxItem]:
        """What a channel has still to tell."""
        return waiting(self.control, channel)
