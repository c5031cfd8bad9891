"""What the organisation's applications report of themselves: orders, and how fast they are taken.

Orders grow by a tenth in a year, come as customers do, and their truth by the day is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial

import numpy as np

from cli.local.synthetic.metrics import Metric
from cli.local.synthetic.names import PRODUCTION_ID
from cli.local.synthetic.noise import Floats, Ints, bell, key_of

ORDERS_NAMESPACE, ORDERS = "Shop", "OrdersPlaced"
LATENCY_NAMESPACE, LATENCY = "Shop", "ResponseTime"
SERVICE = (("Service", "checkout"),)

_FIRST = date(2025, 6, 1)
_A_DAY, _GROWTH = 2_400.0, 0.1
_SECONDS_A_DAY = 86_400
# Orders of each hour as shares of a day, and of each weekday (Monday first) of an average day.
_HOURS = (
    np.array(
        (
            *(14, 9, 6, 4, 3, 4, 9, 18, 30, 41, 48, 52),
            *(55, 53, 50, 50, 54, 60, 70, 80, 86, 78, 56, 30),
        )
    )
    / 960.0
)
_WEEKDAYS = np.array((0.98, 0.96, 0.97, 1.0, 1.08, 1.06, 0.95))


@dataclass(frozen=True, slots=True)
class Application:
    """An application in one account and region; it has run since before the bill begins."""

    account_id: str
    region: str
    launched: datetime

    def ran_until(self, now: datetime) -> datetime:
        """It still runs."""
        return now


SHOP = Application(PRODUCTION_ID, "us-east-1", datetime.combine(_FIRST, time(), UTC))


def application_metrics() -> Iterable[Metric]:
    """Every metric of the applications."""
    yield Metric(
        ORDERS_NAMESPACE, ORDERS, SERVICE, "Count", 60, SHOP, partial(_orders, key_of(0, ORDERS))
    )
    yield Metric(
        LATENCY_NAMESPACE,
        LATENCY,
        SERVICE,
        "Milliseconds",
        60,
        SHOP,
        partial(_latency, key_of(0, LATENCY)),
    )


def orders_on(day: date) -> int:
    """The orders of a UTC day, whole: what CloudWatch's daily sum must say."""
    midnight = int(datetime.combine(day, time(), UTC).timestamp())
    times = np.arange(midnight, midnight + _SECONDS_A_DAY, 60, dtype=np.int64)
    return int(_orders(key_of(0, ORDERS), times).sum())


def _orders(key: int, times: Ints) -> Floats:
    """Whole orders of each minute."""
    day = times // _SECONDS_A_DAY
    since = (times - int(SHOP.launched.timestamp())) / (_SECONDS_A_DAY * 365.0)
    usual = _A_DAY * (1.0 + _GROWTH * since) * _WEEKDAYS[(day + 3) % 7]
    usual = usual * (1.0 + 0.03 * bell(key, day))
    minute = usual * _HOURS[times // 3600 % 24] / 60.0
    result: Floats = np.floor(minute + 0.5 + 0.5 * bell(key + 1, times // 60)).clip(min=0.0)
    return result


def _latency(key: int, times: Ints) -> Floats:
    """Milliseconds: slower while there is more to do, and by a little every month."""
    months = (times - int(SHOP.launched.timestamp())) / (_SECONDS_A_DAY * 30.0)
    busy = _HOURS[times // 3600 % 24] * 24.0
    level = 78.0 + 0.6 * months + 14.0 * busy
    result: Floats = level * (1.0 + 0.05 * bell(key, times // 60))
    return result
