"""What a day of the product itself cost, from what it counted and list prices."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Final

from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Month
from costgov.domain.prices import Prices
from costgov.domain.runs import Frozen
from costgov.domain.usage import Usage, Used

CURRENCY: Final = "USD"
# A month's projection looks at so many of the latest complete days: a back-fill is no usual day.
_USUAL_DAYS: Final = 7
LEFT_OUT: Final = (
    "requests to the API and what they read",
    "storage, logs, traces, alarms and keys, which `costgov estimate` prices by the month",
    "free allowances of AWS, which would make it less",
)


class UsageRecord(Frozen):
    """What one invocation of one function used."""

    function: str
    usage: Mapping[Used, Decimal]


class OwnCostLine(Frozen):
    """One item that was used, in the unit AWS bills, at its list price."""

    item: Used
    quantity: Decimal
    unit: str
    usd: Decimal


class OwnCost(Frozen):
    """A UTC day of the product's own use at list prices; not `complete` while the day lasts.

    `usd_at_most` is the total if CloudWatch bills every statistic of a metric.
    """

    day: date
    complete: bool
    lines: tuple[OwnCostLine, ...]
    usd: Decimal
    usd_at_most: Decimal


class OwnCostSummary(Frozen):
    """The latest day the product counted, the one before, and the month they lie in."""

    latest: OwnCost
    yesterday: OwnCost | None
    month_to_date_usd: Decimal
    projected_month_usd: Decimal
    left_out: tuple[str, ...] = LEFT_OUT


def own_cost(day: date, usage: Usage, prices: Prices, *, complete: bool) -> OwnCost:
    """Price what a day used.

    Raises:
        KeyError: something was counted that has no price.
    """
    lines = tuple(
        OwnCostLine(
            item=used,
            quantity=usage[used],
            unit=prices[used].unit,
            usd=prices[used].of(usage[used]),
        )
        for used in Used
        if used in usage and used is not Used.CLOUDWATCH_STATISTICS
    )
    usd = exact_sum(line.usd for line in lines)
    metrics = usage.get(Used.CLOUDWATCH_METRICS, Decimal(0))
    more = EXACT.subtract(usage.get(Used.CLOUDWATCH_STATISTICS, metrics), metrics)
    at_most = EXACT.add(usd, prices[Used.CLOUDWATCH_METRICS].of(more))
    return OwnCost(day=day, complete=complete, lines=lines, usd=usd, usd_at_most=at_most)


def summarised(days: Sequence[OwnCost]) -> OwnCostSummary | None:
    """The summary of days in order; None where nothing was counted yet.

    The projection adds the median of the latest complete days for each day the month still has;
    with no complete day the latest one stands for it.
    """
    if not days:
        return None
    latest = days[-1]
    month = Month.of(latest.day)
    so_far = exact_sum(one.usd for one in days if Month.of(one.day) == month)
    complete = [one.usd for one in days if one.complete][-_USUAL_DAYS:]
    usual = median(complete) if complete else latest.usd
    left = (month.window.end - latest.day).days - 1
    before = days[-2] if len(days) > 1 else None
    return OwnCostSummary(
        latest=latest,
        yesterday=before if before and (latest.day - before.day).days == 1 else None,
        month_to_date_usd=so_far,
        projected_month_usd=EXACT.add(so_far, EXACT.multiply(usual, Decimal(left))),
    )
