"""What a channel sends next: one piece of news, or what was held back as one digest."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import takewhile
from typing import Final, NamedTuple

from costgov.domain.alerting.delivery import OutboxItem
from costgov.pipeline.alerting.leasing import Lines, Queued

LARGEST_DIGEST: Final = 100
"""More items than that go out in several digests."""


class Lot(NamedTuple):
    """Items that go out in one message; `digest` names it where it is a digest."""

    items: tuple[Queued, ...]
    digest: str = ""


def due_lots(lines: Lines, now: datetime) -> list[Lot]:
    """What is due, in the order to send it; later news of an alert is due after the earlier.

    What was tried least goes first, so that a message which the receiver cannot stand holds up
    no other alert; then what is gravest, then what is oldest. A digest of unknown outcome is sent
    again as it was, and not mixed with what has come since.
    """
    return sorted(_lots(lines, now), key=_place)


def is_due(item: OutboxItem, now: datetime) -> bool:
    """Whether an item may be sent: its time has come, and nobody else is sending it."""
    return item.not_before <= now and (item.leased_until is None or item.leased_until <= now)


def _lots(lines: Lines, now: datetime) -> Iterator[Lot]:
    held: list[Queued] = []
    doubtful: dict[str, list[Queued]] = {}
    for line in lines.values():
        first = line[0].item
        if not is_due(first, now):
            continue
        if first.digest:
            doubtful.setdefault(first.digest, []).extend(_leading(line, first.digest, now))
        elif first.held:
            held.extend(_leading(line, "", now))
        else:
            yield Lot((line[0],))
    yield from (Lot(tuple(items), digest) for digest, items in doubtful.items())
    if held:
        items = tuple(sorted(held, key=_age)[:LARGEST_DIGEST])
        yield Lot(items, _named(items))


def _leading(line: Sequence[Queued], digest: str, now: datetime) -> Iterable[Queued]:
    """The items at the head of a line that go into a digest: the one of that name, or a new one."""

    def goes(queued: Queued) -> bool:
        item = queued.item
        return is_due(item, now) and item.digest == digest and bool(digest or item.held)

    return takewhile(goes, line)


def _named(items: Sequence[Queued]) -> str:
    names = "\n".join(sorted(queued.item.news.id for queued in items))
    return f"digest-{sha256(names.encode()).hexdigest()[:20]}"


def _age(queued: Queued) -> tuple[datetime, str, int]:
    news = queued.item.news
    return news.at, news.alert.id, news.sequence


def _place(lot: Lot) -> tuple[int, int, datetime, str, int]:
    gravest = max(queued.item.news.alert.signal.severity.rank for queued in lot.items)
    tried = max(queued.item.attempts for queued in lot.items)
    return tried, -gravest, *min(map(_age, lot.items))
