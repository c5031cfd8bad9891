"""What a day of the product itself cost, from what it counted and list prices."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Final

from costgov.domain.cost_queries import BackFill
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Month
from costgov.domain.prices import Prices, list_prices
from costgov.domain.runs import Frozen
from costgov.domain.usage import Usage, Used

CURRENCY: Final = "USD"
# A month's projection looks at so many of the latest complete days.
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


def summarised(days: Sequence[OwnCost], back_fill: BackFill | None = None) -> OwnCostSummary | None:
    """The summary of days in order; None where nothing was counted yet.

    The projection adds the median of the latest complete days for each day the month still has;
    with no complete day the latest one stands for it. Requests that only the back-fill took are
    counted once, on their day.
    """
    if not days:
        return None
    latest = days[-1]
    month = Month.of(latest.day)
    so_far = exact_sum(one.usd for one in days if Month.of(one.day) == month)
    complete = [_usual(one, back_fill) for one in days if one.complete][-_USUAL_DAYS:]
    usual = median(complete) if complete else _usual(latest, back_fill)
    left = (month.window.end - latest.day).days - 1
    before = days[-2] if len(days) > 1 else None
    return OwnCostSummary(
        latest=latest,
        yesterday=before if before and (latest.day - before.day).days == 1 else None,
        month_to_date_usd=so_far,
        projected_month_usd=EXACT.add(so_far, EXACT.multiply(usual, Decimal(left))),
    )


def _usual(cost: OwnCost, back_fill: BackFill | None) -> Decimal:
    """What the day would have cost without the requests that only the back-fill took."""
    if back_fill is None or back_fill.daily_requests is None or not back_fill.was_on(cost.day):
        return cost.usd
    asked = exact_sum(
        line.quantity for line in cost.lines if line.item is Used.COST_EXPLORER_REQUESTS
    )
    once = max(EXACT.subtract(asked, Decimal(back_fill.daily_requests)), Decimal(0))
    return EXACT.subtract(cost.usd, list_prices()[Used.COST_EXPLORER_REQUESTS].of(once))
