"""EFS file systems as the checks' tests need them."""

from collections.abc import Mapping
from typing import Any

from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, resource

GIB = 2**30
PRICES = {
    "efs.storage/standard": "0.30",
    "efs.storage/infrequent": "0.025",
    "efs.access/infrequent": "0.01",
    "efs.throughput/provisioned": "6.00",
    "efs.elastic/read": "0.03",
    "efs.elastic/write": "0.06",
}


def file_system(
    *,
    standard: int = 200,
    infrequent: int = 0,
    read_gib: int = 0,
    written_gib: int = 0,
    connections: int = 0,
    age_days: int = 400,
    tags: Mapping[str, str] | None = None,
    **changes: Any,
) -> Resource:
    """A file system with so many GiB by class, and what was read and written in 30 days."""
    told: dict[str, Any] = {
        "NumberOfMountTargets": 2,
        "SizeInBytes": {"ValueInStandard": standard * GIB, "ValueInIA": infrequent * GIB},
        "ThroughputMode": "bursting",
        "LifecyclePolicies": [],
        "Encrypted": True,
    }
    return resource(
        "AWS::EFS::FileSystem",
        "fs-1",
        age_days=age_days,
        tags=tags,
        digests=[
            count("DataReadIOBytes", str(read_gib * GIB), days=30),
            count("DataWriteIOBytes", str(written_gib * GIB), days=30),
            count("ClientConnections", str(connections), days=30),
        ],
        **(told | changes),
    )
