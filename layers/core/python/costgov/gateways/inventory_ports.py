"""What the inventory needs from outside: calls of any service, and metrics of what they list."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from costgov.domain.metric_wants import WantedMetric
from costgov.domain.resources import MetricDigest
from costgov.domain.runs import Target


class Reader(Protocol):
    """Describe, List and Get calls of one source in one account and region.

    A call is named as it is declared: `ec2:DescribeVolumes`.
    """

    def each(self, call: str, result: str, **parameters: object) -> Iterator[Mapping[str, Any]]:
        """Every item under `result` (`Reservations[].Instances[]`), page by page; text items too.

        Raises:
            SourceError: the service did not answer, or not us.
        """
        ...

    def one(
        self, call: str, *, absent: Collection[str] = (), **parameters: object
    ) -> Mapping[str, Any] | None:
        """One answer; None where the service refuses with one of the `absent` error codes."""
        ...


class Listings(Protocol):
    """Inventory calls and metrics in any account and region."""

    @property
    def partition(self) -> str:
        """The partition this runs in."""
        ...

    def reader(self, target: Target, calls: Collection[str]) -> Reader:
        """A reader that makes these calls and no others; a region "global" is the partition's."""
        ...

    def offered(self, service: str, target: Target) -> bool:
        """Whether the service exists in the target's region."""
        ...

    def digests(
        self, target: Target, wanted: Sequence[WantedMetric]
    ) -> Mapping[WantedMetric, MetricDigest]:
        """The digest of each metric; one of which points were withheld is not among them.

        Raises:
            SourceError: CloudWatch did not answer, or not us.
        """
        ...
