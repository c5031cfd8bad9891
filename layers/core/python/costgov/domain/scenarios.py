"""What people ask "what if" about: a series and dated changes to it.

A change says what differs from what history leads to expect. Whatever held on the last day of the
history is in the history already, so only what comes after it takes effect.
"""

from abc import ABC, abstractmethod
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from costgov.domain.costs import TOTAL, Metric, checked_dimension
from costgov.domain.runs import Frozen

LONGEST_DAYS: Final = 365
HOURS_A_DAY: Final = 24
WHOLE: Final = Decimal(100)

type Percent = Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)]
type Rate = Annotated[Decimal, Field(gt=-100, le=1_000, allow_inf_nan=False)]
type Amount = Annotated[Decimal, Field(gt=0, lt=10**15, allow_inf_nan=False)]
type Days = Annotated[int, Field(ge=0, le=3_650)]
type Text = Annotated[str, Field(min_length=1, max_length=256)]
type Payment = Literal["no_upfront", "partial_upfront", "all_upfront"]

_UPFRONT: Final[dict[Payment, Decimal]] = {
    "no_upfront": Decimal(0),
    "partial_upfront": Decimal("0.5"),
    "all_upfront": Decimal(1),
}


class Part(Frozen):
    """A part of the scenario's series: one value of a dimension."""

    dimension: str
    value: str | None = None

    @field_validator("dimension")
    @classmethod
    def _known_dimension(cls, text: str) -> str:
        return checked_dimension(text)

    def __str__(self) -> str:
        return self.dimension if self.value is None else f"{self.dimension} {self.value!r}"


class Change(Frozen, ABC):
    """What every change has: a name, and how long before it begins it must be ordered."""

    name: Text | None = None
    lead_time_days: Days | None = None

    @property
    @abstractmethod
    def begins(self) -> date:
        """The first day on which it takes effect."""

    @property
    def order_by(self) -> date | None:
        """The latest day to order it on."""
        if self.lead_time_days is None:
            return None
        return self.begins - timedelta(days=self.lead_time_days)


class Dated(Change):
    """A change that begins on `start`."""

    start: date

    @property
    def begins(self) -> date:
        """The first day on which it takes effect."""
        return self.start


class Ending(Dated):
    """A change that may end; `end` is the first day without it."""

    end: date | None = None

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"it ends ({self.end}) before it has begun ({self.start})")
        return self


class Sharing(Dated):
    """A change of a part: of `share_percent` of the series, or of what is `of` this."""

    of: Part | None = None
    share_percent: Percent = WHOLE


class Growth(Ending):
    """Cost grows by `percent` a month or year, compound by day, over what is expected anyway.

    A year has 365 days, a month a twelfth of them. From `end` on the level reached stays.
    """

    kind: Literal["growth"]
    percent: Rate
    per: Literal["month", "year"]


class Driver(Change):
    """A business measure moves otherwise than its history leads to expect, and cost with it.

    Either `percent` growth over what is expected, or planned `values`: the average per day from
    a date up to the next one. `elasticity`, the percent by which cost changes with one percent of
    the measure, is estimated from history when it is not given.
    """

    kind: Literal["driver"]
    measure: Text
    start: date | None = None
    values: dict[date, Amount] = Field(default_factory=dict, max_length=400)
    percent: Rate | None = None
    per: Literal["month", "year"] = "month"
    elasticity: Annotated[Decimal, Field(ge=-5, le=5, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _one_plan(self) -> Self:
        if bool(self.values) == (self.percent is not None):
            raise ValueError("a driver needs planned values or a percent of growth, and not both")
        if bool(self.values) == (self.start is not None):
            raise ValueError("a driver that grows needs a start; planned values say theirs")
        return self

    @property
    def begins(self) -> date:
        """The start of its growth, or the date of the first planned value."""
        return min(self.values) if self.start is None else self.start

    @property
    def segments(self) -> tuple[tuple[date, date, Decimal], ...]:
        """The planned values: from which day, up to which day, and the average per day."""
        planned = sorted(self.values.items())
        following = [day for day, _ in planned[1:]] + [date.max]
        return tuple(
            (day, until, value) for (day, value), until in zip(planned, following, strict=True)
        )


class Launch(Ending):
    """Something new costs `amount` a day or month from `start` on, after a linear ramp."""

    kind: Literal["launch"]
    amount: Amount
    per: Literal["day", "month"] = "day"
    ramp_days: Days = 0


class Retirement(Sharing):
    """Something ends: an `amount` a day or month, or `percent` of a part, after a linear ramp."""

    kind: Literal["retirement"]
    amount: Amount | None = None
    percent: Percent | None = None
    per: Literal["day", "month"] = "day"
    ramp_days: Days = 0

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if (self.amount is None) == (self.percent is None):
            raise ValueError("a retirement needs an amount or a percent, and not both")
        if self.amount is not None and (self.of is not None or self.share_percent != WHOLE):
            raise ValueError("a retirement of an amount is not of a part: give a percent for that")
        return self


class Price(Ending, Sharing):
    """The price of a part changes by `percent`."""

    kind: Literal["price"]
    percent: Rate


class Commitment(Ending, Sharing):
    """A Savings Plan or reservation: `hourly` fee for usage worth more at on-demand prices.

    The fee of an hour pays for usage that would cost `hourly / (1 - discount)`; only a part of
    the series is eligible. One that began before the last day of the history is in it, and only
    its end takes effect, with `utilisation_percent` of it used until then.
    """

    kind: Literal["commitment"]
    end: date
    hourly: Amount
    discount_percent: Annotated[Decimal, Field(gt=0, lt=100, allow_inf_nan=False)]
    payment: Payment = "no_upfront"
    utilisation_percent: Percent = Decimal(100)

    @property
    def upfront(self) -> Decimal:
        """The share of all fees that is paid on the first day."""
        return _UPFRONT[self.payment]

    @property
    def daily_fee(self) -> Decimal:
        """The amortised fee of a day."""
        return self.hourly * HOURS_A_DAY


class Migration(Sharing):
    """A part moves to where it costs `cost_ratio` times as much; both run during the overlap.

    With `outside` its new cost is not in this series.
    """

    kind: Literal["migration"]
    cost_ratio: Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)]
    overlap_days: Days = 0
    outside: bool = False


KINDS: Final = ("growth", "driver", "launch", "retirement", "price", "commitment", "migration")


def _of_known_kind(given: object) -> object:
    if isinstance(given, dict) and given.get("kind") not in KINDS:
        raise ValueError(f"a change needs a kind: {', '.join(KINDS[:-1])} or {KINDS[-1]}")
    return given


type AnyChange = Annotated[
    Growth | Driver | Launch | Retirement | Price | Commitment | Migration,
    Field(discriminator="kind"),
    BeforeValidator(_of_known_kind),
]


class Scenario(Frozen):
    """Dated changes to one series, compared with what is expected without them."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    description: Annotated[str, Field(max_length=500)] = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    dimension: str = TOTAL
    value: str | None = None
    metric: Metric = Metric.EFFECTIVE
    horizon_days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = LONGEST_DAYS
    changes: Annotated[tuple[AnyChange, ...], Field(max_length=20)] = ()

    @field_validator("dimension")
    @classmethod
    def _known_dimension(cls, text: str) -> str:
        return checked_dimension(text)

    @model_validator(mode="after")
    def _one_series(self) -> Self:
        if self.dimension == TOTAL and self.value is not None:
            raise ValueError("the total has no value; name the dimension of the value")
        return self

    @property
    def ordered(self) -> tuple[AnyChange, ...]:
        """The changes by the day they begin; those of one day as they are written."""
        return tuple(sorted(self.changes, key=lambda change: change.begins))

    def __str__(self) -> str:
        return self.dimension if self.value is None else f"{self.dimension} {self.value!r}"


def label(change: AnyChange) -> str:
    """How a change is called where nobody gave it a name."""
    return change.name or f"{change.kind} from {change.begins}"
