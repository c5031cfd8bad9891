"""EFS file systems, what of them is stored in which class, and how they are used."""

from collections.abc import Iterator, Mapping
from typing import Final

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory.contract import (
    ONE_DAY,
    MetricSpec,
    Place,
    Source,
    kept,
    tags_of,
)
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

FILE_SYSTEM: Final = "AWS::EFS::FileSystem"
_DESCRIBE: Final = "efs:DescribeFileSystems"
_LIFECYCLE: Final = Setting(
    "LifecyclePolicies",
    "efs:DescribeLifecycleConfiguration",
    lambda it: it.get("LifecyclePolicies", ()),
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for one in reader.each(_DESCRIBE, "FileSystems"):
        told = kept(
            one,
            *("NumberOfMountTargets", "SizeInBytes", "Encrypted", "ThroughputMode"),
            *("ProvisionedThroughputInMibps", "AvailabilityZoneName", "FileSystemProtection"),
        )
        name = one["FileSystemId"]
        yield place.resource(
            FILE_SYSTEM,
            name,
            one.get("FileSystemArn") or place.arn("elasticfilesystem", f"file-system/{name}"),
            state=one["LifeCycleState"],
            created=one.get("CreationTime"),
            tags=tags_of(one),
            attributes=told | _LIFECYCLE.read(reader, FileSystemId=name),
        )


def _dimensions(file_system: Resource) -> Mapping[str, str]:
    return {"FileSystemId": file_system.id}


SOURCE: Final = Source(
    name="efs",
    kinds=(FILE_SYSTEM,),
    calls=(_DESCRIBE, _LIFECYCLE.call),
    fetch=_fetch,
    metrics=tuple(
        # What no client is connected to publishes none of these.
        MetricSpec(
            FILE_SYSTEM,
            "AWS/EFS",
            name,
            unit,
            _dimensions,
            reading="count",
            days=30,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        )
        for name, unit in (
            ("ClientConnections", "Count"),
            ("DataReadIOBytes", "Bytes"),
            ("DataWriteIOBytes", "Bytes"),
        )
    ),
)
