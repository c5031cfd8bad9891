"""ECS services made for tests: four tasks of 1 vCPU and 2 GB on Fargate."""

from collections.abc import Iterable, Mapping
from typing import Any

from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import resource


def service(
    *,
    digests: Iterable[MetricDigest] = (),
    tags: Mapping[str, str] | None = None,
    age_days: int = 400,
    **changes: Any,
) -> Resource:
    """A service on Fargate and x86_64 that does not scale."""
    told: dict[str, Any] = {
        "launchType": "FARGATE",
        "desiredCount": 4,
        "runningCount": 4,
        "cpu": "1024",
        "memory": "2048",
        "ScalableTarget": None,
        "schedulingStrategy": "REPLICA",
    }
    return resource(
        "AWS::ECS::Service",
        "web/api",
        age_days=age_days,
        digests=digests,
        tags=tags,
        **(told | changes),
    )


ON_SPOT: Any = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
WINDOWS: Any = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
GRAVITON: Any = {"operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64"}
