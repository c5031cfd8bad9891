"""The resources of an account as checks look at them: by kind, by id, by ARN, by relation."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from costgov.domain.resources import Resource

type Keys = Callable[[Resource], Iterable[str]]
"""The names a resource is found under: of what it is attached to, for example."""


class Estate:
    """Resources of one account in every region, those of no region included."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_kind: defaultdict[str, list[Resource]] = defaultdict(list)
        self._by_place: defaultdict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._by_id: dict[tuple[str, str, str], Resource] = {}
        self._by_arn: dict[str, Resource] = {}
        self._related: dict[tuple[str, Keys], Mapping[str, Sequence[Resource]]] = {}
        for one in resources:
            self._by_kind[one.kind].append(one)
            self._by_place[one.kind, one.region].append(one)
            self._by_id[one.kind, one.region, one.id] = one
            self._by_arn[one.arn] = one

    def of_kind(self, kind: str, region: str | None = None) -> Sequence[Resource]:
        """Every resource of a CloudFormation type, or those of one region."""
        if region is None:
            return self._by_kind.get(kind, ())
        return self._by_place.get((kind, region), ())

    def get(self, kind: str, region: str, name: str) -> Resource | None:
        """The resource of this kind, region and id."""
        return self._by_id.get((kind, region, name))

    def by_arn(self, arn: str) -> Resource | None:
        """The resource of this ARN."""
        return self._by_arn.get(arn)

    def related(self, kind: str, keys: Keys, name: str) -> Sequence[Resource]:
        """The resources of a kind that are found under a name: `related(VOLUME, attached_to, id)`.

        The index is made once for each `keys`, which must be one and the same function each time.
        """
        index = self._related.get((kind, keys))
        if index is None:
            made: defaultdict[str, list[Resource]] = defaultdict(list)
            for one in self._by_kind.get(kind, ()):
                for key in keys(one):
                    made[key].append(one)
            index = self._related[kind, keys] = made
        return index.get(name, ())

    def __iter__(self) -> Iterator[Resource]:
        return (one for every in self._by_kind.values() for one in every)
