"""How a resource was used day by day: what of it, which statistic, and where that is kept."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from statistics import fmean
from typing import Final

from costgov.domain.capacity import COMPONENTS, Component
from costgov.domain.daily_values import DailyValues
from costgov.domain.digests import Points, Samples, exact
from costgov.domain.runs import Frozen

CPU: Final = "cpu"
MEMORY: Final = "memory"
DISK: Final = "disk"
NETWORK: Final = "network-out"
AVERAGE: Final = "avg"
MAXIMUM: Final = "max"

PERCENT: Final = "percent"
BYTES_PER_SECOND: Final = "bytes per second"

# Percentages to a hundredth, rates to a byte: what a forecast can tell apart, in few letters.
_STEPS: Final = {PERCENT: Decimal("0.01"), BYTES_PER_SECOND: Decimal(1)}

type Use = Mapping[str, DailyValues]
"""Daily values by `<metric>.<statistic>`, such as `cpu.avg` or `disk:/data.max`."""


class ResourceMonth(Frozen):
    """A resource's daily use in one month, packed by `<metric>.<statistic>`."""

    resource_id: str
    month: str
    use: dict[str, str]


def use_key(metric: str, statistic: str) -> str:
    """The name of one series of a resource."""
    return f"{metric}.{statistic}"


def parted(key: str) -> tuple[str, str]:
    """Metric and statistic of such a name; a path in it may hold dots."""
    metric, _, statistic = key.rpartition(".")
    return metric, statistic


def unit_of(metric: str) -> str:
    """The unit of a metric's values."""
    return BYTES_PER_SECOND if metric == NETWORK else PERCENT


def component_of(metric: str) -> Component:
    """What of a resource a metric tells of; `disk:<path>` is one file system of its disks."""
    kind = metric.partition(":")[0].partition("-")[0]
    return next(component for component in COMPONENTS if component == kind)


def kept(metric: str, values: Mapping[date, Decimal]) -> dict[date, Decimal]:
    """Values as they are stored: rounded to what matters of their unit."""
    step = _STEPS[unit_of(metric)]
    return {day: value.quantize(step) for day, value in values.items()}


def judged(metric: str) -> str | None:
    """The statistic by which a metric is held against its threshold; None if it has no limit.

    CPU by the day's average, for a minute at 100 % is no lack of it; memory and disk by the day's
    highest, for they run out at once. What a network or a volume could carry is not known here.
    """
    return {CPU: AVERAGE, MEMORY: MAXIMUM, DISK: MAXIMUM}.get(component_of(metric))


def daily_use(metric: str, samples: Samples, period_seconds: int) -> dict[str, dict[date, Decimal]]:
    """A metric's daily average and highest value, from points of an hour or a day.

    The average is the mean over the periods measured; of a rate, whose points are sums, the highest
    is the busiest period. A statistic without a point is not there.
    """
    if samples.total:
        average: Points = {at: float(value) / period_seconds for at, value in samples.total.items()}
        highest = average
    else:
        average, highest = samples.average, samples.maximum
    found = {
        AVERAGE: {day: exact(fmean(values)) for day, values in _days(average)},
        MAXIMUM: {day: exact(max(values)) for day, values in _days(highest)},
    }
    return {
        use_key(metric, statistic): kept(metric, values)
        for statistic, values in found.items()
        if values
    }


def _days(points: Points) -> list[tuple[date, list[float]]]:
    by_day: defaultdict[date, list[float]] = defaultdict(list)
    for at, value in points.items():
        by_day[at.date()].append(float(value))
    return sorted(by_day.items())
