"""EBS volumes."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

VOLUME: Final = "AWS::EC2::Volume"
_DESCRIBE: Final = "ec2:DescribeVolumes"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for volume in reader.each(_DESCRIBE, "Volumes"):
        name = volume["VolumeId"]
        yield place.resource(
            VOLUME,
            name,
            place.arn("ec2", f"volume/{name}"),
            state=volume["State"],
            created=volume.get("CreateTime"),
            tags=tags_of(volume),
            attributes=kept(
                volume, "VolumeType", "Size", "Iops", "Throughput", "Attachments", "SnapshotId"
            ),
        )


def _dimensions(volume: Resource) -> dict[str, str] | None:
    # A volume that nothing is attached to publishes nothing.
    return {"VolumeId": volume.id} if volume.state == "in-use" else None


SOURCE: Final = Source(
    name="ebs",
    kinds=(VOLUME,),
    calls=(_DESCRIBE,),
    fetch=_fetch,
    metrics=tuple(
        MetricSpec(VOLUME, "AWS/EBS", name, unit, _dimensions, reading="count")
        for name, unit in (
            ("VolumeReadOps", "Count"),
            ("VolumeWriteOps", "Count"),
            ("VolumeReadBytes", "Bytes"),
            ("VolumeWriteBytes", "Bytes"),
        )
    ),
)
