"""Measures: named daily metrics, technical (response time) or business (orders), that cost serves.

A measure says where its values come from, and may say what it can hold (`limit`), what it must not
reach (`threshold`) and how well its limit should be used (`target`).
"""

from decimal import Context, Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from costgov.domain.runs import Frozen, Target

THRESHOLD_PERCENT: Final = Decimal(80)
LEAD_TIME_DAYS: Final = 30
PUSHED: Final = "pushed"

LARGEST: Final = Decimal(10) ** 18
"""Values are smaller than this, either way: what follows from them is computed exactly."""
_LAST_PLACE: Final = Decimal(1).scaleb(-20)
_ROUNDING: Final = Context(prec=60)

type MeasureNumber = Annotated[Decimal, Field(gt=-LARGEST, lt=LARGEST, max_digits=30)]
type MeasureName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
type Percent = Annotated[Decimal, Field(gt=0, le=100)]
type Positive = Annotated[Decimal, Field(gt=0)]


class CloudWatchSource(Frozen):
    """One metric of CloudWatch with its exact set of dimensions; a day is one value of it."""

    account: Annotated[str, Field(pattern=r"^\d{12}$")]
    region: Annotated[str, Field(pattern=r"^[a-z]{2,4}(-[a-z]+)+-\d$")]
    namespace: Annotated[str, Field(min_length=1, max_length=255)]
    metric: Annotated[str, Field(min_length=1, max_length=255)]
    dimensions: dict[str, str] = Field(default_factory=dict)
    statistic: Annotated[
        str, Field(pattern=r"^(Average|Maximum|Minimum|Sum|SampleCount|p\d{1,2}(\.\d{1,2})?)$")
    ] = "Sum"

    @property
    def target(self) -> Target:
        """The account and region whose run reads it."""
        return Target(account_id=self.account, region=self.region)


def measured(value: Decimal) -> Decimal | None:
    """A source's number as it is kept, to twenty decimals; None for one that is too large.

    CloudWatch takes what a binary number can say, from 10^-109 to 10^108.
    """
    return value.quantize(_LAST_PLACE, context=_ROUNDING) if abs(value) < LARGEST else None


class Measure(Frozen):
    """A daily metric by its name.

    `limit` is what it can hold at most; at `threshold_percent` of it, or at `threshold` in the
    measure's own unit where that is given, it is full or broken. `target_percent` is how much of
    the limit should be in use. More of it takes `lead_time_days` to get.
    """

    name: MeasureName
    unit: Annotated[str, Field(min_length=1, max_length=64)]
    kind: Literal["business", "technical"]
    source: CloudWatchSource | Literal["pushed"] = PUSHED
    limit: Positive | None = None
    threshold: Positive | None = None
    threshold_percent: Percent = THRESHOLD_PERCENT
    target_percent: Percent | None = None
    lead_time_days: Annotated[int, Field(ge=0, le=730)] = LEAD_TIME_DAYS

    @model_validator(mode="after")
    def _targets_need_a_limit(self) -> Self:
        if self.target_percent is not None and self.limit is None:
            raise ValueError(f"measure {self.name!r} has a target_percent and no limit")
        return self

    @property
    def critical(self) -> Decimal | None:
        """The value not to be reached, in the measure's unit; None where none is known."""
        if self.threshold is not None:
            return self.threshold
        return None if self.limit is None else self.limit * self.threshold_percent / 100


class MeasureMonth(Frozen):
    """A measure's values in one month, packed; `as_of` is when the last of them was read or sent.

    `sent_by` is who pushed last, None where CloudWatch was read.
    """

    name: MeasureName
    month: str
    values: str
    as_of: str
    sent_by: str | None = None
