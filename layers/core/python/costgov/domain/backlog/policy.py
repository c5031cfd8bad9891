"""What people set of the advice: checks and their thresholds, owners, what work costs."""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from costgov.domain.demand import PolicyName
from costgov.domain.findings import Level
from costgov.domain.investment import Investment, investment
from costgov.domain.resources import Resource
from costgov.domain.runs import Frozen

OWNER_TAGS: Final = ("Team", "Owner", "owner", "team")

type Figure = Annotated[Decimal, Field(ge=0, lt=10**12, max_digits=30)]
type Hours = Annotated[Decimal, Field(ge=0, le=10_000)]


class CheckPolicy(Frozen):
    """Checks that do not run, and thresholds of one's own by check and name."""

    disabled: tuple[str, ...] = ()
    thresholds: dict[str, dict[str, Figure]] = Field(default_factory=dict)


class EffortHours(Frozen):
    """Hours of work that an effort stands for."""

    low: Hours = Decimal(1)
    medium: Hours = Decimal(8)
    high: Hours = Decimal(40)


class AdvicePolicy(Frozen):
    """Whose a resource is, and what an hour of work costs in the currency of the savings.

    The first of `owner_tags` that a resource carries names its owner, else its account does.
    `rightsizing` says how much risk of being too small is taken for a saving.
    """

    owner_tags: tuple[Annotated[str, Field(min_length=1, max_length=128)], ...] = OWNER_TAGS
    hourly_rate: Annotated[Decimal, Field(ge=0, le=100_000)] = Decimal(100)
    effort_hours: EffortHours = EffortHours()
    rightsizing: PolicyName = "balanced"

    def owner(self, resource: Resource) -> str:
        """Whose it is: the value of the first tag, else the account."""
        found = (resource.tags.get(key) for key in self.owner_tags)
        return next((value for value in found if value), resource.account_id)

    def hours(self, effort: Level) -> Decimal:
        """Hours of work of an effort."""
        by_level = {
            Level.LOW: self.effort_hours.low,
            Level.MEDIUM: self.effort_hours.medium,
            Level.HIGH: self.effort_hours.high,
        }
        return by_level[effort]

    def investment(self, hours: Decimal, monthly_saving: Decimal) -> Investment:
        """Break-even and return of a saving that takes so many hours."""
        return investment(hours * self.hourly_rate, monthly_saving)
