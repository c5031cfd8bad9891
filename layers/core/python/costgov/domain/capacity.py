"""Capacity: when a metric reaches what it must not, how sure that is, and when to order more."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from costgov.domain.access import Sight
from costgov.domain.insights import Basis
from costgov.domain.measures import LEAD_TIME_DAYS, THRESHOLD_PERCENT, Percent
from costgov.domain.runs import Frozen

HORIZON_DAYS: Final = 365
RISK_DAYS: Final = (30, 90)
# A warning is due while the chance of running out within the lead time is at least this.
LIKELY: Final = Decimal("0.5")

type Component = Literal["cpu", "memory", "disk", "network", "io"]
type CrossingState = Literal[
    "crossed", "crossing", "not within 365 days", "insufficient history", "unknown"
]
COMPONENTS: Final[tuple[Component, ...]] = ("cpu", "memory", "disk", "network", "io")


class UsePolicy(Frozen):
    """How full a resource may be, how full it should be, and how long more takes to get.

    All in percent of what the resource has: `threshold` is where it counts as full, the targets
    are how much should be in use on average (CPU, memory) or at most (disk).
    """

    threshold_percent: Percent = THRESHOLD_PERCENT
    lead_time_days: Annotated[int, Field(ge=0, le=730)] = LEAD_TIME_DAYS
    cpu_target_percent: Percent = Decimal(60)
    memory_target_percent: Percent = Decimal(80)
    disk_target_percent: Percent = Decimal(70)

    def target(self, component: Component) -> Decimal | None:
        """The target of a component; None where nobody can say what it could hold."""
        return {
            "cpu": self.cpu_target_percent,
            "memory": self.memory_target_percent,
            "disk": self.disk_target_percent,
        }.get(component)


class BreachRisk(Frozen):
    """The probability that the threshold is reached on a day of the next `days`."""

    days: int
    probability: Decimal


class Crossing(Frozen):
    """When a metric reaches its threshold, from the distribution of its forecast.

    `earliest`, `median` and `latest` are the days by which it has happened with 10, 50 and 90 %
    probability; one that lies beyond the horizon is None.
    """

    state: CrossingState
    earliest: date | None = None
    median: date | None = None
    latest: date | None = None
    risks: tuple[BreachRisk, ...] = ()


class CapacityOutlook(Frozen):
    """One metric of one subject: a measure by its name, or a component of a resource.

    `value` is the typical use of the latest week in `unit`, `order_by` the last day to order more
    (`median` less the lead time), `warning` that this is due or near: it lies no further ahead than
    the lead time, or the chance of running out within it is one in two.
    """

    subject: str
    subject_name: str | None
    account_id: str | None
    region: str | None
    component: str
    unit: str
    statistic: str
    value: Decimal | None
    threshold: Decimal
    limit: Decimal | None
    history_days: int
    lead_time_days: int
    crossing: Crossing
    order_by: date | None
    warning: bool
    method: str


class Bottleneck(Frozen):
    """What of a resource runs out first; `unknown` names what nobody measures or has no limit."""

    resource: str
    resource_name: str | None
    account_id: str
    region: str
    component: str | None
    crossing: Crossing | None
    unknown: tuple[Component, ...]


class CapacityReport(Frozen):
    """What runs out when, as of a day, the most urgent first.

    Of `resources` looked at, those far from every threshold and not growing were left out of the
    forecasts; `left_out` more were urgent enough, but more than a run forecasts. The counts are
    None in what is shown of a report to who sees some accounts only.
    """

    as_of: date
    policy: UsePolicy
    measures: tuple[CapacityOutlook, ...]
    resources: tuple[CapacityOutlook, ...]
    bottlenecks: tuple[Bottleneck, ...]
    looked_at: int | None
    forecast: int | None
    left_out: int | None
    basis: Basis

    def seen_by(self, sight: Sight) -> "CapacityReport":
        """What of it lies in the accounts that a caller sees; measures lie in none."""
        if sight.is_whole:
            return self
        return CapacityReport(
            as_of=self.as_of,
            policy=self.policy,
            measures=(),
            resources=tuple(one for one in self.resources if sight.sees(one.account_id)),
            bottlenecks=tuple(one for one in self.bottlenecks if sight.sees(one.account_id)),
            looked_at=None,
            forecast=None,
            left_out=None,
            basis=self.basis,
        )


def order_by(crossing: Crossing, lead_time_days: int, as_of: date) -> date | None:
    """The last day to order more so that it is there by the median day; never in the past."""
    if crossing.state == "crossed":
        return as_of
    if crossing.median is None:
        return None
    return max(crossing.median - timedelta(days=lead_time_days), as_of)


def warns(crossing: Crossing, lead_time_days: int, as_of: date) -> bool:
    """Whether to order now: it is full, or as likely as not will be before more can be there."""
    if crossing.state == "crossed":
        return True
    return crossing.median is not None and crossing.median <= as_of + timedelta(days=lead_time_days)


def first_of(outlooks: Sequence[CapacityOutlook]) -> CapacityOutlook | None:
    """The outlook whose threshold is reached first; None where none is within the horizon."""
    ordered = sorted(
        (one for one in outlooks if urgency(one.crossing) is not None),
        key=lambda one: (urgency(one.crossing) or date.max, one.component),
    )
    return ordered[0] if ordered else None


def urgency(crossing: Crossing) -> date | None:
    """What crossings are sorted by: the median day, the earliest possible where there is none."""
    if crossing.state == "crossed":
        return date.min
    return crossing.median or crossing.earliest
