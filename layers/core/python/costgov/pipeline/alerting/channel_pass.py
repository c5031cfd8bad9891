"""One channel's share of a delivery: sends what is due until it fails, is done or out of time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from random import Random
from typing import Final, NamedTuple

from costgov.clock import Clock
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.alerting.delivery import (
    ChannelHealth,
    DeliveryState,
    OutboxItem,
    back_off,
)
from costgov.errors import ChannelError, ChannelRefused, ChannelUnavailable, MessageRefused
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.channel_healths import forget_health, note_health
from costgov.pipeline.alerting.endings import give_up, prove_sent
from costgov.pipeline.alerting.leasing import (
    Leased,
    Lines,
    Queued,
    lease,
    lines_of,
    proof_of,
    release,
    remove,
    thread_before,
)
from costgov.pipeline.alerting.lots import Lot, due_lots
from costgov.pipeline.alerting.routing import channel_names
from costgov.pipeline.channels.contract import Receipt, Sender

_LONGEST_PAUSE: Final = 30.0
_PAUSES: Final = 5
"""A receiver that says when to come back is waited for so long (seconds) and so often in a row."""

_GONE: Final = "the channel is no longer configured"


class DeliverPorts(NamedTuple):
    """What delivering needs: the control table, a sender per channel, the clock, chance."""

    control: DocumentStore
    sender: Callable[[str, AlertPolicy], Sender]
    clock: Clock
    pause: Callable[[float], None]
    random: Random


@dataclass(slots=True)
class Tally:
    """What became of a channel's outbox; `failure` is why the channel was left alone."""

    channel: str
    sent: int = 0
    repeated: int = 0
    given_up: int = 0
    failure: str = ""

    @property
    def happened(self) -> bool:
        """Whether anything came of the pass."""
        return bool(self.sent or self.given_up or self.failure)


@dataclass(slots=True)
class ChannelPass:
    """Sends a channel's outbox, in order of each alert's news."""

    channel: str
    ports: DeliverPorts
    policy: AlertPolicy
    deadline: datetime
    _lines: Lines = field(init=False, default_factory=dict)
    _tally: Tally = field(init=False)
    _last_sent: datetime | None = field(init=False, default=None)
    _warning: str = field(init=False, default="")
    _pauses: int = field(init=False, default=0)

    def run(self) -> Tally:
        """Send what is due.

        Raises:
            StoreError: the store refused; what was leased is in doubt and sent again later.
        """
        self._tally = Tally(self.channel)
        self._lines = lines_of(self._control, self.channel)
        if self.channel not in channel_names(self.policy):
            self._drop()
        elif self._lines:
            # The record of a channel is how its outbox is found once it is configured no more.
            health = note_health(self._control, self.channel, lambda found: found)
            self._give_up(health)
            if health.next_try is None or health.next_try <= self._now():
                self._send_all()
        return self._tally

    @property
    def _control(self) -> DocumentStore:
        return self.ports.control

    def _now(self) -> datetime:
        return self.ports.clock()

    def _send_all(self) -> None:
        sender = self.ports.sender(self.channel, self.policy)
        while self._now() < self.deadline and (lots := due_lots(self._lines, self._now())):
            for lot in takewhile(lambda _: self._now() < self.deadline, lots):
                leased = list(self._leased(lot))
                if leased and not self._send(sender, leased, lot.digest):
                    return
        self._note_sent()

    def _leased(self, lot: Lot) -> Iterator[Leased]:
        """What of a lot is ours to send: not somebody else's, and not told already."""
        for queued in lot.items:
            if queued.item.news.alert.id not in self._lines:
                continue  # what comes before it is in other hands
            leased = lease(self._control, queued, self._now(), lot.digest)
            if leased is None:
                self._leave(queued.item)
            elif proof_of(self._control, leased.item) is not None:
                remove(self._control, leased.item)
                self._done(leased.item)
            else:
                yield leased

    def _send(self, sender: Sender, leased: Sequence[Leased], digest: str) -> bool:
        """Send a lot; whether the channel goes on."""
        repeated = any(one.doubtful for one in leased)
        threads = [thread_before(self._control, one.item) for one in leased]
        try:
            receipt = _sent(sender, leased, digest, threads[0], repeated=repeated)
        except MessageRefused as error:
            for one in leased:
                self._end(one, DeliveryState.REFUSED, str(error))
            return True
        except ChannelRefused as error:
            self._put_back(leased, error, in_doubt=False)
            self._note_failure(str(error), None, permanent=True)
            return False
        except ChannelUnavailable as error:
            self._put_back(leased, error, in_doubt=error.in_doubt)
            return self._comes_back(error)
        self._pauses, self._last_sent, self._warning = 0, self._now(), receipt.warning
        for one, thread in zip(leased, threads, strict=True):
            prove_sent(self._control, one, receipt, thread, self._last_sent)
            self._tally.sent += 1
            self._tally.repeated += one.doubtful
        for one in leased:
            remove(self._control, one.item)
            self._done(one.item)
        return True

    def _comes_back(self, error: ChannelUnavailable) -> bool:
        """Wait for a receiver that says when; leave any other alone for a while."""
        wait = error.retry_after
        short = wait is not None and wait <= _LONGEST_PAUSE and self._pauses < _PAUSES
        if wait is not None and short and self._now() + timedelta(seconds=wait) < self.deadline:
            self._pauses += 1
            self.ports.pause(wait)
            return True
        self._note_failure(str(error), wait, permanent=False)
        return False

    def _put_back(self, leased: Iterable[Leased], error: ChannelError, *, in_doubt: bool) -> None:
        for one in leased:
            doubtful_since = self._now() if in_doubt or one.doubtful else None
            back = release(self._control, one, str(error), doubtful_since=doubtful_since)
            if back is None:
                self._leave(one.item)
            else:
                self._replace(one.item, [back])

    def _leave(self, item: OutboxItem) -> None:
        """An alert whose news somebody else has taken or changed waits for the next delivery."""
        self._lines.pop(item.news.alert.id, None)

    def _done(self, item: OutboxItem) -> None:
        self._replace(item, [])

    def _replace(self, item: OutboxItem, by: Sequence[Queued]) -> None:
        """Put what has become of an item in its place."""
        name, sequence = item.news.alert.id, item.news.sequence
        line = self._lines.pop(name, [])
        left = [
            now for one in line for now in (by if one.item.news.sequence == sequence else [one])
        ]
        if left:
            self._lines[name] = left

    def _give_up(self, health: ChannelHealth) -> None:
        """End what was tried for a day, and have another channel tell it.

        What is as old because nothing was delivered at all, by no fault of the channel, is tried.
        """
        now, fails = self._now(), health.failing_since is not None

        def is_over(queued: Queued) -> bool:
            return queued.item.gives_up_at <= now and (fails or queued.item.attempts > 0)

        for line in list(self._lines.values()):
            for queued in takewhile(is_over, list(line)):
                error = queued.item.last_error or "not delivered within 24 hours"
                if not self._end_queued(queued, DeliveryState.EXPIRED, error):
                    break

    def _drop(self) -> None:
        """End what waits for a channel that is not there any more, and forget the channel."""
        ended = [
            self._end_queued(queued, DeliveryState.DROPPED, _GONE)
            for line in list(self._lines.values())
            for queued in list(line)
        ]
        if all(ended):
            forget_health(self._control, self.channel)

    def _end_queued(self, queued: Queued, state: DeliveryState, error: str) -> bool:
        """End an item that nobody is sending; whether that was possible."""
        until = queued.item.leased_until
        if until is not None and until > self._now():
            return False
        leased = lease(self._control, queued, self._now(), queued.item.digest)
        if leased is None:
            return False
        if proof_of(self._control, leased.item) is None:
            self._end(leased, state, error)
        else:
            remove(self._control, leased.item)
            self._done(leased.item)
        return True

    def _end(self, leased: Leased, state: DeliveryState, error: str) -> None:
        give_up(self._control, self.policy, leased, (state, error), self._now())
        self._done(leased.item)
        self._tally.given_up += 1

    def _note_sent(self) -> None:
        if (at := self._last_sent) is not None:
            warning = self._warning
            note_health(self._control, self.channel, lambda found: found.sent(at, warning))

    def _note_failure(self, error: str, retry_after: float | None, *, permanent: bool) -> None:
        self._tally.failure = error
        now, chance = self._now(), self.ports.random.random()

        def failed(found: ChannelHealth) -> ChannelHealth:
            at = self._last_sent
            before = found if at is None else found.sent(at, self._warning)
            wait = back_off(before.failures + 1, retry_after, chance)
            return before.failed(now, error, wait, permanent=permanent)

        note_health(self._control, self.channel, failed)


def _sent(
    sender: Sender, leased: Sequence[Leased], digest: str, thread: str, *, repeated: bool
) -> Receipt:
    if digest:
        return sender.send_digest([one.item for one in leased], digest, repeated=repeated)
    [only] = leased
    return sender.send(only.item.news, thread, repeated=repeated)
