"""Inventory and metric digests: what a resource is and how it was used."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from costgov.domain.runs import Frozen, Target

type Statistic = Literal["avg", "p95", "max"]


class MetricDigest(Frozen):
    """One metric of one resource over a window of days.

    `points` against `expected_points` says how much was measured; `state` is "no data" where
    nothing was, which is never the same as 0.
    """

    metric: str
    unit: str
    start: date
    end: date
    period_seconds: int
    points: int
    expected_points: int
    state: Literal["measured", "no data"]
    avg: Decimal | None = None
    p95: Decimal | None = None
    max: Decimal | None = None


class Resource(Frozen):
    """An inventoried resource with its digests; `kind` is the CloudFormation type name."""

    id: str
    arn: str
    kind: str
    account_id: str
    region: str
    state: str
    instance_type: str | None
    lifecycle: Literal["on-demand", "spot", "scheduled"]
    launched_at: datetime | None
    managed_by: str | None
    tags: dict[str, str]
    digests: tuple[MetricDigest, ...]
    as_of: date


class InventoryState(Frozen):
    """That a target's inventory of a day is stored, and how many resources it holds."""

    target: Target
    as_of: date
    resources: int
