"""The daily cap on paid requests: counted before each one, whoever sends it."""

from dataclasses import dataclass
from typing import Final

from costgov.clock import Clock
from costgov.domain.runs import RequestCount
from costgov.errors import NotFound, RequestCapReached, VersionConflict
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records

_TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class RequestBudget:
    """The requests that one source may still be sent on the present UTC day."""

    control: DocumentStore
    source: str
    cap: int
    clock: Clock

    def reserve(self) -> None:
        """Count one request more; it stays counted whatever becomes of it.

        Raises:
            RequestCapReached: the day's cap is used up.
            VersionConflict: others kept counting at the same time.
        """
        for _ in range(_TRIES):
            try:
                return self._count_one()
            except VersionConflict:
                continue
        raise VersionConflict(f"the request count of {self.source} could not be raised")

    def used(self) -> int:
        """How many were counted today."""
        return self._read()[0].requests

    def left(self) -> int:
        """How many may still be sent today."""
        return max(0, self.cap - self.used())

    def _count_one(self) -> None:
        count, version = self._read()
        if count.requests >= self.cap:
            raise RequestCapReached(
                f"the cap of {self.cap} requests a day to {self.source} is used up for {count.day}"
            )
        more = count.model_copy(update={"requests": count.requests + 1})
        records.request_counts(self.control).put(
            more, records.day_sort(count.day), self.source, if_version=version
        )

    def _read(self) -> tuple[RequestCount, int]:
        table, day = records.request_counts(self.control), self.clock().date()
        try:
            stored = table.versioned(records.day_sort(day), self.source)
        except NotFound:
            return RequestCount(source=self.source, day=day, requests=0), 0
        return table.read(stored), stored.version
