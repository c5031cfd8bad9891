"""What EC2 Spot cost over the last weeks: a price that moves, zone by zone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from statistics import median_low

from costgov.domain.price_book import UnitPrice
from costgov.domain.runs import Frozen

_MEAN = Context(prec=28, rounding=ROUND_HALF_EVEN)
_STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class SpotChange:
    """From `at` on, an hour of a type cost `amount` in a zone."""

    zone: str
    at: datetime
    amount: Decimal


class SpotPrice(Frozen):
    """An hour of a type on Spot in a region: the middle zone's mean over a window.

    `low` and `high` are the cheapest and the dearest zone's means, `zones` how many had a price.
    """

    instance_type: str
    system: str
    region: str
    amount: Decimal
    low: Decimal
    high: Decimal
    zones: int
    as_of: date

    def unit_price(self) -> UnitPrice:
        """As an entry of the price book."""
        return UnitPrice(
            key=f"ec2.spot/{self.instance_type}/{self.system}",
            region=self.region,
            amount=self.amount,
            unit="Hrs",
            usage_type=f"SpotUsage:{self.instance_type}",
            as_of=self.as_of,
            # EC2 tells no currency: prices are in that of the partition.
            currency="CNY" if self.region.startswith("cn-") else "USD",
            service_code="AmazonEC2",
        )


def zone_means(changes: Iterable[SpotChange], start: datetime, end: datetime) -> dict[str, Decimal]:
    """Each zone's price from `start` to `end`, weighted by the time it held.

    A zone's price before its first change in the window is that change's: EC2 gives the one in
    force at the start as the first.
    """
    by_zone: defaultdict[str, list[SpotChange]] = defaultdict(list)
    for change in changes:
        if change.at < end:
            by_zone[change.zone].append(change)
    return {zone: _mean(some, start, end) for zone, some in sorted(by_zone.items())}


def _mean(changes: Sequence[SpotChange], start: datetime, end: datetime) -> Decimal:
    ordered = sorted(changes, key=lambda one: one.at)
    held = [max(one.at, start) for one in ordered]
    held[0] = start
    ends = [*held[1:], end]
    seconds = [
        Decimal(int((after - before).total_seconds()))
        for before, after in zip(held, ends, strict=True)
    ]
    total = sum(seconds, Decimal(0))
    if not total:
        return ordered[-1].amount
    weighted = sum(
        (one.amount * held_for for one, held_for in zip(ordered, seconds, strict=True)), Decimal(0)
    )
    return _MEAN.divide(weighted, total).quantize(_STEP)


def spot_price(
    instance_type: str,
    system: str,
    region: str,
    changes: Iterable[SpotChange],
    window: tuple[datetime, datetime],
) -> SpotPrice | None:
    """The price of a type over a window of instants; None where no zone has one."""
    means = zone_means(changes, *window)
    if not means:
        return None
    return SpotPrice(
        instance_type=instance_type,
        system=system,
        region=region,
        amount=median_low(means.values()),
        low=min(means.values()),
        high=max(means.values()),
        zones=len(means),
        as_of=window[1].date(),
    )
