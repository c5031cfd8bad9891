"""EBS volumes, and further EC2 of the organisation."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    yield from _unattached(now)


def _unattached(now: datetime) -> Iterator[Told]:
    """A volume that has been lying about for months, and one that was made today."""
    yield Listed(
        "ec2",
        "DescribeVolumes",
        "production",
        "us-east-1",
        items=[
            _volume("vol-0aa0000000000001a", now - timedelta(days=200), gib=500),
            _volume("vol-0aa0000000000002a", now - timedelta(hours=3), gib=80),
        ],
    )
    yield Measured(
        "AWS/EBS",
        "VolumeReadOps",
        {"VolumeId": "vol-0aa0000000000001a"},
        "production",
        "us-east-1",
        level=12.0,
        launched=now - timedelta(days=200),
        silent_from=now - timedelta(days=96),
    )
    # 500 GiB of gp3 at 0.08 a GB-month.
    yield Truth("ebs_volume_unattached", "vol-0aa0000000000001a", Decimal("40.00"))


def _volume(name: str, made: datetime, *, gib: int) -> dict[str, object]:
    return {
        "VolumeId": name,
        "VolumeType": "gp3",
        "Size": gib,
        "Iops": 3000,
        "Throughput": 125,
        "State": "available",
        "AvailabilityZone": "us-east-1a",
        "CreateTime": made,
        "Encrypted": True,
        "Attachments": [],
        "Tags": [{"Key": "Team", "Value": "checkout"}],
    }
