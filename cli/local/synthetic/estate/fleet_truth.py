"""What the instances of `fleet.csv` start from, and what is true of them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.fleet import instance_id
from cli.local.synthetic.names import ACCOUNTS
from cli.local.synthetic.noise import key_of
from cli.local.synthetic.usage import table

_HERE = ("production", "us-east-1")

# A month of an hour's difference. Graviton: the cheapest of the same size and no older, with no
# less network (m6i.xlarge at 0.192 has more than m6g.xlarge: m7g.xlarge at 0.1632 follows).
_GRAVITON: Mapping[str, str] = {
    "vpn": "5.84",  # t3.medium 0.0416, t4g.medium 0.0336
    "tools": "21.024",
    "web-1": "21.024",
    "web-2": "21.024",
    "api-1": "42.048",  # m6i.2xlarge 0.384, m7g.2xlarge 0.3264
    "orders-cache": "27.594",  # r6i.xlarge 0.252, r7g.xlarge 0.2142
    "reports": "84.096",  # m6i.4xlarge 0.768, m7g.4xlarge 0.6528
    "search-1": "36.50",  # c6i.2xlarge 0.34, c7g.2xlarge 0.29
    "canary": "13.87",  # m6i.large 0.096, m6g.large 0.077
    "eu-web-1": "16.615",  # the same, times 115/96
    "eu-bastion": "1.685",  # t3.micro 0.0104, t4g.micro 0.0084, times 15/13
    "kafka-1": "55.188",  # r6i.2xlarge 0.504, r7g.2xlarge 0.4284
    "notebook": "55.48",  # m5.2xlarge 0.384, m6g.2xlarge 0.308
    "nightly-batch": "49.64",  # c5.2xlarge 0.34, c6g.2xlarge 0.272
    "ci-runner": "13.477",  # t3.large 0.0832, t4g.large 0.0672, times 15/13
    "dev-box": "6.738",  # t3.medium, times 15/13
}
# AMD: a tenth less, with the licence of Windows as it is.
_AMD: Mapping[str, str] = {
    "vpn": "2.92",  # t3a.medium 0.0376
    "tools": "14.016",  # m6a.xlarge 0.1728
    "web-1": "14.016",
    "web-2": "14.016",
    "api-1": "28.032",  # m6a.2xlarge 0.3456
    "orders-cache": "18.396",  # r6a.xlarge 0.2268
    "reports": "56.064",  # m6a.4xlarge 0.6912
    "search-1": "24.82",  # c6a.2xlarge 0.306
    "canary": "7.008",  # m6a.large 0.0864
    "eu-web-1": "8.395",
    "eu-bastion": "0.842",  # t3a.micro 0.0094
    "kafka-1": "36.792",  # r6a.2xlarge 0.4536
    "notebook": "28.032",
    "nightly-batch": "24.82",
    "ci-runner": "6.738",  # t3a.large 0.0752
    "dev-box": "3.369",
    "windows-test": "8.395",
}
# All of it: 0.0416, 0.012, 0.384 and 0.0336 an hour.
_IDLE: Mapping[str, str] = {
    "vpn": "30.368",
    "eu-bastion": "8.76",
    "notebook": "280.32",
    "mirror": "24.528",
}
# Busy from 7 to 18 on working days, with an hour before and after: 65 of 168 hours at 0.048; and
# from 10 to 11 and 14 to 15 on weekends as well: 77 hours at 0.207.
_OFF_HOURS: Mapping[str, str] = {"dev-box": "21.483", "windows-test": "81.85"}
# The cheapest of half the size and less that holds the memory, which stays where it is not known.
# Of Windows committed bytes are known, no memory: no type with its memory is smaller.
_OVERSIZED: Mapping[str, str] = {
    "tools": "77.088",  # m6a.large 0.0864
    "api-1": "114.756",  # r6a.xlarge 0.2268
    "reports": "477.858",  # r6a.large 0.1134
    "notebook": "114.756",  # r6a.xlarge 0.2268 for m5.2xlarge 0.384
}
# What it costs more to have enough.
_UNDERSIZED: Mapping[str, str] = {
    "search-1": "-198.56",  # c6a.4xlarge 0.612
    "orders-cache": "-147.168",  # r6a.2xlarge 0.4536
    "ci-runner": "-5.475",  # m6a.large 0.0864 times 115/96 for t3.large 0.0832 times 15/13
}


def estate(now: datetime) -> Iterator[Told]:
    """Root volumes, alarms that make use of what they watch, and what checks must find."""
    for row in table("fleet.csv"):
        if not row["stopped"] and not row["terminated"]:
            yield from _root(row, now)
    for check, found in (
        ("ec2_instance_graviton", _GRAVITON),
        ("ec2_instance_amd", _AMD),
        ("ec2_instance_idle", _IDLE),
        ("ec2_instance_off_hours", _OFF_HOURS),
        ("ec2_instance_oversized", _OVERSIZED),
        ("ec2_instance_undersized", _UNDERSIZED),
    ):
        for name, usd in found.items():
            yield Truth(check, instance_id(name), Decimal(usd))
    yield Listed(
        "cloudwatch",
        "DescribeAlarms",
        *_HERE,
        items=[_alarm("web-1", now), _alarm("web-2", now)],
    )
    # Seven metrics at 0.30, which no alarm looks at.
    yield Truth("ec2_instance_detailed_monitoring", instance_id("search-1"), Decimal("2.10"))


def _root(row: Mapping[str, str], now: datetime) -> Iterator[Told]:
    """A small volume that logs are written to and programs read from."""
    name = f"vol-{key_of(0, 'root', row['name']):016x}0"
    place = (row["account"], row["region"])
    attachment = {
        "VolumeId": name,
        "InstanceId": instance_id(row["name"]),
        "Device": "/dev/xvda",
        "State": "attached",
        "DeleteOnTermination": True,
    }
    volume = {
        "VolumeId": name,
        "VolumeType": "gp3",
        "Size": 30,
        "Iops": 3000,
        "Throughput": 125,
        "State": "in-use",
        "AvailabilityZone": row["region"] + row["zone"],
        "CreateTime": now - timedelta(days=60),
        "Encrypted": True,
        "Attachments": [attachment],
    }
    yield Listed("ec2", "DescribeVolumes", *place, items=[volume])
    for metric, a_second, unit in (
        ("VolumeReadOps", 1, "Count"),
        ("VolumeWriteOps", 4, "Count"),
        ("VolumeReadBytes", 2**14, "Bytes"),
        ("VolumeWriteBytes", 2**16, "Bytes"),
    ):
        yield Measured(
            "AWS/EBS", metric, {"VolumeId": name}, *place, level=300.0 * a_second, unit=unit
        )


def _alarm(name: str, now: datetime) -> dict[str, Any]:
    """An alarm that looks at an instance every minute."""
    place = f"us-east-1:{ACCOUNTS['production'].id}"
    return {
        "AlarmName": f"{name}-cpu",
        "AlarmArn": f"arn:aws:cloudwatch:{place}:alarm:{name}-cpu",
        "ActionsEnabled": True,
        "AlarmActions": [f"arn:aws:sns:{place}:on-call"],
        "StateValue": "OK",
        "StateUpdatedTimestamp": now,
        "StateTransitionedTimestamp": now,
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Statistic": "Average",
        "Dimensions": [{"Name": "InstanceId", "Value": instance_id(name)}],
        "Period": 60,
        "EvaluationPeriods": 3,
        "Threshold": 90.0,
        "ComparisonOperator": "GreaterThanThreshold",
    }
