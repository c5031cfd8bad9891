"""What Savings Plans cover day by day, and what buying more of them would bring."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from costgov.domain.runs import Frozen

ENOUGH_DAYS: Final = 30
"""So many days must be known before a year is committed to."""

type Share = Annotated[float, Field(gt=0, lt=1)]


class CommitmentDay(Frozen):
    """A day of usage that Savings Plans may cover.

    `on_demand` is what was left uncovered, at on-demand rates; `covered` what plans paid for, at
    the plans' rates.
    """

    day: date
    on_demand: Decimal
    covered: Decimal


class AwsPurchase(Frozen):
    """What AWS itself recommends to buy: a commitment an hour, and its estimate of the saving."""

    hourly_commitment: Decimal
    monthly_saving: Decimal
    text: str


class CommitmentReading(Frozen):
    """What Cost Explorer says of Savings Plans: the days, how far they are used, the discount.

    `discount` is what plans save of the on-demand price of what they cover, from 0 to 1, and
    `discount_source` where it is from; None where neither a plan nor AWS's advice tells it.
    """

    as_of: date
    currency: str
    days: tuple[CommitmentDay, ...]
    utilisation: Annotated[Decimal, Field(ge=0, le=1)] | None
    discount: Share | None
    discount_source: str = ""
    aws: AwsPurchase | None = None


class Purchase(Frozen):
    """One commitment that could be bought, for a year, nothing paid upfront.

    `hourly` is the commitment. `saving` is expected a month; `low` is what a month comes to if
    demand stays at the lower end of the forecast's 95 % interval (negative: what is regretted),
    `high` if it is always used as well as the plans in force are. `utilisation` is how much of it
    is expected to be used; below `break_even` it costs more than it saves.
    """

    name: str
    hourly: Decimal
    saving: Decimal
    low: Decimal
    high: Decimal
    utilisation: float
    break_even: float
