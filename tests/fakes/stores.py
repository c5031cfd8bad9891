"""In-memory stores; tests/contract holds them to the same behaviour as the AWS ones."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5
from pathlib import Path

from costgov.clock import instant_text
from costgov.domain.costs import Ledger, MonthCost, SeriesKey, pack
from costgov.domain.ledgers import Family, covered, group_by_cut, merged_ledgers
from costgov.domain.period import Month, Window
from costgov.errors import NotFound, StoreError, VersionConflict
from costgov.gateways.ports import Document, Page, WriteStats

type CostKey = tuple[SeriesKey, str | None, Month, str]


@dataclass
class InMemoryCostStore:
    """CostStore in a dict; `history` keeps what was replaced, `writes` counts item writes."""

    items: dict[CostKey, MonthCost] = field(default_factory=dict)
    known: list[Ledger] = field(default_factory=list)
    history: list[tuple[str, MonthCost]] = field(default_factory=list)
    writes: int = 0

    def months(
        self, key: SeriesKey, window: Window, value: str | None = None, *, one: bool = False
    ) -> list[MonthCost]:
        wanted = set(window.months())
        return [
            fact
            for (cut, text, month, _), fact in sorted(
                self.items.items(), key=lambda entry: (entry[0][1] or "", entry[0][2])
            )
            if cut == key and month in wanted and (not one or text == value)
        ]

    def replace(
        self,
        source: str,
        months: Sequence[Month],
        facts: Iterable[MonthCost],
        as_of: datetime,
        *,
        only: Collection[Family] | None = None,
    ) -> WriteStats:
        cuts = group_by_cut(facts, source)
        wanted = {(f.key, f.value, f.month, f.source): f for cut in cuts.values() for f in cut}
        stored = {
            key
            for key in self.items
            if key[3] == source and key[2] in set(months) and covered(key[0], only)
        }
        changed = [
            key
            for key, fact in wanted.items()
            if key not in self.items or pack(self.items[key].amounts) != pack(fact.amounts)
        ]
        gone = stored - wanted.keys()
        version = instant_text(as_of)
        for key in [*changed, *gone]:
            if key in self.items:
                self.history.append((version, self.items[key]))
        for key in changed:
            self.items[key] = wanted[key]
        for key in gone:
            del self.items[key]
        self.writes += len(changed) + len(gone)
        delivered = merged_ledgers(self.known, cuts, source, version)
        names = {(ledger.currency, ledger.source) for ledger in delivered}
        kept = [old for old in self.known if (old.currency, old.source) not in names]
        self.known = sorted(kept + delivered, key=lambda old: (old.currency, old.source))
        return WriteStats(len(changed), len(wanted) - len(changed), len(gone))

    def ledgers(self) -> list[Ledger]:
        return list(self.known)


@dataclass
class InMemoryDocumentStore:
    """DocumentStore in a dict; `page_size` forces paging as DynamoDB's 1 MB does."""

    items: dict[tuple[str, str], Document] = field(default_factory=dict)
    page_size: int = 1000
    writes: int = 0

    def get(self, pk: str, sk: str) -> Document | None:
        return self.items.get((pk, sk))

    def put(
        self,
        pk: str,
        sk: str,
        body: str,
        *,
        if_version: int | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        stored = self.items.get((pk, sk))
        version = stored.version if stored else 0
        if if_version is not None and if_version != version:
            raise VersionConflict(f"{pk}/{sk} was written by somebody else")
        self.items[pk, sk] = Document(pk, sk, body, version + 1)
        self.writes += 1
        return version + 1

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        after: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Page:
        found = sorted(
            (d for (p, _), d in self.items.items() if p == pk and d.sk.startswith(prefix)),
            key=lambda document: document.sk,
            reverse=newest_first,
        )
        if after is not None:
            found = [d for d in found if (d.sk < after if newest_first else d.sk > after)]
        size = min(self.page_size, limit or self.page_size)
        more = len(found) > size
        return Page(tuple(found[:size]), found[size - 1].sk if more else None)

    def delete(self, pk: str, sk: str) -> None:
        self.items.pop((pk, sk), None)


@dataclass
class InMemoryObjectStore:
    """ObjectStore in a dict; `types` keeps each object's content type."""

    objects: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    inline: set[str] = field(default_factory=set)
    others: dict[str, "InMemoryObjectStore"] = field(default_factory=dict)
    refuse_writes: bool = False

    def put(self, key: str, body: bytes, content_type: str, *, inline: bool = False) -> None:
        if self.refuse_writes:
            raise StoreError(f"write {key}: AccessDenied: no")
        self.objects[key] = body
        self.types[key] = content_type
        if inline:
            self.inline.add(key)

    def get(self, key: str) -> bytes:
        if key not in self.objects:
            raise NotFound(f"{key} does not exist")
        return self.objects[key]

    def download(self, key: str, path: Path) -> str:
        path.write_bytes(self.get(key))
        return self.etag(key)

    def etag(self, key: str) -> str:
        return md5(self.get(key), usedforsecurity=False).hexdigest()

    def copy_from(self, bucket: str, key: str, to: str) -> None:
        if self.refuse_writes:
            raise StoreError(f"copy to {to}: AccessDenied: no")
        other = self.others[bucket]
        self.objects[to] = other.get(key)
        self.types[to] = other.types[key]


@dataclass
class RecordingPublisher:
    """Publisher that keeps what was sent; the next `failures` calls raise StoreError."""

    sent: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    failures: int = 0

    def publish(self, subject: str, message: str, attributes: Mapping[str, str]) -> str:
        if self.failures:
            self.failures -= 1
            raise StoreError("publish: Throttled: slow down")
        self.sent.append((subject, message, dict(attributes)))
        return f"message-{len(self.sent)}"
