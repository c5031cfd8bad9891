"""What a check declares of itself, and what it may look at when it judges a resource."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from pydantic import JsonValue

from costgov.domain.demand import PolicyName
from costgov.domain.estate import Estate
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook, UnitPrice
from costgov.domain.resources import MetricDigest, Resource
from costgov.errors import NotKnown

ENOUGH: Final = Decimal("0.5")
"""Share of a window that must have been measured before anything is concluded from it."""

FRESH_DAYS: Final = 14
"""So old what was measured may be: metrics are read once a week, or a week late."""

SEEN_DAYS: Final = 14
"""So long ago a resource may have been seen: what stays the same is stored anew once a week."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that decides; users may set another one."""

    default: Decimal
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What a check is. `id` is its module's name: `<service>_<resource>_<state>`.

    `kinds` are the CloudFormation types it judges; `iam` the actions its evidence is read with;
    `metrics` the digests it reads, over at least `window_days`; `docs` AWS's page on the matter.
    """

    id: str
    title: str
    why: str
    kinds: tuple[str, ...]
    action: Action
    severity: Level
    effort: Level
    risk: Level
    reversible: bool
    iam: tuple[str, ...]
    docs: str
    metrics: tuple[str, ...] = ()
    window_days: int = 0
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a check may know. What is missing raises NotKnown, which makes it UNKNOWN."""

    as_of: date
    estate: Estate
    prices: PriceBook
    catalogue: InstanceCatalogue
    meta: Meta
    settings: Mapping[str, Decimal] = field(default_factory=dict)
    policy: PolicyName = "balanced"
    made: dict[Hashable, Any] = field(default_factory=dict)

    def once[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for all checks of a run: orders, indexes, sums."""
        if key not in self.made:
            self.made[key] = make()
        found: T = self.made[key]
        return found

    @property
    def now(self) -> datetime:
        """The end of the last day looked at, as an instant."""
        return datetime.combine(self.as_of, time(), UTC)

    def setting(self, name: str) -> Decimal:
        """A threshold, as it is set or by default."""
        return self.settings.get(name, self.meta.thresholds[name].default)

    def price(self, key: str, resource: Resource) -> UnitPrice:
        """The price of a key in the resource's region; raises NotKnown."""
        return self.prices.get(key, resource.region)

    def attribute(self, resource: Resource, name: str) -> JsonValue:
        """An attribute that must be there; raises NotKnown."""
        if denied := resource.attributes.get(f"{name}Denied"):
            raise NotKnown(f"{name} was refused us: {denied}")
        if name not in resource.attributes:
            raise NotKnown(f"{name} was not told")
        return resource.attributes[name]

    def number(self, resource: Resource, name: str) -> Decimal:
        """A numeric attribute; raises NotKnown."""
        value = self.attribute(resource, name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise NotKnown(f"{name} is no number")
        return Decimal(str(value))

    def age_days(self, resource: Resource) -> int:
        """Whole days since it was launched or created; raises NotKnown."""
        if resource.launched_at is None:
            raise NotKnown("when it was created was not told")
        return (self.now - resource.launched_at).days

    def days_since(self, instant: JsonValue) -> int:
        """Whole days since an instant as it is kept among attributes (ISO 8601)."""
        if not isinstance(instant, str):
            raise NotKnown("an instant was not told")
        return (self.now - datetime.fromisoformat(instant)).days

    def digest(self, resource: Resource, metric: str) -> MetricDigest:
        """The digest of a metric over enough of the check's window.

        A silent metric is one whose total is 0.

        Raises:
            NotKnown: it was not measured, not lately, for too short a time, or for too little of
                it, or the resource has lived through less than half of the window.
        """
        found = next((one for one in resource.digests if one.metric == metric), None)
        if found is None:
            raise NotKnown(f"{metric} has not been read")
        if found.state == "no data":
            raise NotKnown(f"{metric} has no data")
        if (self.as_of - found.end).days > FRESH_DAYS:
            raise NotKnown(f"{metric} was last read up to {found.end.isoformat()}")
        if (days := (found.end - found.start).days) < self.meta.window_days:
            raise NotKnown(f"{metric} covers {days} of {self.meta.window_days} days")
        if (hours := _hours_there(found)) < ENOUGH * 24 * self.meta.window_days:
            raise NotKnown(
                f"{metric} can be told for {hours} hours of {self.meta.window_days} days"
            )
        if found.state == "measured" and found.points < ENOUGH * found.expected_points:
            raise NotKnown(
                f"{metric} was measured in {found.points} of {found.expected_points} periods"
            )
        return found

    def total(self, resource: Resource, metric: str) -> Decimal:
        """The sum of a count over its window; raises NotKnown."""
        found = self.digest(resource, metric).total
        if found is None:
            raise NotKnown(f"{metric} has no sum")
        return found

    def old_enough(self, resource: Resource) -> None:
        """Demand that it exists for the whole window; raises NotKnown."""
        if (days := self.age_days(resource)) < self.meta.window_days:
            raise NotKnown(f"it exists for {days} of {self.meta.window_days} days")


def _hours_there(digest: MetricDigest) -> int:
    """For how many hours the resource was there to be measured."""
    return digest.expected_points * digest.period_seconds // 3600


type Evaluate = Callable[[Resource, Look], Verdict]


@dataclass(frozen=True, slots=True)
class Check:
    """A check as the registry holds it."""

    meta: Meta
    evaluate: Evaluate


def thresholds(**given: tuple[str, str, str]) -> dict[str, Threshold]:
    """Thresholds from `name=(default, unit, meaning)`."""
    return {
        name: Threshold(Decimal(default), unit, meaning)
        for name, (default, unit, meaning) in given.items()
    }
