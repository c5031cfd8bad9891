"""EBS volumes: what they are, what is done with them, and what of it is paid for nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.fleet import instance_id

_HERE = ("production", "us-east-1")
_SAMPLE = 300
_MIB = 2**20

WAREHOUSE = "i-0cc0000000000001a"
"""A database that its owners keep on volumes of every kind."""
PARKED = "i-0cc0000000000002a"
"""An instance that was stopped twelve days ago."""
KEPT = "vol-0aa0000000000014a"
"""A volume that is used as it should be."""


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    yield from _unattached(now)
    yield from _types(now)
    yield from _performance(now)
    yield from _stopped(now)
    yield from _healthy(now)


def _unattached(now: datetime) -> Iterator[Told]:
    """A volume that has been lying about for months, and one that was made today."""
    abandoned = "vol-0aa0000000000001a"
    yield _volumes(
        _volume(abandoned, now - timedelta(days=200), gib=500),
        _volume("vol-0aa0000000000002a", now - timedelta(hours=3), gib=80),
    )
    yield Measured(
        "AWS/EBS",
        "VolumeReadOps",
        {"VolumeId": abandoned},
        *_HERE,
        level=12.0,
        launched=now - timedelta(days=200),
        silent_from=now - timedelta(days=96),
    )
    # 500 GiB of gp3 at 0.08 a GB-month.
    yield Truth("ebs_volume_unattached", abandoned, Decimal("40.00"))


def _types(now: datetime) -> Iterator[Told]:
    """Volumes that would cost less as another type."""
    made = now - timedelta(days=300)
    gp2, io2, io1 = "vol-0aa0000000000003a", "vol-0aa0000000000004a", "vol-0aa0000000000005a"
    old, cold = "vol-0aa0000000000006a", "vol-0aa0000000000007a"
    yield _volumes(
        _attached(gp2, made, gib=500, kind="gp2", iops=1500, device="/dev/sdb"),
        _attached(io2, made, gib=200, kind="io2", iops=5000, device="/dev/sdc"),
        _attached(io1, made, gib=1000, kind="io1", iops=40_000, device="/dev/sdd"),
        _attached(old, made, gib=100, kind="standard", device="/dev/sde"),
        _attached(cold, made, gib=1000, kind="st1", device="/dev/sdf"),
    )
    yield from _used(gp2, operations=20, mibps=1)
    # 500 GiB at 0.10 against 0.08.
    yield Truth("ebs_volume_gp2", gp2, Decimal("10.00"))
    yield from _used(io2, operations=2400, mibps=10)
    # 200 GiB at 0.125 and 5,000 IOPS at 0.065; then 0.08, and 2,000 IOPS more than included.
    yield Truth("ebs_volume_provisioned_iops", io2, Decimal("324.00"))
    yield from _used(io1, operations=18_000, mibps=300)
    # The last 8,000 IOPS at 0.065 against 0.0455.
    yield Truth("ebs_volume_io1_tiered", io1, Decimal("156.00"))
    # 120 million requests a month at 0.05 a million.
    yield from _used(old, operations=120e6 / (730 * 3600), mibps=1)
    yield Truth("ebs_volume_magnetic", old, Decimal("3.00"))
    yield from _used(cold, operations=1, mibps=1)
    # 1,000 GiB at 0.045 against 0.015.
    yield Truth("ebs_volume_cold_hdd", cold, Decimal("30.00"))


def _performance(now: datetime) -> Iterator[Told]:
    """Volumes that pay for more than is done with them."""
    made = now - timedelta(days=300)
    io2, gp3, idle = "vol-0aa0000000000008a", "vol-0aa0000000000009a", "vol-0aa0000000000010a"
    yield _volumes(
        _attached(io2, made, gib=500, kind="io2", iops=20_000, device="/dev/sdg"),
        _attached(gp3, made, gib=100, iops=6000, mibps=250, device="/dev/sdh"),
        _attached(idle, made, gib=200, device="/dev/sdi"),
    )
    yield from _used(io2, operations=1000, mibps=10)
    # Twice a thousand IOPS are enough: 18,000 less at 0.065.
    yield Truth("ebs_volume_iops_unused", io2, Decimal("1170.00"))
    yield from _used(gp3, operations=40, mibps=2)
    # 3,000 IOPS at 0.005; 125 MiB/s at 0.04.
    yield Truth("ebs_volume_gp3_iops_unused", gp3, Decimal("15.00"))
    yield Truth("ebs_volume_throughput_unused", gp3, Decimal("5.00"))
    yield from _used(idle, operations=0.01, mibps=0.0001)
    # 200 GiB at 0.08.
    yield Truth("ebs_volume_idle", idle, Decimal("16.00"))


def _stopped(now: datetime) -> Iterator[Told]:
    """Volumes whose instance is stopped, or will leave them behind."""
    made = now - timedelta(days=300)
    parked, trainer, left = (
        "vol-0aa0000000000011a",
        "vol-0aa0000000000012a",
        "vol-0aa0000000000013a",
    )
    yield _volumes(
        _attached(parked, made, gib=50, instance=PARKED, device="/dev/xvda"),
        _attached(
            left,
            now - timedelta(days=8),
            gib=20,
            instance=instance_id("web-asg-1"),
            device="/dev/sdb",
            stays=True,
        ),
    )
    # 50 GiB at 0.08 against 0.05 as a snapshot.
    yield Truth("ebs_volume_instance_stopped", parked, Decimal("1.50"))
    yield from _used(left, operations=20, mibps=1)
    yield Truth("ebs_volume_outlives_instance", left, None)
    own = _attached(trainer, made, gib=200, instance=instance_id("trainer"), device="/dev/xvda")
    yield Listed("ec2", "DescribeVolumes", "data-platform", "us-west-2", items=[own])
    # 200 GiB at 0.08 and an address at 0.005 an hour.
    yield Truth("ec2_instance_long_stopped", instance_id("trainer"), Decimal("19.65"))


def _healthy(now: datetime) -> Iterator[Told]:
    """Volumes that are as they should be."""
    made = now - timedelta(days=300)
    fast, io2 = "vol-0aa0000000000015a", "vol-0aa0000000000016a"
    yield _volumes(
        _attached(KEPT, made, gib=500, device="/dev/xvda"),
        _attached(fast, made, gib=400, iops=8000, mibps=400, device="/dev/sdj"),
        _attached(io2, made, gib=400, kind="io2", iops=24_000, device="/dev/sdk"),
    )
    yield from _used(KEPT, operations=200, mibps=10)
    yield from _used(fast, operations=3500, mibps=180)
    yield from _used(io2, operations=11_000, mibps=400)


def _used(volume: str, *, operations: float, mibps: float) -> Iterator[Measured]:
    """So many operations and MiB a second, half of each read and half written."""
    for metric, a_second, unit in (
        ("VolumeReadOps", operations / 2, "Count"),
        ("VolumeWriteOps", operations / 2, "Count"),
        ("VolumeReadBytes", mibps * _MIB / 2, "Bytes"),
        ("VolumeWriteBytes", mibps * _MIB / 2, "Bytes"),
    ):
        yield Measured(
            "AWS/EBS", metric, {"VolumeId": volume}, *_HERE, level=a_second * _SAMPLE, unit=unit
        )


def _volumes(*items: dict[str, Any]) -> Listed:
    return Listed("ec2", "DescribeVolumes", *_HERE, items=items)


def _attached(
    name: str,
    made: datetime,
    *,
    gib: int,
    device: str,
    kind: str = "gp3",
    iops: int = 3000,
    mibps: int = 125,
    instance: str = WAREHOUSE,
    stays: bool = False,
) -> dict[str, Any]:
    attachment = {
        "VolumeId": name,
        "InstanceId": instance,
        "Device": device,
        "State": "attached",
        "AttachTime": made,
        "DeleteOnTermination": not stays,
    }
    volume = _volume(name, made, gib=gib) | {
        "VolumeType": kind,
        "State": "in-use",
        "Attachments": [attachment],
    }
    # Only these have their performance told; gp3's throughput alone is provisioned apart.
    for field, value, kinds in (
        ("Iops", iops, {"gp2", "gp3", "io1", "io2"}),
        ("Throughput", mibps, {"gp3"}),
    ):
        volume.pop(field, None)
        if kind in kinds:
            volume[field] = value
    return volume


def _volume(name: str, made: datetime, *, gib: int) -> dict[str, Any]:
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
