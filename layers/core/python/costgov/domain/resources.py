"""Inventory and metric digests: what a resource is and how it was used."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field, JsonValue

from costgov.domain.capacity_use import CapacityUse
from costgov.domain.runs import Frozen, Target

INSTANCE: Final = "AWS::EC2::Instance"

type Statistic = Literal["avg", "p95", "max"]


class MetricDigest(Frozen):
    """One metric of one resource over a window of days.

    `points` against `expected_points` says how much was measured. `state` is "no data" where
    nothing was, which is never the same as 0, and "silent" where a service that publishes a metric
    only when something happens published nothing: its `total` is 0.

    Of a gauge `avg`, `p95` and `max` are in `unit`, of a stock (what is left of something) `avg`,
    `min` and `max`; of a count (Sum) they are per second, and `total` is the sum over the window.
    `use` is what a sizing needs to know of a percentage.
    """

    metric: str
    unit: str
    start: date
    end: date
    period_seconds: int
    points: int
    expected_points: int
    state: Literal["measured", "no data", "silent"]
    avg: Decimal | None = None
    p95: Decimal | None = None
    max: Decimal | None = None
    min: Decimal | None = None
    total: Decimal | None = None
    use: CapacityUse | None = None


class Resource(Frozen):
    """An inventoried resource with its digests; `kind` is the CloudFormation type name.

    `instance_type` is the size it runs on, in its service's words (`m6i.large`, `db.t4g.medium`);
    `resized_on` the first day it was seen with that size, where it had another one before;
    `launched_at` when it was launched or created; `attributes` what else its service says of it,
    under the names of the AWS API. What belongs to no region has the region "global". As of
    `as_of` it was so; what does not change may say so of a day up to a week ago.
    """

    id: str
    arn: str
    kind: str
    account_id: str
    region: str
    state: str
    instance_type: str | None = None
    resized_on: date | None = None
    lifecycle: Literal["on-demand", "spot", "scheduled"] = "on-demand"
    launched_at: datetime | None = None
    managed_by: str | None = None
    tags: dict[str, str] = Field(default_factory=dict)
    attributes: dict[str, JsonValue] = Field(default_factory=dict)
    digests: tuple[MetricDigest, ...] = ()
    as_of: date

    def is_resized(self, before: "Resource") -> bool:
        """Whether what its metrics in percent are a share of is another size than before.

        That is its type, or a task's CPU and memory; what was not told both times tells nothing.
        """
        return any(
            None not in (earlier, later) and earlier != later
            for earlier, later in zip(_size(before), _size(self), strict=True)
        )

    @property
    def key(self) -> str:
        """What tells it from every other resource of its account and region: its kind, its id."""
        return f"{self.kind}#{self.id}"

    @property
    def name(self) -> str:
        """What people call it: its Name tag, else its id."""
        return self.tags.get("Name") or self.id


def _size(resource: Resource) -> tuple[JsonValue, ...]:
    told = (resource.attributes.get(name) for name in ("cpu", "memory"))
    return (resource.instance_type, *told)


class InventoryState(Frozen):
    """That a target's inventory of a day is stored, and how many resources it holds.

    `unlisted` are the inventory's sources that could not list what there is, with the reason.
    """

    target: Target
    as_of: date
    resources: int
    unlisted: dict[str, str] = Field(default_factory=dict)
