"""Thousands of EC2 instances with a fortnight of hours of four metrics each, known by a seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from costgov.domain.digests import Samples
from costgov.domain.metric_wants import Reading, WantedMetric
from costgov.domain.period import Window
from costgov.domain.resources import Resource
from numpy.typing import NDArray

ACCOUNT, REGION = "222233334444", "us-east-1"
TYPES = ("m5.xlarge", "m6i.2xlarge", "c6i.4xlarge", "r6i.xlarge", "m7g.4xlarge", "t3.large")
DAYS, HOUR = 14, 3600
_METRICS: tuple[tuple[str, str, Reading], ...] = (
    ("CPUUtilization", "Percent", "gauge"),
    ("mem_used_percent", "Percent", "gauge"),
    ("NetworkIn", "Bytes", "count"),
    ("NetworkOut", "Bytes", "count"),
)
_OFFICE = np.array([0.1] * 7 + [0.3, 0.7] + [1.0] * 8 + [0.7, 0.4] + [0.15] * 5)

type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Instances, and of each the samples of its metrics."""

    instances: tuple[Resource, ...]
    samples: tuple[Mapping[WantedMetric, Samples], ...]

    @property
    def points(self) -> int:
        """Datapoints of all statistics."""
        return sum(
            len(one.average) + len(one.p95) + len(one.maximum) + len(one.total)
            for some in self.samples
            for one in some.values()
        )


def fleet(count: int, end: date, seed: int = 7) -> Fleet:
    """So many instances, from nearly idle to nearly full, up to (not with) a day."""
    random = np.random.default_rng(seed)
    window = Window(end - timedelta(days=DAYS), end)
    hours = [_midnight(window.start) + timedelta(hours=n) for n in range(24 * DAYS)]
    made = [_instance(number, end) for number in range(count)]
    samples = [dict(_samples(one, window, hours, random)) for one in made]
    return Fleet(tuple(made), tuple(samples))


def _instance(number: int, end: date) -> Resource:
    name = f"i-{number:017x}"
    return Resource(
        id=name,
        arn=f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{name}",
        kind="AWS::EC2::Instance",
        account_id=ACCOUNT,
        region=REGION,
        state="running",
        instance_type=TYPES[number % len(TYPES)],
        launched_at=_midnight(end) - timedelta(days=100 + number % 900),
        tags={"Team": f"team-{number % 40}", "Name": f"web-{number}"},
        attributes={"PlatformDetails": "Linux/UNIX"},
        as_of=end,
    )


def _samples(
    one: Resource, window: Window, hours: list[datetime], random: np.random.Generator
) -> Iterator[tuple[WantedMetric, Samples]]:
    busy = np.tile(_OFFICE, DAYS) * random.uniform(2, 80) + random.uniform(0.2, 6)
    for name, unit, reading in _METRICS:
        wanted = WantedMetric(
            resource=one.key,
            digest=name,
            namespace="AWS/EC2",
            name=name,
            unit=unit,
            dimensions=(("InstanceId", one.id),),
            reading=reading,
            window=window,
            period_seconds=HOUR,
            launched_at=one.launched_at,
            silent_is_zero=False,
        )
        level = busy * random.normal(1.0, 0.08, len(busy)).clip(0.5, 1.5)
        if reading == "count":
            yield wanted, Samples(total=_points(hours, level * 5e7))
        else:
            high = (level * 1.3).clip(max=99.0)
            yield (
                wanted,
                Samples(
                    average=_points(hours, level.clip(max=98.0)),
                    p95=_points(hours, high),
                    maximum=_points(hours, (high * 1.1).clip(max=100.0)),
                ),
            )


def _points(hours: list[datetime], values: Floats) -> dict[datetime, float]:
    """As CloudWatch's client gives them."""
    return dict(zip(hours, values.round(4).tolist(), strict=True))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
