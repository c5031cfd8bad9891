"""The resources of an account as checks look at them: by kind, by id, by ARN."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from costgov.domain.resources import Resource


class Estate:
    """Resources of one account in every region, those of no region included."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_kind: defaultdict[str, list[Resource]] = defaultdict(list)
        self._by_id: dict[tuple[str, str, str], Resource] = {}
        self._by_arn: dict[str, Resource] = {}
        for one in resources:
            self._by_kind[one.kind].append(one)
            self._by_id[one.kind, one.region, one.id] = one
            self._by_arn[one.arn] = one

    def of_kind(self, kind: str, region: str | None = None) -> Sequence[Resource]:
        """Every resource of a CloudFormation type, or those of one region."""
        found = self._by_kind.get(kind, [])
        return found if region is None else [one for one in found if one.region == region]

    def get(self, kind: str, region: str, name: str) -> Resource | None:
        """The resource of this kind, region and id."""
        return self._by_id.get((kind, region, name))

    def by_arn(self, arn: str) -> Resource | None:
        """The resource of this ARN."""
        return self._by_arn.get(arn)

    def __iter__(self) -> Iterator[Resource]:
        return (one for every in self._by_kind.values() for one in every)
