"""Deliver: takes what is due in the outbox to its channels, each on its own, and keeps the proof.

What is told at least once and shown once hangs on three writes: an item is leased before it is
sent, proven after, and removed last. A kill between any two leaves either an item that was not
sent, one in doubt, or one that is proven and only has to be removed.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final, NamedTuple

from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.alerting.delivery import ChannelHealth
from costgov.domain.alerting.rules import DeliveryRule
from costgov.pipeline.alerting.channel_pass import ChannelPass, DeliverPorts, Tally
from costgov.pipeline.alerting.evaluate.delivery import channel_signals
from costgov.pipeline.alerting.life import Findings, rouse
from costgov.pipeline.alerting.outbox import queue
from costgov.pipeline.alerting.records import channel_healths
from costgov.pipeline.alerting.routing import channel_names, policy_of
from costgov.pipeline.alerting.rule_records import rules_in_force
from costgov.pipeline.alerting.telling import Teller
from costgov.pipeline.alerting.watch import take_waiting

_AT_ONCE: Final = 16
"""Channels that are sent to side by side: a slow one holds up no other."""


class Delivered(NamedTuple):
    """What became of each channel's outbox, and how much news was only now queued."""

    queued: int
    channels: tuple[Tally, ...]

    @property
    def sent(self) -> int:
        """How many messages a receiver took."""
        return sum(tally.sent for tally in self.channels)


def deliver(ports: DeliverPorts, deadline: datetime) -> Delivered:
    """Take in posted alarms, queue what still stands with its alert, and send what is due.

    That a channel fails, or does so no longer, is told by the others at once. Safe beside others
    that do the same. After the deadline nothing is begun.

    Raises:
        ExceptionGroup: of channels whose passes broke off, after all others are done; what they
            had leased is in doubt and sent again later.
        StoreError: the store refused what is no single channel's.
    """
    control, now = ports.control, ports.clock()
    policy = policy_of(control)
    take_waiting(control, _Here(), now)
    queued = queue(control, rouse(control, now), policy, now)
    before = channel_healths(control).all()
    names = _names(policy, before)

    def round_of_all() -> tuple[Tally, ...]:
        return _side_by_side([ChannelPass(name, ports, policy, deadline) for name in names])

    tallies = round_of_all()
    failed = any(health.failing_since for health in before)
    if (failed or any(tally.failure for tally in tallies)) and (told := _tell(ports, policy)):
        queued += told
        tallies += round_of_all()
    return Delivered(queued, tallies)


def _names(policy: AlertPolicy, healths: Iterable[ChannelHealth]) -> tuple[str, ...]:
    """Every channel that is configured or was: what waits for one that is gone goes elsewhere."""
    seen = (health.channel for health in healths)
    return tuple(dict.fromkeys((*channel_names(policy), *seen)))


def _side_by_side(passes: Sequence[ChannelPass]) -> tuple[Tally, ...]:
    with ThreadPoolExecutor(max_workers=min(_AT_ONCE, len(passes))) as pool:
        running = [pool.submit(one.run) for one in passes]
    broken = [error for one in running if (error := one.exception()) is not None]
    if broken:
        raise BaseExceptionGroup("channels broke off", broken)
    return tuple(one.result() for one in running)


class _Here:
    """Nobody has to be woken: who would be is delivering."""

    def wake(self) -> None:
        """See Wake.wake."""


def _tell(ports: DeliverPorts, policy: AlertPolicy) -> int:
    """Open, update and end the alerts about channels that fail; how many messages that makes."""
    control, now = ports.control, ports.clock()
    rules = [rule for rule in rules_in_force(control) if isinstance(rule, DeliveryRule)]
    signals = [
        signal for rule in rules for signal in channel_signals(control, rule, now, now.date())
    ]
    findings = Findings(now.date(), signals, judged={rule.name for rule in rules})
    return Teller(control, policy, _Here()).tell(findings, now)
