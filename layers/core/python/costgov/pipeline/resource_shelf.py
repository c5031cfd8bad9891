"""The stored inventory of one account and region, written some resources at a time."""

from collections.abc import Collection, Sequence

from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records


class ResourceShelf:
    """What is stored of a target; only what differs is written.

    It holds the stored texts, two to four KB for each resource.
    """

    def __init__(self, results: DocumentStore, target: Target) -> None:
        self._table = records.resources(results)
        self._parts = (target.account_id, target.region)
        self._stored = self._table.bodies(*self._parts)

    def put(self, some: Sequence[Resource]) -> None:
        """Store these, whatever else there is."""
        for resource in some:
            body = resource.model_dump_json()
            if self._stored.get(resource.key) != body:
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
