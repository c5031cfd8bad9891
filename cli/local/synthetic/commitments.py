"""What turns usage into a bill: a Savings Plan, reserved databases, a discount, credits, a refund.

Each keeps the totals: over a full month unblended and amortized cost are equal, and on every day
the net amounts add up to the unblended ones.
"""

from dataclasses import replace
from datetime import date

import numpy as np

from cli.local.synthetic.model import RecordType, price_units
from cli.local.synthetic.names import (
    CLOUDFRONT,
    EC2,
    NO_REGION,
    PAYER_ID,
    PRODUCTION_ID,
    RDS,
    SAVINGS_PLANS,
    TAG_SETS,
)
from cli.local.synthetic.noise import Ints
from cli.local.synthetic.series import Charge, Series
from cli.local.synthetic.usage import LAGS, Axis, amount

SP_BOUGHT = date(2025, 12, 1)
SP_USAGE_TYPE = "ComputeSP:1yrNoUpfront"
SP_HOURLY_COMMITMENT = "1.35"
SP_COVERED = ("m6i.xlarge", "m6i.2xlarge", "m6i.4xlarge", "r6i.xlarge")
_SP_RATE = 7_200
"""What covered usage costs under the plan, in basis points of the on-demand price."""

RI_USAGE_TYPE = "InstanceUsage:db.r6g.xlarge"
RI_HOURLY = "0.3126"
RI_ON_DEMAND_HOURLY = "0.43"
_RI_COUNT = 2

EDP_FROM = date(2026, 1, 1)
EDP_SERVICES = ("Amazon CloudFront", "Amazon DynamoDB", "Amazon Simple Storage Service")
_EDP_RATE = 400

CREDIT_FROM = date(2025, 10, 1)
CREDIT_GRANTED = "6000"
_CREDIT_SHARE = 3_500

REFUND_DAY = date(2026, 3, 18)
REFUND_AMOUNT = "412.37"


def under_savings_plan(series: list[Series], axis: Axis) -> list[Series]:
    """Production's steady instances under a one-year, no-upfront Compute Savings Plan."""
    active = axis.between(SP_BOUGHT, date.max).astype(np.int64)
    kept: list[Series] = []
    used = np.zeros(axis.days, dtype=np.int64)
    for item in series:
        if not _coverable(item.charge):
            kept.append(item)
            continue
        covered = item.unblended * active
        plan_cost = covered * _SP_RATE // 10_000
        used += plan_cost
        kept.append(_masked(item, 1 - active))
        kept.append(_covered(item, covered, plan_cost, active))
        kept.append(_negation(item, covered))
    return [*kept, _plan_fee(active, used)]


def reserved_databases(axis: Axis) -> list[Series]:
    """Two reserved databases, no upfront: the fee falls on the 1st, the usage costs nothing."""
    charge = Charge(
        PRODUCTION_ID,
        RDS,
        RI_USAGE_TYPE,
        "us-east-1",
        RecordType.DISCOUNTED_USAGE,
        TAG_SETS["checkout"],
        "Hrs",
        LAGS["at_once"],
    )
    none = np.zeros(axis.days, dtype=np.int64)
    hours = np.full(axis.days, 24 * _RI_COUNT * 10_000, dtype=np.int64)
    accrued = amount(hours, price_units(RI_HOURLY))
    fee_hours = np.array(
        [_days_of_month(day) * 24 * _RI_COUNT * 10_000 * (day.day == 1) for day in axis.dates()],
        dtype=np.int64,
    )
    fee = amount(fee_hours, price_units(RI_HOURLY))
    fee_charge = replace(charge, record_type=RecordType.RI_FEE)
    return [
        Series.cash(charge, hours, none, accrued),
        Series.cash(fee_charge, fee_hours, fee, none),
    ]


def discounted(series: list[Series], axis: Axis) -> list[Series]:
    """A negotiated discount as lines of its own; net amounts have it taken off the usage."""
    active = axis.between(EDP_FROM, date.max).astype(np.int64)
    result: list[Series] = []
    for item in series:
        charge = item.charge
        if charge.account_id != PRODUCTION_ID or charge.service not in EDP_SERVICES:
            result.append(item)
            continue
        off = item.unblended * active * _EDP_RATE // 10_000
        net = item.unblended - off
        result.append(replace(item, net_unblended=net, net_amortized=net))
        none = np.zeros_like(off)
        line = item.derived(RecordType.EDP_DISCOUNT, -off)
        result.append(replace(line, net_unblended=none, net_amortized=none))
    return result


def credits(series: list[Series], axis: Axis) -> list[Series]:  # noqa: A001
    """Promotional credits on production's databases and compute, until they run out."""
    active = axis.between(CREDIT_FROM, date.max).astype(np.int64)
    left = price_units(CREDIT_GRANTED)
    eligible = [item for item in series if _creditable(item.charge)]
    wanted = np.stack([item.unblended * active * _CREDIT_SHARE // 10_000 for item in eligible])
    given = np.zeros_like(wanted)
    for day in range(axis.days):
        for row in range(len(eligible)):
            given[row, day] = min(left, int(wanted[row, day]))
            left -= int(given[row, day])
    return [
        item.derived(RecordType.CREDIT, -money) for item, money in zip(eligible, given, strict=True)
    ]


def refund(axis: Axis) -> Series:
    """A refund that was posted weeks after the day it belongs to."""
    charge = Charge(
        PRODUCTION_ID,
        CLOUDFRONT,
        "US-DataTransfer-Out-Bytes",
        "global",
        RecordType.REFUND,
        TAG_SETS["growth"],
        "GB",
        LAGS["refunded"],
    )
    on_day = (axis.ordinals == REFUND_DAY.toordinal()).astype(np.int64)
    return Series.plain(charge, np.zeros_like(on_day), -price_units(REFUND_AMOUNT) * on_day)


def _coverable(charge: Charge) -> bool:
    family = charge.usage_type.partition("BoxUsage:")[2]
    return (
        charge.account_id == PRODUCTION_ID
        and charge.service == EC2
        and charge.region == "us-east-1"
        and family in SP_COVERED
    )


def _creditable(charge: Charge) -> bool:
    return (
        charge.account_id == PRODUCTION_ID
        and charge.service in {EC2, RDS}
        and charge.record_type is RecordType.USAGE
    )


def _masked(item: Series, mask: Ints) -> Series:
    return Series(
        item.charge,
        item.quantity * mask,
        item.unblended * mask,
        item.net_unblended * mask,
        item.amortized * mask,
        item.net_amortized * mask,
    )


def _covered(item: Series, covered: Ints, plan_cost: Ints, active: Ints) -> Series:
    charge = replace(item.charge, record_type=RecordType.SP_COVERED, lag=LAGS["at_once"])
    return Series.cash(charge, item.quantity * active, covered, plan_cost)


def _negation(item: Series, covered: Ints) -> Series:
    line = item.derived(RecordType.SP_NEGATION, -covered, lag=LAGS["at_once"])
    none = np.zeros_like(covered)
    return replace(line, amortized=none, net_amortized=none)


def _plan_fee(active: Ints, used: Ints) -> Series:
    charge = Charge(
        PAYER_ID,
        SAVINGS_PLANS,
        SP_USAGE_TYPE,
        NO_REGION,
        RecordType.SP_FEE,
        TAG_SETS[""],
        "Hrs",
        LAGS["at_once"],
    )
    hours = active * 24 * 10_000
    fee = amount(hours, price_units(SP_HOURLY_COMMITMENT))
    return Series.cash(charge, hours, fee, fee - used)


def _days_of_month(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - day.replace(day=1)).days
