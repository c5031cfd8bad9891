"""Delivery: channels that cannot be told by, told by the others."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from costgov.domain.alerting.delivery import ChannelHealth
from costgov.domain.alerting.rules import DeliveryRule
from costgov.domain.alerting.signal import Fact, RuleKind, Severity, Signal, Subject
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict
from costgov.pipeline.alerting.records import channel_healths

CHANNEL: Final = "channel"


def evaluate(rule: DeliveryRule, ground: Ground) -> Verdict:
    """A signal for every channel that fails."""
    return Verdict(tuple(channel_signals(ground.control, rule, ground.now, ground.as_of)))


def channel_signals(
    control: DocumentStore, rule: DeliveryRule, now: datetime, as_of: date
) -> list[Signal]:
    """The same for whoever has just found out: a signal for every channel that fails."""
    if not rule.enabled:
        return []
    return [
        signal
        for health in channel_healths(control).all()
        for signal in _judged(rule, health, now, as_of)
    ]


def _judged(
    rule: DeliveryRule, health: ChannelHealth, now: datetime, as_of: date
) -> Iterator[Signal]:
    failing = health.failing_since
    if failing is None:
        return
    long = now - failing >= timedelta(minutes=rule.after_minutes)
    fires = health.permanent or long
    what = (
        "is refused until somebody changes something" if health.permanent else "cannot be reached"
    )
    yield Signal(
        rule=rule.name,
        kind=RuleKind.DELIVERY,
        subject=Subject(dimension=CHANNEL, value=health.channel),
        period=failing.isoformat(),
        strength="fires" if fires else "holds",
        severity=Severity.HIGH if health.permanent else Severity.MEDIUM,
        title=f"Alerts do not arrive by {health.channel}: it {what}",
        why=f"{rule.name}: it fails for {rule.after_minutes} minutes, or for good",
        facts=tuple(_facts(health)),
        since=failing.date(),
        as_of=as_of,
        step="permanent" if health.permanent else "failing",
        advice="Mend what the error says; what waits is delivered by itself within 24 hours.",
        basis="the receiver's own answers",
    )


def _facts(health: ChannelHealth) -> Iterator[Fact]:
    yield Fact(label="Error", text=health.last_error or "none was given")
    if health.failing_since is not None:
        yield Fact(label="Since", text=f"{health.failing_since:%Y-%m-%d %H:%M} UTC")
    sent = f"{health.last_sent:%Y-%m-%d %H:%M} UTC" if health.last_sent else "never"
    yield Fact(label="Last delivered", text=sent)
