"""FSx file systems of every type."""

from collections.abc import Iterator, Mapping
from typing import Final

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

FILE_SYSTEM: Final = "AWS::FSx::FileSystem"
_DESCRIBE: Final = "fsx:DescribeFileSystems"
# What is told of a type in a structure of its own.
_OF_TYPE: Final = (
    *("WindowsConfiguration", "OntapConfiguration", "OpenZFSConfiguration"),
    "LustreConfiguration",
)
_KEPT: Final = ("DeploymentType", "ThroughputCapacity", "PerUnitStorageThroughput")


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for one in reader.each(_DESCRIBE, "FileSystems"):
        told = kept(one, "FileSystemType", "StorageCapacity", "StorageType")
        for name in _OF_TYPE:
            told |= kept(one.get(name) or {}, *_KEPT)
        yield place.resource(
            FILE_SYSTEM,
            one["FileSystemId"],
            one["ResourceARN"],
            state=one["Lifecycle"],
            created=one.get("CreationTime"),
            tags=tags_of(one),
            attributes=told,
        )


def _dimensions(file_system: Resource) -> Mapping[str, str]:
    return {"FileSystemId": file_system.id}


def _of_windows(file_system: Resource) -> Mapping[str, str] | None:
    is_windows = file_system.attributes.get("FileSystemType") == "WINDOWS"
    return _dimensions(file_system) if is_windows else None


SOURCE: Final = Source(
    name="fsx",
    kinds=(FILE_SYSTEM,),
    calls=(_DESCRIBE,),
    fetch=_fetch,
    metrics=(
        *(
            MetricSpec(
                FILE_SYSTEM,
                "AWS/FSx",
                name,
                "Bytes",
                _dimensions,
                reading="count",
                days=30,
                period_seconds=ONE_DAY,
            )
            for name in ("DataReadBytes", "DataWriteBytes")
        ),
        MetricSpec(
            FILE_SYSTEM,
            "AWS/FSx",
            "FreeStorageCapacity",
            "Bytes",
            _of_windows,
            reading="stock",
            days=30,
            period_seconds=ONE_DAY,
        ),
    ),
)
