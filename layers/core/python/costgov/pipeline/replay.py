"""Rebuilds the cost facts from the evidence alone, in the order in which they were stored.

Every complete Cost Explorer query and every billing delivery was stored at an instant that its
evidence names. Handed to an empty store in that order they make every item again: what is known
now, its history with the tombstones, and the ledgers. Queries that broke off were not stored then
and are not now. What was received whole counts as stored, also where the store refused it then.
"""

import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from costgov.collectors.billing.statement import read_statement
from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_facts import Book
from costgov.collectors.cost_explorer_plan import PlannedQuery
from costgov.collectors.cost_explorer_shapes import shape_of
from costgov.domain.period import Month, Window, parse_day, parse_instant
from costgov.errors import BillingFileError, InvalidInput, NotFound, SourceError
from costgov.gateways.ports import CostStore, ObjectStore
from costgov.pipeline import billing_evidence, cost_evidence
from costgov.pipeline.billing_evidence import DeliveryEvidence
from costgov.pipeline.evidence import kept_json

_PAGE: Final = re.compile(
    rf"{cost_evidence.PREFIX}[^/]+/(?P<version>[^/]+)/(?P<query>[^/]+)/[^/]+"
    r"/(?P<page>\d+)-(?P<attempt>\d+)\.json\.gz"
)
_DELIVERY: Final = re.compile(rf"{billing_evidence.PREFIX}(?P<version>[^/]+)/[^/]+\.json\.gz")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What was stored at once: the pages of a query in their order, or a delivery's record."""

    version: str
    keys: tuple[str, ...]

    @property
    def is_query(self) -> bool:
        """Whether Cost Explorer's pages tell of it, not a billing file."""
        return self.keys[0].startswith(cost_evidence.PREFIX)

    @property
    def name(self) -> str:
        """Where it is in the evidence."""
        return self.keys[0].rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Unread:
    """Evidence that tells of nothing stored, or of nothing that can be read any more."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many queries and deliveries were stored again, and what was not."""

    queries: int
    deliveries: int
    unread: tuple[Unread, ...]


type Step = Callable[[int, int, str], None]


class _NotStored(Exception):
    """An entry that was not stored when it was new; the reason is its text."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The use case: `costs` is an empty store; billing files are read in `memory_limit_mb`."""

    evidence: ObjectStore
    costs: CostStore
    memory_limit_mb: int

    def run(self, step: Step) -> Replayed:
        """Store everything again; `step` is told how many of how many come next, and which.

        Raises:
            StoreError: the evidence cannot be listed, or the store refused.
        """
        entries, unread = entries_of(self.evidence)
        queries = deliveries = 0
        for number, entry in enumerate(entries):
            step(number, len(entries), entry.name)
            try:
                if entry.is_query:
                    self._query(entry)
                    queries += 1
                else:
                    self._delivery(entry)
                    deliveries += 1
            except (_NotStored, SourceError, BillingFileError, InvalidInput, NotFound) as error:
                unread.append(Unread(entry.name, str(error)))
        return Replayed(queries, deliveries, tuple(unread))

    def _query(self, entry: Entry) -> None:
        pages = [kept_json(self.evidence, key) for key in entry.keys]
        first = pages[0]
        if "group_by" not in first:
            raise _NotStored("a list of names is no cost")
        if [page["page"] for page in pages] != list(range(1, len(pages) + 1)):
            raise _NotStored("a page is missing")
        if not pages[-1]["last"]:
            raise _NotStored("the query broke off")
        window = Window(parse_day(first["start"]), parse_day(first["end"]))
        book = Book(PlannedQuery(shape_of(first["group_by"]), window))
        for page in pages:
            book.add(page["body"])
        self.costs.replace(
            SOURCE,
            list(window.months()),
            book.facts(),
            parse_instant(entry.version),
            only=book.plan.shape.families,
        )

    def _delivery(self, entry: Entry) -> None:
        [key] = entry.keys
        try:
            told = DeliveryEvidence.model_validate(kept_json(self.evidence, key))
        except ValidationError as error:
            raise InvalidInput(f"evidence {key} cannot be read: {error}") from error
        with tempfile.TemporaryDirectory(prefix="replay-") as folder:
            self._import(told, Path(folder), parse_instant(entry.version))

    def _import(self, told: DeliveryEvidence, scratch: Path, version: datetime) -> None:
        months = [Month.parse(month) for month in told.months]
        if not told.files:
            self.costs.replace(told.source, months, (), version)
            return
        paths = []
        for number, file in enumerate(told.files):
            path = scratch / str(number) / Path(file.object_key).name
            path.parent.mkdir()
            self.evidence.download(file.evidence_key, path)
            paths.append(path)
        with read_statement(
            paths, tag_keys=told.tag_keys, memory_limit_mb=self.memory_limit_mb, scratch=scratch
        ) as statement:
            self.costs.replace(told.source, months, statement.facts(told.source), version)


def entries_of(evidence: ObjectStore) -> tuple[list[Entry], list[Unread]]:
    """Everything that was stored, in the order of the instants; and keys that tell of nothing.

    Raises:
        StoreError: the bucket cannot be listed.
    """
    unread: list[Unread] = []
    pages: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for key in _keys(evidence, cost_evidence.PREFIX):
        if found := _PAGE.fullmatch(key):
            query = key.rpartition("/")[0], found["attempt"]
            pages[query].append((int(found["page"]), key))
        else:
            unread.append(Unread(key, "its name does not say when it was stored"))
    entries = [
        Entry(folder.split("/")[2], tuple(key for _, key in sorted(numbered)))
        for (folder, _), numbered in pages.items()
    ]
    entries += [
        Entry(found["version"], (key,))
        for key in _keys(evidence, billing_evidence.PREFIX)
        if (found := _DELIVERY.fullmatch(key))
    ]
    return sorted(entries), unread


def _keys(evidence: ObjectStore, prefix: str) -> Iterator[str]:
    return (found.key for found in evidence.listing(prefix))
