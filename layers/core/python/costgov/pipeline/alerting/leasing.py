"""Items of an outbox while they are sent: leased, proven, released, each by a conditional write.

A lease lasts longer than a function may run, so that one which has ended without a proof says that
whoever held it is gone; whether the receiver has the message is then in doubt.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from costgov.domain.alerting.alert import Happening
from costgov.domain.alerting.delivery import Delivery, OutboxItem
from costgov.errors import NotFound, VersionConflict
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.records import deliveries, delivery_sort, news_sort, outbox

LEASE: Final = timedelta(minutes=3)
"""Longer than the deliver function's time-out (infra/stacks/alerts.py)."""

KEPT_FOR: Final = timedelta(days=400)
"""So long the proof of a message's end is kept."""

_THREADS_BACK: Final = 20
"""So many pieces of news are looked back for the thread of an alert."""

type Lines = dict[str, list["Queued"]]


class Queued(NamedTuple):
    """An item as it was read or written, and the version it has."""

    item: OutboxItem
    version: int


class Leased(NamedTuple):
    """An item that is ours to send; `doubtful` whether an earlier try may have told it."""

    item: OutboxItem
    version: int
    doubtful: bool


def lines_of(control: DocumentStore, channel: str) -> Lines:
    """What waits in a channel's outbox, in order, by alert: the first of each is next."""
    lines: Lines = {}
    for queued in _queued(control, channel):
        lines.setdefault(queued.item.news.alert.id, []).append(queued)
    return lines


def _queued(control: DocumentStore, channel: str) -> Iterator[Queued]:
    table, after = outbox(control), None
    while True:
        page = control.query(table.partition(channel), after=after)
        yield from (Queued(table.read(one), one.version) for one in page.documents)
        if (after := page.next_after) is None:
            return


def lease(control: DocumentStore, queued: Queued, now: datetime, digest: str = "") -> Leased | None:
    """Take an item to send it; None where somebody else has taken, changed or ended it."""
    item = queued.item.leased(now + LEASE, digest)
    try:
        version = _put(control, item, queued.version)
    except VersionConflict:
        return None
    return Leased(item, version, queued.item.in_doubt)


def release(
    control: DocumentStore, leased: Leased, error: str, *, doubtful_since: datetime | None
) -> Queued | None:
    """Put back what was not told; None where somebody else has changed it."""
    item = leased.item.released(error, doubtful_since)
    try:
        return Queued(item, _put(control, item, leased.version))
    except VersionConflict:
        return None


def proof_of(control: DocumentStore, item: OutboxItem) -> Delivery | None:
    """How an item has ended, None where that is not known."""
    return _proof(control, item, item.news.sequence)


def prove(control: DocumentStore, delivery: Delivery) -> None:
    """Keep how an item ended; the first proof stands."""
    table, sort = deliveries(control), delivery_sort(delivery.sequence, delivery.channel)
    until = delivery.at + KEPT_FOR
    with suppress(VersionConflict):
        table.put(delivery, sort, delivery.alert_id, if_version=0, expires_at=until)


def remove(control: DocumentStore, item: OutboxItem) -> None:
    """Take an item that has a proof out of its outbox."""
    outbox(control).delete(_sort(item), item.channel)


def thread_before(control: DocumentStore, item: OutboxItem) -> str:
    """The thread that earlier news of the alert has on the channel, "" if it has none.

    What opens an alert begins a thread, also where it goes on counting the news of an earlier life.
    """
    if item.news.what is Happening.OPENED:
        return ""
    last = item.news.sequence - 1
    for sequence in range(last, max(0, last - _THREADS_BACK), -1):
        if (proof := _proof(control, item, sequence)) is not None:
            return proof.thread
    return ""


def _proof(control: DocumentStore, item: OutboxItem, sequence: int) -> Delivery | None:
    sort = delivery_sort(sequence, item.channel)
    try:
        return deliveries(control).get(sort, item.news.alert.id)
    except NotFound:
        return None


def _put(control: DocumentStore, item: OutboxItem, version: int) -> int:
    return outbox(control).put(item, _sort(item), item.channel, if_version=version)


def _sort(item: OutboxItem) -> str:
    return news_sort(item.news.alert.id, item.news.sequence)
