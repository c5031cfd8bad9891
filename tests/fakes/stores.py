"""In-memory stores; tests/contract holds them to the same behaviour as the AWS ones."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from threading import RLock

from costgov.clock import instant_text
from costgov.domain.costs import Ledger, Metric, MonthCost, SeriesKey
from costgov.domain.documents import Document, Page
from costgov.domain.ledgers import Family, covered, group_by_cut, known_then, merged_ledgers
from costgov.domain.packing import pack, pack_quantities
from costgov.domain.period import Month, Window
from costgov.errors import NotFound, StoreError, VersionConflict
from costgov.gateways.ports import ObjectInfo, WriteStats

type CostKey = tuple[SeriesKey, str | None, Month, str]


@dataclass(frozen=True)
class Replaced[T]:
    """What was known from `version` until `until`, or still is."""

    what: T
    version: str
    until: str | None


@dataclass
class InMemoryCostStore:
    """CostStore in dicts; `history` keeps what was replaced, `writes` counts item writes.

    The next `refusals` replacements write nothing and fail, as on a throttled table.
    """

    items: dict[CostKey, MonthCost] = field(default_factory=dict)
    versions: dict[CostKey, str] = field(default_factory=dict)
    known: dict[tuple[str, str], Ledger] = field(default_factory=dict)
    history: list[Replaced[MonthCost]] = field(default_factory=list)
    ledger_history: list[Replaced[Ledger]] = field(default_factory=list)
    writes: int = 0
    refusals: int = 0

    def months(
        self,
        key: SeriesKey,
        window: Window,
        value: str | None = None,
        *,
        one: bool = False,
        known_at: datetime | None = None,
        metric: Metric | None = None,
    ) -> list[MonthCost]:
        wanted = set(window.months())
        found = self.items if known_at is None else self._known_then(instant_text(known_at))
        return [
            _of_metric(fact, metric)
            for (cut, text, month, _), fact in sorted(
                found.items(), key=lambda entry: (entry[0][1] or "", entry[0][2])
            )
            if cut == key and month in wanted and (not one or text == value)
        ]

    def _known_then(self, instant: str) -> dict[CostKey, MonthCost]:
        earlier = {
            _place(old.what): old.what
            for old in self.history
            if known_then(old.version, old.until, instant)
        }
        current = {
            place: fact
            for place, fact in self.items.items()
            if known_then(self.versions[place], None, instant)
        }
        return earlier | current

    def replace(
        self,
        source: str,
        months: Sequence[Month],
        facts: Iterable[MonthCost],
        as_of: datetime,
        *,
        only: Collection[Family] | None = None,
    ) -> WriteStats:
        if self.refusals:
            self.refusals -= 1
            raise StoreError("costs left 25 items unwritten after 12 tries")
        cuts = group_by_cut(facts, source, frozenset(months), only)
        wanted = {_place(fact): fact for cut in cuts.values() for fact in cut}
        stored = {
            key
            for key in self.items
            if key[3] == source and key[2] in set(months) and covered(key[0], only)
        }
        changed = [
            key
            for key, fact in wanted.items()
            if key not in self.items or _content(self.items[key]) != _content(fact)
        ]
        gone = stored - wanted.keys()
        version = instant_text(as_of)
        for key in [*changed, *gone]:
            if key in self.items:
                self.history.append(Replaced(self.items[key], self.versions[key], version))
        for key in changed:
            self.items[key] = wanted[key]
            self.versions[key] = version
        for key in gone:
            del self.items[key], self.versions[key]
        self.writes += len(changed) + len(gone)
        self._widen_ledgers(cuts, source, version)
        return WriteStats(len(changed), len(wanted) - len(changed), len(gone))

    def _widen_ledgers(
        self, cuts: Mapping[SeriesKey, Sequence[MonthCost]], source: str, version: str
    ) -> None:
        for ledger in merged_ledgers(list(self.known.values()), cuts, source, version):
            name = (ledger.currency, ledger.source)
            before = self.known.get(name)
            if before and before.delivered_at < version:
                self.ledger_history.append(Replaced(before, before.delivered_at, version))
            self.known[name] = ledger

    def ledgers(self, known_at: datetime | None = None) -> list[Ledger]:
        if known_at is None:
            return [self.known[name] for name in sorted(self.known)]
        instant = instant_text(known_at)
        found = [
            *(
                old.what
                for old in self.ledger_history
                if known_then(old.version, old.until, instant)
            ),
            *(now for now in self.known.values() if known_then(now.delivered_at, None, instant)),
        ]
        return sorted(found, key=lambda ledger: (ledger.currency, ledger.source))


def _of_metric(fact: MonthCost, metric: Metric | None) -> MonthCost:
    if metric is None:
        return fact
    kept = {key: by_day for key, by_day in fact.amounts.items() if key[1] is metric}
    return replace(fact, amounts=kept)


def _place(fact: MonthCost) -> CostKey:
    return fact.key, fact.value, fact.month, fact.source


def _content(fact: MonthCost) -> tuple[object, object]:
    return pack(fact.amounts), pack_quantities(fact.quantities)


@dataclass
class InMemoryDocumentStore:
    """DocumentStore in a dict; `page_size` forces paging as DynamoDB's 1 MB does.

    Each call is done as a whole, whatever other threads do.
    """

    items: dict[tuple[str, str], Document] = field(default_factory=dict)
    page_size: int = 1000
    writes: int = 0
    lock: RLock = field(default_factory=RLock, repr=False, compare=False)

    def __deepcopy__(self, _memo: object) -> "InMemoryDocumentStore":
        return InMemoryDocumentStore(dict(self.items), self.page_size, self.writes)

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
        with self.lock:
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
        with self.lock:
            stored = list(self.items.items())
        found = sorted(
            (d for (p, _), d in stored if p == pk and d.sk.startswith(prefix)),
            key=lambda document: document.sk,
            reverse=newest_first,
        )
        if after is not None:
            found = [d for d in found if (d.sk < after if newest_first else d.sk > after)]
        size = min(self.page_size, limit or self.page_size)
        more = len(found) > size
        return Page(tuple(found[:size]), found[size - 1].sk if more else None)

    def delete(self, pk: str, sk: str, *, if_version: int | None = None) -> None:
        with self.lock:
            stored = self.items.get((pk, sk))
            if if_version is not None and (stored is None or stored.version != if_version):
                raise VersionConflict(f"{pk}/{sk} was written by somebody else")
            self.items.pop((pk, sk), None)


@dataclass
class InMemoryObjectStore:
    """ObjectStore in a dict; `types` keeps each object's content type.

    `now` is when the next write happens.
    """

    objects: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    inline: set[str] = field(default_factory=set)
    others: dict[str, "InMemoryObjectStore"] = field(default_factory=dict)
    refuse_writes: bool = False
    now: datetime = datetime(2026, 10, 20, tzinfo=UTC)
    modified: dict[str, datetime] = field(default_factory=dict)

    def put(self, key: str, body: bytes, content_type: str, *, inline: bool = False) -> None:
        if self.refuse_writes:
            raise StoreError(f"write {key}: AccessDenied: no")
        self.objects[key] = body
        self.types[key] = content_type
        self.modified[key] = self.now
        if inline:
            self.inline.add(key)

    def get(self, key: str) -> bytes:
        if key not in self.objects:
            raise NotFound(f"{key} does not exist")
        return self.objects[key]

    def download(self, key: str, path: Path, *, if_etag: str | None = None) -> str:
        found = self.head(key)
        self._refuse_overwritten(found, if_etag)
        path.write_bytes(self.objects[key])
        return found.etag

    def beginning(self, key: str, length: int) -> bytes:
        return self.get(key)[:length]

    def ending(self, key: str, length: int) -> bytes:
        return self.get(key)[-length:]

    def head(self, key: str) -> ObjectInfo:
        body = self.get(key)
        etag = md5(body, usedforsecurity=False).hexdigest()
        return ObjectInfo(key, len(body), etag, self.modified.get(key, self.now))

    def listing(self, prefix: str) -> Iterator[ObjectInfo]:
        return (self.head(key) for key in sorted(self.objects) if key.startswith(prefix))

    def copy_from(self, bucket: str, key: str, to: str, *, if_etag: str | None = None) -> None:
        if self.refuse_writes:
            raise StoreError(f"copy to {to}: AccessDenied: no")
        other = self.others[bucket]
        self._refuse_overwritten(other.head(key), if_etag)
        self.put(to, other.get(key), other.types[key])

    def _refuse_overwritten(self, found: ObjectInfo, if_etag: str | None) -> None:
        if if_etag not in {None, found.etag}:
            raise VersionConflict(f"{found.key} was overwritten while it was read")
