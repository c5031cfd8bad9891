"""The words an estate is told in: what is listed, answered, measured, and true about it.

Accounts are named as in `names.ACCOUNTS` ("production", "data-platform" …). "" as a region is
every region (global services), "" as an account every account.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal

import numpy as np

from cli.local.synthetic.metrics import PROFILES, Metric, busy_at
from cli.local.synthetic.names import ACCOUNTS
from cli.local.synthetic.noise import Floats, Ints, bell, key_of

type Shape = Mapping[str, Any]
"""A structure as AWS sends it, with datetimes as datetimes."""

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listed:
    """Items that an operation lists, or of which it describes one.

    Args:
        service: botocore's name of the service, as of the operation ("DescribeVolumes").
        items: elements of the result list as AWS sends them (structures, or texts as ARNs).
        where: parameters a request must carry for these items, beside filters and identifiers
            that the items' own fields answer ({"cluster": arn}).
        key: the result list, where an operation has several and the items' fields do not tell.
        page: greatest number of items on a page; the stand-in's own (few) by default.
    """

    service: str
    operation: str
    account: str
    region: str
    items: Sequence[Any]
    where: Shape = field(default_factory=dict)
    key: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply, or the code of a refusal, to requests with exactly these parameters."""

    service: str
    operation: str
    account: str
    region: str
    where: Shape = field(default_factory=dict)
    reply: Shape = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class InstanceFields:
    """What DescribeInstances says of an instance of `fleet.csv` beside what is told there."""

    instance: str
    fields: Shape


@dataclass(frozen=True, slots=True)
class Truth:
    """A resource that a check must report, and what that saves a month in USD at list prices.

    `monthly_usd` is worked out by hand from the price tables; None says it has no price.
    """

    check: str
    resource_id: str
    monthly_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A CloudWatch metric: one sample every `every` seconds, and one datapoint for each.

    Args:
        level: a sample's value at the busiest hour of `profile`.
        low: its value at the quietest hour; `level` by default, which makes it constant.
        profile: the hours of a day (`metrics.PROFILES`): flat, office, consumer, nightly.
        weekend: how busy the weekend is, as a share of a weekday.
        noise: standard deviation as a share of the value.
        launched: when it began to be emitted.
        silent_from: when it ended.
    """

    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    account: str
    region: str
    level: float
    low: float | None = None
    profile: Literal["flat", "office", "consumer", "nightly"] = "flat"
    weekend: float = 1.0
    noise: float = 0.0
    unit: str = "Count"
    every: int = 300
    launched: datetime = LONG_AGO
    silent_from: datetime | None = None

    @property
    def account_id(self) -> str:
        """The account whose CloudWatch it is in."""
        return ACCOUNTS[self.account].id

    def ran_until(self, now: datetime) -> datetime:
        """When it was last emitted, seen from `now`."""
        return now if self.silent_from is None else min(now, self.silent_from)

    def as_metric(self) -> Metric:
        """It as CloudWatch of the stand-in reads metrics."""
        dimensions = tuple(sorted(self.dimensions.items()))
        return Metric(
            self.namespace,
            self.metric,
            dimensions,
            self.unit,
            resolution=self.every,
            emitter=self,
            generate=partial(_values, self),
            step=self.every,
        )


type Told = Listed | Answer | InstanceFields | Measured | Truth


def _values(told: Measured, times: Ints) -> Floats:
    if told.low is None:
        level = np.full(len(times), told.level, dtype=np.float64)
    else:
        busy = busy_at(PROFILES[told.profile], told.weekend, times)
        level = told.low + (told.level - told.low) * busy
    if told.noise:
        key = key_of(0, told.metric, *(f"{k}={v}" for k, v in sorted(told.dimensions.items())))
        level = level * (1.0 + told.noise * bell(key, times // told.every))
    result: Floats = level.clip(min=0.0)
    return result
