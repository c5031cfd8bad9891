"""Snapshots and images: backups in use, and what was forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.compute import KEPT
from cli.local.synthetic.estate.model import Listed, Told, Truth

_HERE = ("production", "us-east-1")
_GIB = 2**30


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    archive, fast = "vol-0aa0000000000015a", "vol-0aa0000000000016a"
    yield Listed(
        "ec2",
        "DescribeSnapshots",
        *_HERE,
        items=[
            _snapshot("snap-0bb0000000000001a", KEPT, now - timedelta(days=200), 400),
            _snapshot("snap-0bb0000000000002a", KEPT, now - timedelta(days=1), 410),
            _snapshot(
                "snap-0bb0000000000003a", "vol-0aa0000000000999a", now - timedelta(days=120), 60
            ),
            _snapshot("snap-0bb0000000000004a", archive, now - timedelta(days=150), 100),
            _snapshot("snap-0bb0000000000005a", fast, now - timedelta(days=20), 80),
            _snapshot(
                "snap-0bb0000000000006a", "vol-0aa0000000000998a", now - timedelta(days=300), 30
            ),
            _snapshot(
                "snap-0bb0000000000007a", "vol-0aa0000000000997a", now - timedelta(days=100), 8
            ),
        ],
    )
    yield Truth("ebs_snapshot_old", "snap-0bb0000000000001a", None)
    # 60 GiB at 0.05.
    yield Truth("ebs_snapshot_orphaned", "snap-0bb0000000000003a", Decimal("3.00"))
    # 100 GiB at 0.05 against 0.0125.
    yield Truth("ebs_snapshot_archivable", "snap-0bb0000000000004a", Decimal("3.75"))
    yield Listed(
        "ec2",
        "DescribeFastSnapshotRestores",
        *_HERE,
        items=[
            {
                "SnapshotId": "snap-0bb0000000000005a",
                "AvailabilityZone": "us-east-1a",
                "State": "enabled",
                "EnabledTime": now - timedelta(days=19),
            }
        ],
    )
    # 730 * 0.75 for one zone.
    yield Truth("ebs_snapshot_fast_restore", "snap-0bb0000000000005a", Decimal("547.50"))
    yield from _images(now)


def _images(now: datetime) -> Iterator[Told]:
    forgotten, used = "ami-0bb0000000000002a", "ami-0bb0000000000001a"
    yield Listed(
        "ec2",
        "DescribeImages",
        *_HERE,
        items=[
            _image(forgotten, "snap-0bb0000000000006a", now - timedelta(days=300)),
            _image(used, "snap-0bb0000000000007a", now - timedelta(days=100)),
        ],
    )
    # 30 GiB at 0.05.
    yield Truth("ec2_image_unused", forgotten, Decimal("1.50"))
    yield Listed(
        "ec2",
        "DescribeLaunchTemplateVersions",
        *_HERE,
        items=[
            {
                "LaunchTemplateId": "lt-0bb0000000000001a",
                "LaunchTemplateName": "exports",
                "VersionNumber": 3,
                "DefaultVersion": True,
                "CreateTime": now - timedelta(days=100),
                "LaunchTemplateData": {"ImageId": used, "InstanceType": "m6g.medium"},
            }
        ],
    )


def _snapshot(name: str, volume: str, made: datetime, gib: int) -> dict[str, Any]:
    return {
        "SnapshotId": name,
        "VolumeId": volume,
        "VolumeSize": 500,
        "State": "completed",
        "StartTime": made,
        "Progress": "100%",
        "FullSnapshotSizeInBytes": gib * _GIB,
        "StorageTier": "standard",
        "Encrypted": True,
        "Tags": [{"Key": "Team", "Value": "checkout"}],
    }


def _image(name: str, snapshot: str, made: datetime) -> dict[str, Any]:
    return {
        "ImageId": name,
        "Name": f"golden-{made:%Y-%m-%d}",
        "State": "available",
        "CreationDate": f"{made:%Y-%m-%dT%H:%M:%S}.000Z",
        "Public": False,
        "Architecture": "arm64",
        "RootDeviceName": "/dev/xvda",
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot, "VolumeSize": 100}}
        ],
    }
