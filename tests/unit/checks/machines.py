"""Instances with the types of their region, for the stories of instance checks."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from costgov.domain.instance_types import InstanceCatalogue, InstanceType
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import REGION, count, gauge, resource

# Hours of us-east-1 on Linux.
_HOURS: Mapping[str, tuple[str, str]] = {
    "m4.large": ("0.10", "x86_64"),
    "m5.large": ("0.096", "x86_64"),
    "m5a.large": ("0.086", "x86_64"),
    "m6i.large": ("0.096", "x86_64"),
    "m6a.large": ("0.0864", "x86_64"),
    "m6g.large": ("0.077", "arm64"),
    "m7i.large": ("0.1008", "x86_64"),
    "m6i.xlarge": ("0.192", "x86_64"),
    "t3.large": ("0.0832", "x86_64"),
    "t4g.large": ("0.0672", "arm64"),
}
PRICES: Mapping[str, str] = {
    **{f"ec2.instance/{name}/Linux": usd for name, (usd, _) in _HOURS.items()},
    "ec2.instance/m6i.large/Windows": "0.188",
    "ec2.instance/m6a.large/Windows": "0.1784",
    "ec2.cpu-credits/CPUCredits:t3/Linux": "0.05",
}


def _type(name: str, architecture: str) -> InstanceType:
    size = 2 if name.endswith(".xlarge") else 1
    return InstanceType(
        name=name,
        vcpus=2 * size,
        memory_gib=8 * size,
        architecture=architecture,
        current=not name.startswith("m4."),
        burstable=name.startswith("t"),
        network_gbps=0.75 * size,
        ebs_mbps=80 * size,
        ebs_iops=3600 * size,
    )


CATALOGUE = InstanceCatalogue.of(
    REGION, [_type(name, architecture) for name, (_, architecture) in _HOURS.items()]
)


def instance(
    size: str = "m6i.large",
    *digests: MetricDigest,
    name: str = "i-1",
    state: str = "running",
    age_days: int | None = 400,
    managed_by: str | None = None,
    lifecycle: Literal["on-demand", "spot", "scheduled"] = "on-demand",
    tags: Mapping[str, str] | None = None,
    **changes: Any,
) -> Resource:
    told: dict[str, Any] = {
        "PlatformDetails": "Linux/UNIX",
        "MonitoringState": "disabled",
        "Tenancy": "default",
    }
    return resource(
        "AWS::EC2::Instance",
        name,
        age_days=age_days,
        state=state,
        size=size,
        tags=tags,
        managed_by=managed_by,
        lifecycle=lifecycle,
        digests=digests,
        **(told | changes),
    )


def idle(cpu: str = "5", peak: str = "15", bytes_a_second: str = "500") -> tuple[MetricDigest, ...]:
    """CPU, and as much traffic in as out."""
    total = str(int(bytes_a_second) * 14 * 86_400)
    return (
        gauge("CPUUtilization", "1", p95=cpu, peak=peak),
        count("NetworkIn", total, unit="Bytes"),
        count("NetworkOut", total, unit="Bytes"),
    )


def group(name: str = "web", **changes: Any) -> Resource:
    told: dict[str, Any] = {
        "MinSize": 4,
        "MaxSize": 4,
        "DesiredCapacity": 4,
        "SuspendedProcesses": [],
    }
    return resource("AWS::AutoScaling::AutoScalingGroup", name, **(told | changes))


def members(size: str, *digests: Iterable[MetricDigest]) -> list[Resource]:
    """The instances of the group web, one for each digests."""
    return [
        instance(
            size,
            *own,
            name=f"i-{n}",
            managed_by="autoscaling/web",
            tags={"aws:autoscaling:groupName": "web"},
        )
        for n, own in enumerate(digests)
    ]
