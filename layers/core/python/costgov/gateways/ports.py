"""What the use cases need from outside, as Protocols; `aws_*.py` and test fakes satisfy them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from costgov.domain.accounts import ListedAccount
from costgov.domain.costs import Ledger, Metric, MonthCost, SeriesKey
from costgov.domain.daily_values import DailyValues
from costgov.domain.documents import Document, Page
from costgov.domain.ledgers import Family
from costgov.domain.measures import CloudWatchSource
from costgov.domain.period import Month, Window
from costgov.domain.resource_use import Use
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Target


@dataclass(frozen=True, slots=True)
class WriteStats:
    """What a replacement changed: items written anew, left as they were, removed."""

    written: int
    unchanged: int
    removed: int

    def __add__(self, other: "WriteStats") -> "WriteStats":
        return WriteStats(
            self.written + other.written,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


class CostReader(Protocol):
    """Cost facts: one item per month of one dimension value from one source."""

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
        """All values of a ledger cut in the window's months, or one value's when `one`.

        With `known_at`, as they were stored at that instant: what has been replaced or removed
        since is read from the history. With `metric`, facts hold the amounts of no other.
        """
        ...

    def ledgers(self, known_at: datetime | None = None) -> list[Ledger]:
        """What each source has delivered per currency, by now or by the instant `known_at`."""
        ...


class CostStore(CostReader, Protocol):
    """Cost facts to read and to write."""

    def replace(
        self,
        source: str,
        months: Sequence[Month],
        facts: Iterable[MonthCost],
        as_of: datetime,
        *,
        only: Collection[Family] | None = None,
    ) -> WriteStats:
        """Make the source's facts of these months equal `facts`.

        With `only`, cuts outside these families (scope kind, dimension) stay as they are: a
        source whose query failed replaces nothing it has not read. Only changed items are
        written; what they replace moves to the history; keys that are no longer there are
        removed and leave a tombstone in the history.

        A replacement that fails half-way has lost nothing: made again, at the same instant or a
        later one, it ends as if it had been made once.

        Raises:
            StoreError: facts that cannot be stored together, or the store refused.
        """
        ...


class DocumentStore(Protocol):
    """Versioned JSON documents, found by partition and sort key."""

    def get(self, pk: str, sk: str) -> Document | None:
        """One document."""
        ...

    def put(
        self,
        pk: str,
        sk: str,
        body: str,
        *,
        if_version: int | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        """Write and return the new version.

        `if_version` 0 demands that nothing is stored yet, n that version n is.

        Raises:
            VersionConflict: the stored version is another one.
        """
        ...

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        after: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Page:
        """A partition's documents in sort-key order (reversed when `newest_first`)."""
        ...

    def delete(self, pk: str, sk: str, *, if_version: int | None = None) -> None:
        """Remove one document; without `if_version` nothing happens when there is none.

        Raises:
            VersionConflict: the stored version is not `if_version`.
        """
        ...


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What a bucket knows of an object without reading it; `version` where it keeps versions."""

    key: str
    size: int
    etag: str
    last_modified: datetime
    version: str | None = None


class ObjectStore(Protocol):
    """One bucket."""

    def put(self, key: str, body: bytes, content_type: str, *, inline: bool = False) -> None:
        """Write an object; `inline` makes a browser show it."""
        ...

    def get(self, key: str) -> bytes:
        """An object's bytes; raises NotFound."""
        ...

    def download(self, key: str, path: Path, *, if_etag: str | None = None) -> str:
        """Stream an object to a file; returns its ETag.

        Raises:
            NotFound: there is no such object.
            VersionConflict: its ETag is not `if_etag`: it was overwritten.
        """
        ...

    def beginning(self, key: str, length: int) -> bytes:
        """The first bytes of an object, all of it if it is shorter; raises NotFound."""
        ...

    def ending(self, key: str, length: int) -> bytes:
        """The last bytes of an object, all of it if it is shorter; raises NotFound."""
        ...

    def head(self, key: str) -> ObjectInfo:
        """The object as it is now, without reading it; raises NotFound."""
        ...

    def listing(self, prefix: str) -> Iterator[ObjectInfo]:
        """Every object whose key begins so, in the order of their keys; without versions."""
        ...

    def copy_from(self, bucket: str, key: str, to: str, *, if_etag: str | None = None) -> None:
        """Copy an object of another bucket here without passing it through memory.

        Raises:
            VersionConflict: its ETag is not `if_etag`: it was overwritten.
        """
        ...


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """A query that is done: what it is called, the bytes it scanned, and where its rows are."""

    query_id: str
    scanned_bytes: int
    rows_key: str


class QueryEngine(Protocol):
    """SQL over the objects of the exports bucket."""

    def answer(self, sql: str, token: str) -> QueryAnswer:
        """Run a statement to its end, or go on waiting for the one that has this token.

        Raises:
            QueryUnderWay: it is not done yet; ask again later with the same token.
            SourceError: it failed, was cancelled, or cannot be run.
        """
        ...

    def download(self, answer: QueryAnswer, path: Path) -> None:
        """Write a SELECT's rows to a file: CSV with a header, null empty and text in quotes."""
        ...


@dataclass(frozen=True, slots=True)
class CostQuery:
    """One GetCostAndUsage request, daily; `group_by` holds at most two (type, key)."""

    name: str
    window: Window
    group_by: tuple[tuple[str, str], ...]
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CostPage:
    """One response page: the body as received, and the token of the next page."""

    body: Mapping[str, Any]
    next_token: str | None


class CostExplorer(Protocol):
    """Cost Explorer of the payer account; every page costs money."""

    def page(self, query: CostQuery, token: str | None) -> CostPage:
        """One page of costs.

        Raises:
            SourceThrottled, SourceUnreachable, SourceDenied, SourceUnavailable, QueryRestart
        """
        ...

    def cost_allocation_tags(self, token: str | None) -> CostPage:
        """One page of the activated cost-allocation tags; raises as `page` does."""
        ...

    def anomalies(self, window: Window, token: str | None) -> CostPage:
        """One page of what AWS has found whose last day is in the window; raises as `page`."""
        ...

    def cost_categories(self, window: Window, token: str | None) -> CostPage:
        """One page of the cost categories that have cost in the window; raises as `page` does."""
        ...


@dataclass(frozen=True, slots=True)
class MetricAnswer:
    """Digests and daily use by resource id.

    `incomplete` names the resources of which the source withheld points it has; those whose earlier
    days were withheld have no use, so that these are asked for again.
    """

    digests: Mapping[str, tuple[MetricDigest, ...]]
    incomplete: tuple[str, ...] = ()
    use: Mapping[str, Use] = field(default_factory=dict)


class Inventory(Protocol):
    """Resources and their metrics in one account and region."""

    def instances(self, target: Target, as_of: date) -> list[Resource]:
        """EC2 instances in every state, without digests; raises SourceError."""
        ...

    def digests(
        self,
        target: Target,
        resources: Sequence[Resource],
        window: Window,
        since: Mapping[str, date] | None = None,
    ) -> Iterator[MetricAnswer]:
        """CPU and memory digests of the window's days, some resources at a time.

        Daily use comes with them: of the window's days, and for those in `since` from that day on.
        Together the answers hold every resource once. Raises SourceError; what came before stays
        good.
        """
        ...

    def values(
        self, target: Target, sources: Mapping[str, CloudWatchSource], windows: Mapping[str, Window]
    ) -> Mapping[str, DailyValues]:
        """Daily values of metrics by name, each over its own window; raises SourceError.

        One of which the source withheld points is not among them; one without points is empty.
        """
        ...

    def group_load(
        self, target: Target, groups: Sequence[str], window: Window
    ) -> Mapping[str, Mapping[datetime, Decimal]]:
        """Hourly average CPU in percent of Auto Scaling groups over the window's days.

        Answers and errors as of `values`.
        """
        ...


class Organization(Protocol):
    """AWS Organizations of the payer account."""

    def accounts(self) -> list[ListedAccount]:
        """Every account, in whatever state it is.

        Raises:
            NoOrganization: the account we run in belongs to none.
            SourceError: Organizations did not answer, or not us.
        """
        ...
