"""Instances beside the fleet, their groups and images, hosts and reserved capacity."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.compute import PARKED, WAREHOUSE
from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

_HERE = ("production", "us-east-1")
_ACCOUNT = ACCOUNTS["production"].id
_IMAGE = "ami-0bb0000000000001a"
_SAMPLES_A_MONTH = 730 * 12


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    yield from _instances(now)
    yield from _groups(now)
    yield from _capacity(now)


def _instances(now: datetime) -> Iterator[Told]:
    made = now - timedelta(days=300)
    stopped = now - timedelta(days=12)
    bursting, old, own = "i-0cc0000000000003a", "i-0cc0000000000004a", "i-0cc0000000000005a"
    parked = _instance(PARKED, "parked", "t4g.small", made) | {
        "State": {"Code": 80, "Name": "stopped"},
        "StateTransitionReason": f"User initiated ({stopped:%Y-%m-%d %H:%M:%S} GMT)",
    }
    dedicated = _instance(own, "appliance", "m5.large", made)
    dedicated["Placement"] = {"AvailabilityZone": "us-east-1b", "Tenancy": "dedicated"}
    yield _running(
        _instance(WAREHOUSE, "warehouse", "m6g.2xlarge", made),
        parked,
        _instance(bursting, "importer", "t4g.large", made),
        _instance(old, "mail", "m4.xlarge", made),
        dedicated,
    )
    # 400 vCPU-hours a month, of 60 credits each.
    yield Measured(
        "AWS/EC2",
        "CPUSurplusCreditsCharged",
        {"InstanceId": bursting},
        *_HERE,
        level=400 * 60 / _SAMPLES_A_MONTH,
    )
    # 730 * 0.0672 and 400 * 0.04 against m6g.large for 730 * 0.077.
    yield Truth("ec2_instance_surplus_credits", bursting, Decimal("8.846"))
    # 0.20 against m6i.xlarge for 0.192 an hour, or m6g.xlarge for 0.154.
    yield Truth("ec2_instance_previous_generation", old, Decimal("5.84"))
    yield Truth("ec2_instance_graviton", old, Decimal("33.58"))
    # 0.102 against 0.096 an hour.
    yield Truth("ec2_instance_dedicated", own, Decimal("4.38"))


def _groups(now: datetime) -> Iterator[Told]:
    made = now - timedelta(days=400)
    even = [f"i-0cc000000000001{n}a" for n in range(4)]
    old = [f"i-0cc000000000002{n}a" for n in range(2)]
    yield _running(
        *(_member(name, "exports", "m6g.medium", made) for name in even),
        *(_member(name, "thumbnails", "m4.large", made) for name in old),
    )
    for name in even:
        yield Measured(
            "AWS/EC2",
            "CPUUtilization",
            {"InstanceId": name},
            *_HERE,
            level=20.0,
            unit="Percent",
        )
    yield Listed(
        "autoscaling",
        "DescribeAutoScalingGroups",
        *_HERE,
        items=[
            _group("exports", made, (4, 4, 4), even),
            _group("thumbnails", made, (1, 4, 2), old),
            _group("closed-shop", made, (0, 0, 0), []),
            _group("frozen", made, (1, 6, 3), [], suspended=("Terminate",)),
            _group("legacy", made, (0, 2, 0), [], configuration="legacy-2023"),
        ],
    )
    yield Listed(
        "autoscaling",
        "DescribeLaunchConfigurations",
        *_HERE,
        items=[_configuration("legacy-2023", made), _configuration("legacy-2021", made)],
    )
    # Four use a fifth of their CPU: two would do; 2 * 730 * 0.0385.
    yield Truth("autoscaling_group_fixed_size", "exports", Decimal("56.21"))
    # 2 * 730 * (0.10 - 0.096).
    yield Truth("autoscaling_group_previous_generation", "thumbnails", Decimal("5.84"))
    yield Truth("autoscaling_group_empty", "closed-shop", None)
    yield Truth("autoscaling_group_suspended", "frozen", None)
    yield Truth("autoscaling_configuration_unused", "legacy-2021", None)


def _capacity(now: datetime) -> Iterator[Told]:
    """A host without instances; capacity of which much is free, and of which none is."""
    made = now - timedelta(days=60)
    host, half, full = "h-0cc0000000000001a", "cr-0cc0000000000001a", "cr-0cc0000000000002a"
    yield Listed(
        "ec2",
        "DescribeHosts",
        *_HERE,
        items=[
            {
                "HostId": host,
                "State": "available",
                "AvailabilityZone": "us-east-1a",
                "AllocationTime": made,
                "HostProperties": {"InstanceFamily": "m5", "TotalVCpus": 96},
                "Instances": [],
                "OwnerId": _ACCOUNT,
            }
        ],
    )
    # 730 * 5.069.
    yield Truth("ec2_host_empty", host, Decimal("3700.37"))
    yield Listed(
        "ec2",
        "DescribeCapacityReservations",
        *_HERE,
        items=[_reservation(half, made, 4, 1), _reservation(full, made, 2, 2)],
    )
    for name, used in ((half, 1.0), (full, 2.0)):
        yield Measured(
            "AWS/EC2CapacityReservations",
            "UsedInstanceCount",
            {"CapacityReservationId": name},
            *_HERE,
            level=used,
        )
    # Three were free at any time: 3 * 730 * 0.096.
    yield Truth("ec2_capacity_unused", half, Decimal("210.24"))


def _running(*items: dict[str, Any]) -> Listed:
    return Listed("ec2", "DescribeInstances", *_HERE, items=items)


def _instance(name: str, label: str, size: str, made: datetime) -> dict[str, Any]:
    return {
        "InstanceId": name,
        "ImageId": _IMAGE,
        "InstanceType": size,
        "State": {"Code": 16, "Name": "running"},
        "LaunchTime": made,
        "Placement": {"AvailabilityZone": "us-east-1a", "Tenancy": "default"},
        "Monitoring": {"State": "disabled"},
        "Architecture": "arm64" if "g." in size else "x86_64",
        "PlatformDetails": "Linux/UNIX",
        "RootDeviceName": "/dev/xvda",
        "RootDeviceType": "ebs",
        "EbsOptimized": True,
        "StateTransitionReason": "",
        "Tags": [{"Key": "Name", "Value": label}, {"Key": "Team", "Value": "platform"}],
    }


def _member(name: str, group: str, size: str, made: datetime) -> dict[str, Any]:
    found = _instance(name, group, size, made)
    found["Tags"] = [*found["Tags"], {"Key": "aws:autoscaling:groupName", "Value": group}]
    return found


def _group(
    name: str,
    made: datetime,
    sizes: tuple[int, int, int],
    members: list[str],
    *,
    suspended: tuple[str, ...] = (),
    configuration: str = "",
) -> dict[str, Any]:
    least, most, wanted = sizes
    arn = f"arn:aws:autoscaling:us-east-1:{_ACCOUNT}:autoScalingGroup:{name}"
    group: dict[str, Any] = {
        "AutoScalingGroupName": name,
        "AutoScalingGroupARN": f"{arn}:autoScalingGroupName/{name}",
        "MinSize": least,
        "MaxSize": most,
        "DesiredCapacity": wanted,
        "DefaultCooldown": 300,
        "AvailabilityZones": ["us-east-1a", "us-east-1b"],
        "HealthCheckType": "EC2",
        "CreatedTime": made,
        "Instances": [_in_service(one) for one in members],
        "SuspendedProcesses": [
            {"ProcessName": process, "SuspensionReason": "User suspended"} for process in suspended
        ],
        "Tags": [],
    }
    if configuration:
        group["LaunchConfigurationName"] = configuration
    return group


def _in_service(name: str) -> dict[str, Any]:
    return {
        "InstanceId": name,
        "AvailabilityZone": "us-east-1a",
        "LifecycleState": "InService",
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": False,
    }


def _configuration(name: str, made: datetime) -> dict[str, Any]:
    arn = f"arn:aws:autoscaling:us-east-1:{_ACCOUNT}:launchConfiguration:{name}"
    return {
        "LaunchConfigurationName": name,
        "LaunchConfigurationARN": f"{arn}:launchConfigurationName/{name}",
        "ImageId": _IMAGE,
        "InstanceType": "m4.large",
        "CreatedTime": made,
    }


def _reservation(name: str, made: datetime, total: int, used: int) -> dict[str, Any]:
    return {
        "CapacityReservationId": name,
        "OwnerId": _ACCOUNT,
        "InstanceType": "m5.large",
        "InstancePlatform": "Linux/UNIX",
        "AvailabilityZone": "us-east-1a",
        "Tenancy": "default",
        "TotalInstanceCount": total,
        "AvailableInstanceCount": total - used,
        "State": "active",
        "EndDateType": "unlimited",
        "CreateDate": made,
    }
