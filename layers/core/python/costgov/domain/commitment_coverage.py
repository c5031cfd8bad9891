"""What commitment discounts (Reserved Instances, Savings Plans) pay for of some usage."""

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from typing import Annotated, Final

from pydantic import Field

from costgov.domain.price_book import bare_usage
from costgov.domain.runs import Frozen

SAVINGS_PLANS: Final = "ComputeSavingsPlans"
"""The service code that Compute Savings Plans have in the price list."""

# Usage types (without region) that a commitment can be bought for. Whatever is not listed is paid
# on demand: https://docs.aws.amazon.com/savingsplans/latest/userguide/plan-types.html and the
# reserved nodes, instances and capacity of each service.
_COVERABLE: Final = re.compile(
    r"(BoxUsage|DedicatedUsage|UnusedBox|Reservation|UnusedDed|HostBoxUsage|HostUsage)\b.*"
    r"|Fargate-.*|Lambda-(GB-Second|Provisioned).*"
    r"|(InstanceUsage|Multi-AZUsage|Multi-AZClusterUsage|InstanceUsageIOOptimized)\b.*"
    r"|(Aurora:Serverless|RDS:Serverless).*"
    r"|NodeUsage.*|Node:.*|ESInstance.*|MemoryDB.*"
    r"|.*\bml\.[a-z].*|(Read|Write)CapacityUnit-Hrs.*"
)
# Lines of a bill that are the commitment itself: amortised, they are what of it went unused.
_FEES: Final = re.compile(
    r"(ComputeSP|EC2InstanceSP|SageMakerSP|MachineLearningSP|DatabaseSP)\b.*|HeavyUsage\b.*"
)
_RESERVED: Final = "HeavyUsage"
_SHARE: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)
_STEP: Final = Decimal("0.0001")
_ROUNDING: Final = Decimal("0.001")


class CommitmentUse(Frozen):
    """How far the commitments of a service are used, and how much of its usage they cover.

    `service_code` is the price list's (`AmazonEC2`), or SAVINGS_PLANS. Shares are from 0 to 1;
    None is not known. `source` says who told.
    """

    service_code: str
    covered: Annotated[Decimal, Field(ge=0, le=1)] | None
    utilisation: Annotated[Decimal, Field(ge=0, le=1)] | None
    as_of: date
    source: str


@cache
def may_cover(usage_type: str) -> bool:
    """Whether there are commitments for such usage.

    >>> may_cover("USE2-BoxUsage:m5.large"), may_cover("EBS:VolumeUsage.gp3")
    (True, False)
    """
    return _COVERABLE.fullmatch(bare_usage(usage_type)) is not None


@cache
def is_fee(usage_type: str) -> bool:
    """Whether a usage type is a commitment itself: `ComputeSP:1yrNoUpfront`, `HeavyUsage:…`."""
    return _FEES.fullmatch(bare_usage(usage_type)) is not None


def is_fee_for(fee: str, usage_type: str) -> bool:
    """Whether a commitment's unused part could have covered this usage.

    A Savings Plan covers any family; a reservation the family it is for.
    """
    kind, _, size = bare_usage(fee).partition(":")
    return kind != _RESERVED or size.rpartition(".")[0] == family(usage_type).partition(":")[2]


@cache
def family(usage_type: str) -> str:
    """Usage that commitments move between freely: the sizes of one family in one region.

    >>> family("USE2-BoxUsage:m5.large"), family("EU-InstanceUsage:db.r6g.xlarge")
    ('USE2-BoxUsage:m5', 'EU-InstanceUsage:db.r6g')
    """
    kind, _, size = usage_type.partition(":")
    return f"{kind}:{size.rpartition('.')[0]}" if "." in size else usage_type


def committed_share(effective: Decimal, billed: Decimal) -> Decimal | None:
    """The share of a usage's EffectiveCost that commitments have paid for beforehand.

    Covered usage is billed at nothing and effectively costs its part of the commitment; usage on
    demand is billed at what it costs (FOCUS 1.2, BilledCost and EffectiveCost). None where that
    does not hold: nothing was spent, or more was billed than spent.
    """
    if effective <= 0 or billed > effective * (1 + _ROUNDING):
        return None
    share = _SHARE.divide(effective - billed, effective)
    share = Decimal(0) if share < _ROUNDING else min(share, Decimal(1))
    return share.quantize(_STEP)
