"""The stored inventory of one account and region, written some resources at a time."""

from collections.abc import Collection, Sequence

from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records


class ResourceShelf:
    """What is stored of a target; only what differs is written.

    It holds the stored texts, about two KB for each resource.
    """

    def __init__(self, results: DocumentStore, target: Target) -> None:
        self._table = records.resources(results)
        self._parts = (target.account_id, target.region)
        self._stored = self._table.bodies(*self._parts)

    def put(self, some: Sequence[Resource]) -> None:
        """Store these, whatever else there is."""
        for resource in some:
            body = resource.model_dump_json()
            if self._stored.get(resource.id) != body:
                self._table.put(resource, resource.id, *self._parts)
                self._stored[resource.id] = body

    def keep_only(self, ids: Collection[str]) -> None:
        """Remove every other resource: it is no longer there."""
        for gone in self._stored.keys() - set(ids):
            self._table.delete(gone, *self._parts)
            del self._stored[gone]

    def with_known_digests(self, resource: Resource) -> Resource:
        """The resource with the digests of an earlier run, which name their own window."""
        body = self._stored.get(resource.id)
        known = Resource.model_validate_json(body).digests if body else ()
        return resource.model_copy(update={"digests": known})
