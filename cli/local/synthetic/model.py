"""The values a synthetic organisation is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact
from enum import StrEnum
from typing import Literal, NamedTuple

CURRENCY = "USD"
AMOUNT_SCALE = 10
"""Money is counted in whole 1e-10 dollars while it is generated."""
QUANTITY_SCALE = 4
"""Usage is counted in whole 1e-4 units while it is generated."""
EXACT = Context(prec=60, traps=[Inexact])

type Tags = Mapping[str, str]


class RecordType(StrEnum):
    """Charge types as Cost Explorer's RECORD_TYPE names them."""

    USAGE = "Usage"
    DISCOUNTED_USAGE = "DiscountedUsage"
    RI_FEE = "RIFee"
    SP_COVERED = "SavingsPlanCoveredUsage"
    SP_NEGATION = "SavingsPlanNegation"
    SP_FEE = "SavingsPlanRecurringFee"
    EDP_DISCOUNT = "Enterprise Discount Program Discount"
    SUPPORT = "Support"
    CREDIT = "Credit"
    REFUND = "Refund"
    TAX = "Tax"


type AccountState = Literal[
    "PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"
]


@dataclass(frozen=True, slots=True)
class Account:
    """A member of the organisation; `status` is AWS's older field for `state`."""

    id: str
    name: str
    email: str
    joined: date
    state: AccountState = "ACTIVE"
    closed_on: date | None = None

    @property
    def status(self) -> str:
        """The value of the field that `state` replaces."""
        return self.state


class LineItem(NamedTuple):
    """One day of one charge. Amounts are exact, with at most ten decimals."""

    day: date
    account_id: str
    service: str
    usage_type: str
    region: str
    record_type: str
    tags: Tags
    quantity: Decimal
    unit: str
    unblended: Decimal
    net_unblended: Decimal
    amortized: Decimal
    net_amortized: Decimal
    currency: str = CURRENCY


class AnomalyKind(StrEnum):
    """How a planted anomaly looks on a chart."""

    SPIKE = "spike"
    MULTI_DAY = "multi-day"
    STEP = "step"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class PlantedAnomaly:
    """A deviation that was put into the bill on purpose.

    The window is half-open; `impact` is the unblended cost above (below, for a drop) what the
    same days would have cost without it.
    """

    kind: AnomalyKind
    start: date
    end: date
    account_id: str
    service: str
    usage_type: str
    region: str
    impact: Decimal
    cause: str


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change of level that people knew of beforehand: to flag it is neither right nor wrong."""

    start: date
    end: date
    account_id: str | None
    service: str | None
    description: str


def dollars(units: int) -> Decimal:
    """An amount counted in 1e-10 dollars as a Decimal."""
    return Decimal(units).scaleb(-AMOUNT_SCALE, EXACT)


def price_units(price: str) -> int:
    """A list price as whole 1e-10 dollars.

    Raises:
        decimal.Inexact: the price has more than ten decimals.
    """
    return int(Decimal(price).scaleb(AMOUNT_SCALE, EXACT).to_integral_exact(context=EXACT))
