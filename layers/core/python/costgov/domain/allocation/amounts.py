"""A month's amounts by charge category, metric and day: adding them up, comparing sums."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext

from costgov.domain.costs import ChargeCategory, DayAmounts, Metric
from costgov.domain.money import EXACT, exact_sum

type Amounts = Mapping[tuple[ChargeCategory, Metric], DayAmounts]
# Amounts while they are being added up.
type Booked = dict[tuple[ChargeCategory, Metric], dict[int, Decimal]]


def add_amounts(target: Booked, more: Amounts) -> None:
    """Add amounts to others in place, exactly."""
    # Operators in the exact context take half the time of the context's methods.
    with localcontext(EXACT):
        for key, by_day in more.items():
            days = target.setdefault(key, {})
            for day, amount in by_day.items():
                days[day] = days[day] + amount if day in days else amount


def summed(parts: Iterable[Amounts]) -> Booked:
    """The exact sum by charge category, metric and day."""
    total: Booked = {}
    for part in parts:
        add_amounts(total, part)
    return total


def difference(bill: Amounts, parts: Amounts) -> Booked:
    """What the bill has more (or less) than its parts, without the days on which they agree.

    Parts whose source does not tell charge categories apart are compared over all categories.
    """
    if any(category is ChargeCategory.UNSPLIT for category, _ in parts):
        bill, parts = unsplit(bill), unsplit(parts)
    found: Booked = {}
    for key in bill.keys() | parts.keys():
        ours, theirs = bill.get(key, {}), parts.get(key, {})
        days = {
            day: EXACT.subtract(ours.get(day, Decimal(0)), theirs.get(day, Decimal(0)))
            for day in ours.keys() | theirs.keys()
        }
        if days := {day: amount for day, amount in days.items() if amount}:
            found[key] = days
    return found


def unsplit(amounts: Amounts) -> Booked:
    """The amounts over all charge categories."""
    return summed(
        {(ChargeCategory.UNSPLIT, metric): by_day} for (_, metric), by_day in amounts.items()
    )


def month_cost(amounts: Amounts, metric: Metric = Metric.EFFECTIVE) -> Decimal:
    """The exact sum of one metric over charge categories and days."""
    return exact_sum(
        amount for (_, of), by_day in amounts.items() if of is metric for amount in by_day.values()
    )
