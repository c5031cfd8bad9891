"""Instances with measured use, the types they may run on, and what these cost."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from costgov.domain.capacity_use import UsePoint, capacity_use
from costgov.domain.instance_types import InstanceCatalogue, InstanceType
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import REGION, TODAY, count, gauge, resource

INSTANCE: Final = "AWS::EC2::Instance"
PRICES: Final = {
    "ec2.instance/m6i.large/Linux": "0.096",
    "ec2.instance/m6i.xlarge/Linux": "0.192",
    "ec2.instance/m6i.2xlarge/Linux": "0.384",
    "ec2.instance/m6i.4xlarge/Linux": "0.768",
    "ec2.instance/c6i.large/Linux": "0.085",
    "ec2.instance/r6i.large/Linux": "0.126",
    "ec2.instance/m7g.large/Linux": "0.0816",
    "ec2.instance/m4.large/Linux": "0.08",
    "ec2.instance/t3.large/Linux": "0.0832",
    "ec2.instance/t3.xlarge/Linux": "0.1664",
}


def kind(
    name: str, vcpus: int, memory: float, architecture: str = "x86_64", *, current: bool = True
) -> InstanceType:
    return InstanceType(
        name=name,
        vcpus=vcpus,
        memory_gib=memory,
        architecture=architecture,
        current=current,
        burstable=name.startswith("t"),
        network_gbps=0.4 * vcpus,
        ebs_mbps=40.0 * vcpus,
        ebs_iops=1500 * vcpus,
    )


CATALOGUE: Final = InstanceCatalogue.of(
    REGION,
    [
        kind("m6i.large", 2, 8),
        kind("m6i.xlarge", 4, 16),
        kind("m6i.2xlarge", 8, 32),
        kind("m6i.4xlarge", 16, 64),
        kind("c6i.large", 2, 4),
        kind("r6i.large", 2, 16),
        kind("m7g.large", 2, 8, "arm64"),
        kind("m4.large", 2, 8, current=False),
        kind("t3.large", 2, 8),
        kind("t3.xlarge", 4, 16),
    ],
)


def profiled(
    metric: str, percent: Callable[[int], float], *, days: int = 14, peak: float = 1.2
) -> MetricDigest:
    """A gauge of so many percent in each hour, with its profile."""
    start = datetime.combine(TODAY - timedelta(days), time(), UTC)
    points = [
        UsePoint(
            start + timedelta(hours=n),
            percent(n),
            min(percent(n) * 1.05, 100),
            min(percent(n) * peak, 100),
        )
        for n in range(days * 24)
    ]
    use = capacity_use(points, 3600)
    assert use is not None
    return gauge(metric, str(use.mean), days=days).model_copy(update={"use": use})


def flat(percent: float) -> Callable[[int], float]:
    return lambda hour: percent + 0.2 * (hour % 5)


def traffic(bytes_per_second: str = "1000") -> tuple[MetricDigest, ...]:
    """In and out, at most so many bytes a second."""
    return tuple(
        count(name, "1000000", peak_per_second=bytes_per_second)
        for name in ("NetworkIn", "NetworkOut")
    )


def volume(bytes_per_second: str = "1000") -> Resource:
    """The instance's volume, with at most so many bytes a second and ten operations."""
    rates = [
        count(
            f"Volume{way}{what}", "1", peak_per_second=bytes_per_second if what == "Bytes" else "10"
        )
        for way in ("Read", "Write")
        for what in ("Bytes", "Ops")
    ]
    return resource("AWS::EC2::Volume", "vol-1", digests=rates, Attachments=[{"InstanceId": "i-1"}])


def running(
    *digests: MetricDigest,
    size: str = "m6i.xlarge",
    managed_by: str | None = None,
    state: str = "running",
    network: tuple[MetricDigest, ...] | None = None,
    **attributes: Any,
) -> Resource:
    return resource(
        INSTANCE,
        "i-1",
        size=size,
        state=state,
        managed_by=managed_by,
        digests=(*digests, *(traffic() if network is None else network)),
        **{"PlatformDetails": "Linux/UNIX", **attributes},
    )


def credit_balance(least: str) -> MetricDigest:
    found = gauge("CPUCreditBalance", "300", unit="Count")
    return found.model_copy(update={"min": Decimal(least), "p95": None})
