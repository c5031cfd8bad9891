"""CloudWatch metrics of the instances: one-minute samples made on demand, with known shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

import numpy as np

from cli.local.synthetic.disks import DISKS, Disk
from cli.local.synthetic.fleet import Instance
from cli.local.synthetic.noise import Floats, Ints, bell, key_of, uniform

type Dimensions = tuple[tuple[str, str], ...]

PROFILES: Mapping[str, tuple[float, ...]] = {
    "flat": (0.5,) * 24,
    "office": (
        *(0.05, 0.05, 0.05, 0.05, 0.05, 0.06, 0.10, 0.25, 0.62, 0.95, 1.0, 1.0),
        *(0.82, 0.92, 1.0, 1.0, 0.92, 0.62, 0.32, 0.16, 0.10, 0.08, 0.06, 0.05),
    ),
    "consumer": (
        *(0.30, 0.20, 0.12, 0.08, 0.06, 0.08, 0.15, 0.28, 0.40, 0.48, 0.54, 0.60),
        *(0.66, 0.64, 0.60, 0.62, 0.68, 0.76, 0.86, 0.96, 1.0, 0.92, 0.70, 0.46),
    ),
    "nightly": (0.0, 1.0, 1.0, *(0.0,) * 21),
}
"""How busy each hour of the day is, from 0 (low) to 1 (high)."""

_CREDITS_PER_HOUR = {"t3.micro": 12, "t3.medium": 24, "t3.large": 36, "t4g.medium": 24}


class Emitter(Protocol):
    """What emits metrics: an instance, or an application."""

    @property
    def account_id(self) -> str:
        """The account whose CloudWatch they are in."""
        ...

    @property
    def region(self) -> str:
        """Its region."""
        ...

    @property
    def launched(self) -> datetime:
        """When it began."""
        ...

    def ran_until(self, now: datetime) -> datetime:
        """When it last emitted, seen from `now`."""
        ...


type Generator = Callable[[Ints], Floats]
"""One-minute values at epoch seconds."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One CloudWatch metric: its full identity, and how often a datapoint is stored.

    `resolution` is the distance of stored datapoints in seconds; each holds the samples since,
    one every `step` seconds, so that minimum, maximum and sample count mean something.
    """

    namespace: str
    name: str
    dimensions: Dimensions
    unit: str
    resolution: int
    emitter: Emitter
    generate: Generator
    step: int = 60

    def samples(self, start: int, end: int, now: datetime) -> tuple[Ints, Floats]:
        """Sample times (epoch seconds, at which they are stored) and values in [start, end).

        There are none before the launch, after the stop, or from `now` on.
        """
        first = max(start, _minute_after(self.emitter.launched))
        last = min(end, int(self.emitter.ran_until(now).timestamp()))
        first += -first % self.step
        times = np.arange(first, max(first, last), self.step, dtype=np.int64)
        values = self.generate(times)
        return times - times % self.resolution, np.round(values, 6)


def metrics_of(instance: Instance) -> list[Metric]:
    """Every metric an instance emits while it runs."""
    resolution = 60 if instance.detailed else 300
    metrics = [
        _of_ec2(instance, "CPUUtilization", "Percent", resolution),
        _of_ec2(instance, "NetworkIn", "Bytes", resolution),
        _of_ec2(instance, "NetworkOut", "Bytes", resolution),
    ]
    if instance.burstable:
        metrics.append(_of_ec2(instance, "CPUCreditBalance", "Count", 300))
    if instance.agent:
        metrics.append(_memory_metric(instance))
    if instance.name in DISKS:
        metrics.append(_disk_metric(instance, DISKS[instance.name]))
    return metrics


def _of_ec2(instance: Instance, name: str, unit: str, resolution: int) -> Metric:
    own, generate = (("InstanceId", instance.id),), partial(_GENERATORS[name], instance)
    step = 300 if name == "CPUCreditBalance" else 60
    return Metric("AWS/EC2", name, own, unit, resolution, instance, generate, step)


def _memory_metric(instance: Instance) -> Metric:
    ident, image = ("InstanceId", instance.id), ("ImageId", instance.image_id)
    kind, group = ("InstanceType", instance.instance_type), ("AutoScalingGroupName", instance.group)
    layouts: dict[str, Dimensions] = {
        "instance": (ident,),
        "full": (image, ident, kind),
        "group": (group, image, ident, kind),
        "windows": (ident, ("objectname", "Memory")),
    }
    name = "Memory % Committed Bytes In Use" if instance.agent == "windows" else "mem_used_percent"
    dimensions, generate = layouts[instance.agent], partial(_memory, instance)
    return Metric("CWAgent", name, dimensions, "Percent", 60, instance, generate)


def _disk_metric(instance: Instance, disk: Disk) -> Metric:
    dimensions: Dimensions = (
        ("InstanceId", instance.id),
        ("device", disk.device),
        ("fstype", disk.file_system),
        ("path", disk.path),
    )
    generate = partial(disk.used_percent, instance.id)
    return Metric("CWAgent", "disk_used_percent", dimensions, "Percent", 60, instance, generate)


def _busy(instance: Instance, times: Ints) -> Floats:
    """How busy the clock makes the instance, 0 to 1, with the weekend taken off."""
    return busy_at(PROFILES[instance.load.profile], instance.load.weekend, times)


def busy_at(hours: tuple[float, ...], weekend: float, times: Ints) -> Floats:
    """How busy a day's hours make something at epoch seconds, `weekend` times as busy on those."""
    profile = np.array(hours, dtype=np.float64)
    hour = times // 3600 % 24
    part = (times % 3600) / 3600.0
    level = profile[hour] * (1.0 - part) + profile[(hour + 1) % 24] * part
    weekday = (times // 86_400 + 3) % 7
    result: Floats = level * np.where(weekday >= 5, weekend, 1.0)
    return result


def cpu_percent(instance: Instance, times: Ints) -> Floats:
    """CPU use of each minute, in percent."""
    load, minutes = instance.load, times // 60
    starved = instance.truth == "burstable_exhausted"
    wanted = load.high * 1.6 if starved else load.high
    level = load.low + (wanted - load.low) * _busy(instance, times)
    level = level * (1.0 + 0.06 * bell(key_of(0, instance.id, "cpu"), minutes))
    burst = uniform(key_of(0, instance.id, "burst"), minutes) < 0.02
    level = level + burst * load.burst
    result: Floats = level.clip(0.01, load.high if starved else 100.0)
    return result


def _memory(instance: Instance, times: Ints) -> Floats:
    if instance.load.memory is None:
        raise ValueError(f"fleet.csv: {instance.name} has an agent and no memory level")
    level = instance.load.memory + 4.0 * _busy(instance, times)
    level = level + 0.4 * bell(key_of(0, instance.id, "memory"), times // 60)
    result: Floats = level.clip(0.0, 100.0)
    return result


def _network(bytes_per_point: float, name: str) -> Callable[[Instance, Ints], Floats]:
    def generate(instance: Instance, times: Ints) -> Floats:
        noise = 1.0 + 0.15 * bell(key_of(0, instance.id, name), times // 60)
        cpu = np.maximum(cpu_percent(instance, times) - 1.0, 0.002)
        result: Floats = np.rint(cpu * bytes_per_point * noise.clip(min=0.1))
        return result

    return generate


def _credits(instance: Instance, times: Ints) -> Floats:
    full = _CREDITS_PER_HOUR[instance.instance_type] * 24.0
    if instance.truth == "burstable_exhausted":
        left = full * 0.25 * (1.0 - _busy(instance, times)) ** 4
    else:
        left = full * (1.0 - 0.3 * _busy(instance, times))
    result: Floats = left.clip(0.0, full)
    return result


def _minute_after(instant: datetime) -> int:
    seconds = int(instant.timestamp())
    return seconds + -seconds % 60


_GENERATORS: dict[str, Callable[[Instance, Ints], Floats]] = {
    "CPUUtilization": cpu_percent,
    "NetworkIn": _network(1_500_000.0, "in"),
    "NetworkOut": _network(4_000_000.0, "out"),
    "CPUCreditBalance": _credits,
}
