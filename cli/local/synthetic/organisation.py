"""The synthetic organisation: everything about it is known, and the same every time."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property

import numpy as np

from cli.local.synthetic import commitments, fees
from cli.local.synthetic.anomalies import disturbed, planned_changes, plans, truth
from cli.local.synthetic.categories import COST_CATEGORIES, CategorisedLine
from cli.local.synthetic.estate import Estate, Truth, collected
from cli.local.synthetic.findings import Finding, findings
from cli.local.synthetic.fleet import Instance, fleet, hours
from cli.local.synthetic.model import (
    EXACT,
    QUANTITY_SCALE,
    Account,
    LineItem,
    PlannedChange,
    PlantedAnomaly,
    RecordType,
    dollars,
    price_units,
)
from cli.local.synthetic.names import ACCOUNTS, EC2, ORGANIZATION_ID, PAYER_ID
from cli.local.synthetic.noise import Ints, key_of
from cli.local.synthetic.series import Charge, Series, shown
from cli.local.synthetic.usage import (
    EPOCH,
    LAGS,
    Axis,
    Lag,
    amount,
    catalogue,
    mean_quantity,
)

SETTLED = 400
"""Age in days at which nothing changes any more."""
EVENING = time(18, tzinfo=UTC)


@dataclass(frozen=True)
class Organisation:
    """Accounts, instances and a bill of line items from `start` to `end` (both charged).

    `now` is the evening of the last charge day: what is "current" for instances and the default
    clock of the stand-in.
    """

    seed: int
    start: date
    end: date
    series: tuple[Series, ...] = field(repr=False)
    instances: tuple[Instance, ...] = field(repr=False)
    planted_anomalies: tuple[PlantedAnomaly, ...] = field(repr=False)
    accounts: tuple[Account, ...] = tuple(ACCOUNTS.values())
    payer_id: str = PAYER_ID
    organization_id: str = ORGANIZATION_ID
    estate: Estate = field(default_factory=Estate, repr=False)

    @property
    def truth(self) -> tuple[Truth, ...]:
        """The waste that is planted in the estate."""
        return self.estate.truth

    @property
    def now(self) -> datetime:
        """18:00 UTC of the last charge day."""
        return datetime.combine(self.end, EVENING)

    @property
    def planned_changes(self) -> tuple[PlannedChange, ...]:
        """Changes of level that were known beforehand."""
        return planned_changes()

    @property
    def aws_findings(self) -> tuple[Finding, ...]:
        """What AWS Cost Anomaly Detection finds in it, by the first day."""
        found = findings(self.planted_anomalies, ACCOUNTS)
        return tuple(sorted(found, key=lambda finding: finding.start))

    @property
    def cost_allocation_tags(self) -> tuple[str, ...]:
        """The activated tag keys."""
        return ("Environment", "Team")

    @property
    def cost_categories(self) -> Mapping[str, Callable[[CategorisedLine], str]]:
        """How each cost category names a charge."""
        return COST_CATEGORIES

    def lines(self, *, as_known_on: date | None = None) -> Iterator[LineItem]:
        """The bill by day, as Cost Explorer showed it on a day, or settled when None.

        On the day itself only a part is there; late usage comes in for days, some days are
        corrected after two weeks, a refund after twenty days; monthly fees follow what is known.
        """
        visible = self._visible(as_known_on)
        fee_lines = fees.by_day(visible, self._axis, as_known_on)
        for index, day in enumerate(self._axis.dates()):
            if as_known_on is not None and day > as_known_on:
                return
            yield from fee_lines.get(day, ())
            for item in visible:
                line = _line(item, index, day)
                if line is not None:
                    yield line

    def total(self, metric: str = "unblended", *, as_known_on: date | None = None) -> Decimal:
        """The exact sum of one LineItem metric over the whole bill."""
        total = Decimal(0)
        for line in self.lines(as_known_on=as_known_on):
            total = EXACT.add(total, getattr(line, metric))
        return total

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every settled line: two equal organisations have the same."""
        sha = hashlib.sha256()
        for line in self.lines():
            tags = sorted(line.tags.items())
            sha.update(repr((*line[:6], tags, *map(str, line[7:]))).encode())
        return sha.hexdigest()

    @property
    def _axis(self) -> Axis:
        return Axis.spanning(self.start, self.end)

    def _visible(self, as_known_on: date | None) -> list[Series]:
        shares = self._shares(as_known_on)
        return [_scaled(item, shares[item.charge.lag]) for item in self.series]

    def _shares(self, as_known_on: date | None) -> Mapping[Lag, Ints]:
        days = self._axis.ordinals
        if as_known_on is None:
            ages = np.full_like(days, SETTLED)
        else:
            ages = as_known_on.toordinal() - days
        return {lag: lag.share(ages) for lag in LAGS.values()}


def build_organisation(
    *, seed: int = 1, start: date = date(2025, 9, 1), end: date = date(2026, 10, 20)
) -> Organisation:
    """Build the organisation's bill and estate.

    Args:
        seed: another seed gives other noise and other resource ids, the same story.
        start: first charge day to be seen; days before it leave their mark (spent credits).
        end: last charge day, charged too.

    Raises:
        ValueError: `end` lies before `start`.
    """
    if end < start:
        raise ValueError(f"the last charge day {end} lies before the first {start}")
    axis, visible = Axis.spanning(min(start, EPOCH), end), Axis.spanning(start, end)
    now = datetime.combine(end, EVENING)
    instances = fleet(seed, now)
    usage, planted = _catalogue_usage(seed, axis, visible)
    usage += _instance_usage(instances, axis, now)
    bill = commitments.discounted(commitments.under_savings_plan(usage, axis), axis)
    bill += commitments.reserved_databases(axis)
    bill += commitments.credits(bill, axis)
    bill.append(commitments.refund(axis))
    return Organisation(
        seed=seed,
        start=start,
        end=end,
        series=tuple(item.since(axis.days - visible.days) for item in bill),
        instances=instances,
        planted_anomalies=tuple(sorted(planted, key=lambda anomaly: anomaly.start)),
        estate=collected(now),
    )


def _catalogue_usage(
    seed: int, axis: Axis, visible: Axis
) -> tuple[list[Series], list[PlantedAnomaly]]:
    planned = plans()
    series: list[Series] = []
    planted: list[PlantedAnomaly] = []
    for usage in catalogue():
        key = key_of(seed, usage.account_id, usage.service, usage.usage_type, usage.region)
        quantity, deviations = disturbed(usage, mean_quantity(usage, axis, key), axis, planned)
        known = (truth(plan, added, axis, visible) for plan, added in deviations)
        planted += [anomaly for anomaly in known if anomaly is not None]
        charge = Charge(
            usage.account_id,
            usage.service,
            usage.usage_type,
            usage.region,
            RecordType.USAGE,
            usage.tags,
            usage.unit,
            usage.lag,
        )
        series.append(Series.plain(charge, quantity, amount(quantity, price_units(usage.price))))
    return series, planted


def _instance_usage(instances: tuple[Instance, ...], axis: Axis, now: datetime) -> list[Series]:
    series: list[Series] = []
    for instance in instances:
        if instance.billed != "instance":
            continue
        charge = Charge(
            instance.account_id,
            EC2,
            instance.usage_type,
            instance.region,
            RecordType.USAGE,
            instance.tags,
            "Hrs",
            LAGS["normal"],
        )
        quantity = hours(instance, axis, now)
        money = amount(quantity, price_units(instance.price))
        series.append(Series.plain(charge, quantity, money))
    return series


def _scaled(item: Series, share: Ints) -> Series:
    return Series(
        item.charge,
        shown(item.quantity, share),
        shown(item.unblended, share),
        shown(item.net_unblended, share),
        shown(item.amortized, share),
        shown(item.net_amortized, share),
    )


def _line(item: Series, index: int, day: date) -> LineItem | None:
    quantity = int(item.quantity[index])
    unblended, amortized = int(item.unblended[index]), int(item.amortized[index])
    if not (quantity or unblended or amortized):
        return None
    charge = item.charge
    return LineItem(
        day,
        charge.account_id,
        charge.service,
        charge.usage_type,
        charge.region,
        charge.record_type,
        charge.tags,
        Decimal(quantity).scaleb(-QUANTITY_SCALE, EXACT),
        charge.unit,
        dollars(unblended),
        dollars(int(item.net_unblended[index])),
        dollars(amortized),
        dollars(int(item.net_amortized[index])),
    )
