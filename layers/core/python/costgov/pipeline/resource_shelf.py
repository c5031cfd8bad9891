"""The stored inventory of one account and region, written some resources at a time."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from costgov.domain.digests import is_own_day
from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records

_WEEK: Final = 7
_DAY_FIELD: Final = ',"as_of":'


class ResourceShelf:
    """What is stored of a target; only what differs is written.

    A resource that is as it was is written again once a week, on a weekday of its own, so that its
    `as_of` is never far behind: writing every one every day costs more than measuring it. The
    stored texts are held, two to four KB for each resource.
    """

    def __init__(self, results: DocumentStore, target: Target) -> None:
        self._table = records.resources(results)
        self._parts = (target.account_id, target.region)
        self._stored = self._table.bodies(*self._parts)

    def put(self, some: Sequence[Resource]) -> None:
        """Store these, whatever else there is."""
        for resource in some:
            body = resource.model_dump_json()
            if not _says(self._stored.get(resource.key), resource, body):
                self._table.put(resource, resource.key, *self._parts)
                self._stored[resource.key] = body

    def keep_only(self, found: Collection[Resource], kinds: Collection[str]) -> None:
        """Remove every other resource of these kinds: it is no longer there.

        What is sorted as no kind is was stored by an earlier version and is removed as well.
        """
        kept = {resource.key for resource in found}
        for gone in self._stored.keys() - kept:
            kind, parted, _ = gone.partition("#")
            if not parted or kind in kinds:
                self._table.delete(gone, *self._parts)
                del self._stored[gone]

    def of_kind(self, kind: str) -> list[Resource]:
        """What is stored of a kind, in the order of ids."""
        names = sorted(name for name in self._stored if name.startswith(f"{kind}#"))
        return [Resource.model_validate_json(self._stored[name]) for name in names]

    def with_known_digests(self, resource: Resource) -> Resource:
        """The resource with the digests of an earlier run, which name their own window.

        Since when it has another size than in that run is noted: they are a share of the old one.
        """
        body = self._stored.get(resource.key)
        if not body:
            return resource.model_copy(update={"digests": ()})
        known = Resource.model_validate_json(body)
        changed = resource.as_of if resource.is_resized(known) else known.resized_on
        return resource.model_copy(update={"digests": known.digests, "resized_on": changed})


def _says(stored: str | None, resource: Resource, body: str) -> bool:
    """Whether what is stored says the same, but for a day that is less than a week ago."""
    if stored is None:
        return False
    (known, day), (wanted, _) = _parted(stored), _parted(body)
    age = (resource.as_of - day).days
    return known == wanted and (
        age == 0 or (0 < age < _WEEK and not is_own_day(resource.id, resource.as_of))
    )


def _parted(body: str) -> tuple[str, date]:
    """A resource's text up to its day, which is its last field, and the day."""
    text, _, day = body.rpartition(_DAY_FIELD)
    return text, date.fromisoformat(day.strip('"}'))
