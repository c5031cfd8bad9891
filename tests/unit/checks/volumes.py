"""Volumes, snapshots and instances for the stories of EBS checks; list prices of us-east-1."""

from collections.abc import Mapping
from typing import Any

from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import count, resource

PRICES: Mapping[str, str] = {
    "ebs.storage/gp3": "0.08",
    "ebs.storage/gp2": "0.10",
    "ebs.storage/io1": "0.125",
    "ebs.storage/io2": "0.125",
    "ebs.storage/standard": "0.05",
    "ebs.requests/standard": "0.00000005",
    "ebs.iops/gp3": "0.005",
    "ebs.iops/io1": "0.065",
    "ebs.iops/io2": "0.065",
    "ebs.iops-32000/io2": "0.0455",
    "ebs.throughput/gp3": "40.96",
}
MIB = 2**20
FORTNIGHT = 14 * 86_400


def volume(
    kind: str = "gp3",
    size: int = 100,
    *digests: MetricDigest,
    age_days: int | None = 400,
    **changes: Any,
) -> Resource:
    told: dict[str, Any] = {"VolumeType": kind, "Size": size}
    if kind == "gp3":
        told |= {"Iops": 3000, "Throughput": 125}
    told |= {"Attachments": [{"InstanceId": "i-1", "Device": "/dev/sdb"}]} | changes
    return resource(
        "AWS::EC2::Volume", "vol-1", age_days=age_days, state="in-use", digests=digests, **told
    )


def moved(mibps: str, *, coverage: int = 14) -> tuple[MetricDigest, MetricDigest]:
    """So many MiB/s in the busiest hour, all of it read."""
    peak = str(float(mibps) * MIB)
    total = str(float(mibps) * MIB * coverage * 86_400 / 2)
    return (
        count("VolumeReadBytes", total, days=coverage, peak_per_second=peak, unit="Bytes"),
        count("VolumeWriteBytes", "0", days=coverage, unit="Bytes"),
    )


def worked(average: str, busiest: str) -> tuple[MetricDigest, MetricDigest]:
    """So many operations a second, all of them writes."""
    total = str(float(average) * FORTNIGHT)
    return (
        count("VolumeReadOps", "0"),
        count("VolumeWriteOps", total, peak_per_second=busiest),
    )


def instance(state: str = "running", **told: Any) -> Resource:
    attributes: dict[str, Any] = {"RootDeviceName": "/dev/xvda"} | told
    return resource("AWS::EC2::Instance", "i-1", state=state, size="m6i.large", **attributes)


def stopped(since: str) -> Resource:
    """An instance that was stopped at an instant of October 2026 or before."""
    return instance("stopped", StateTransitionReason=f"User initiated ({since} GMT)")


def snapshot(
    name: str = "snap-1",
    age_days: int | None = 200,
    *,
    managed_by: str | None = None,
    **changes: Any,
) -> Resource:
    told: dict[str, Any] = {
        "VolumeId": "vol-1",
        "FullSnapshotSizeInBytes": 40 * 2**30,
        "StorageTier": "standard",
        "FastRestoreZones": [],
    }
    return resource(
        "AWS::EC2::Snapshot", name, age_days=age_days, managed_by=managed_by, **(told | changes)
    )


def image(*snapshots: str) -> Resource:
    return resource("AWS::EC2::Image", "ami-1", SnapshotIds=[*snapshots])
