"""Orders, response times and a file system that fills: the truths that measures are held to."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from cli.local.synthetic import Organisation
from cli.local.synthetic.applications import ORDERS, SHOP, application_metrics, orders_on
from cli.local.synthetic.disks import DISKS
from cli.local.synthetic.metrics import Metric, metrics_of

DAY = timedelta(days=1)


def midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def named(name: str) -> Metric:
    (found,) = [metric for metric in application_metrics() if metric.name == name]
    return found


def test_a_disk_fills_evenly_and_reaches_80_percent_on_the_day_it_says(
    organisation: Organisation,
) -> None:
    (kafka,) = [one for one in organisation.instances if one.name in DISKS]
    (metric,) = [one for one in metrics_of(kafka) if one.name == "disk_used_percent"]
    disk = DISKS[kafka.name]
    later = datetime.combine(disk.full + 9 * DAY, time(), UTC)

    def highest(day: date) -> float:
        _, values = metric.samples(midnight(day), midnight(day + DAY), later)
        return float(values.max())

    assert highest(disk.since - 30 * DAY) < 9
    assert highest(disk.full - 3 * DAY) < 80 <= highest(disk.full)
    assert 35 <= (disk.full - organisation.end).days <= 45, "about 40 days ahead of the demo"
    assert ("path", "/data") in metric.dimensions


def test_orders_are_whole_come_as_customers_do_and_grow() -> None:
    first, last = date(2025, 9, 1), date(2026, 9, 1)
    orders = named(ORDERS)
    _, values = orders.samples(midnight(last), midnight(last + DAY), SHOP.ran_until(_after(last)))

    assert values.sum() == orders_on(last)
    assert np.array_equal(values, np.rint(values))
    year_before = sum(orders_on(first + n * DAY) for n in range(7))
    week = sum(orders_on(last + n * DAY) for n in range(7))
    assert 1.03 < week / year_before < 1.17
    assert 15_000 < week < 22_000


def test_response_times_are_far_below_150_milliseconds_and_rise() -> None:
    latency = named("ResponseTime")

    def mean(day: date) -> float:
        return float(latency.samples(midnight(day), midnight(day + DAY), _after(day))[1].mean())

    assert 85 < mean(date(2025, 9, 1)) < mean(date(2026, 9, 1)) < 120


def _after(day: date) -> datetime:
    return datetime.combine(day + 2 * DAY, time(), UTC)
