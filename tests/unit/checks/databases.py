"""A database with measured use, and the classes it may run on."""

from decimal import Decimal
from typing import Any, Final

from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import gauge, resource

CPU: Final = "CPUUtilization"
_SIZES: Final = {
    "db.m6i.large": ("0.178", 2, 8),
    "db.m6i.xlarge": ("0.356", 4, 16),
    "db.m6i.2xlarge": ("0.712", 8, 32),
    "db.m5.large": ("0.171", 2, 8),
    "db.r6i.large": ("0.25", 2, 16),
    "db.m7g.large": ("0.168", 2, 8),
    "db.t3.large": ("0.136", 2, 8),
}


def key(size: str) -> str:
    return f"rds.instance/{size}/MySQL/Single-AZ"


PRICES: Final = {key(size): usd for size, (usd, _, _) in _SIZES.items()}
OFFERED: Final = {key(size): (vcpus, gib) for size, (_, vcpus, gib) in _SIZES.items()}


def free_memory(least_gib: str) -> MetricDigest:
    """The least memory that was ever free."""
    least = Decimal(least_gib) * 2**30
    found = gauge("FreeableMemory", str(least), unit="Bytes")
    return found.model_copy(update={"min": least, "p95": None})


def operations(reads: str) -> tuple[MetricDigest, ...]:
    """So many operations a second, and a tenth of it written."""
    return (
        gauge("ReadIOPS", reads, unit="Count/Second"),
        gauge("WriteIOPS", str(Decimal(reads) / 10), unit="Count/Second"),
    )


def database(
    *digests: MetricDigest, size: str = "db.m6i.xlarge", state: str = "available", **more: Any
) -> Resource:
    told: dict[str, Any] = {"Engine": "mysql", "MultiAZ": False} | more
    return resource("AWS::RDS::DBInstance", "db-1", size=size, state=state, digests=digests, **told)
