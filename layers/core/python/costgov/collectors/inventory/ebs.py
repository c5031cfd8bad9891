"""EBS volumes and the snapshots of them that the account owns."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

VOLUME: Final = "AWS::EC2::Volume"
SNAPSHOT: Final = "AWS::EC2::Snapshot"
_DESCRIBE: Final = "ec2:DescribeVolumes"
_SNAPSHOTS: Final = "ec2:DescribeSnapshots"
_FAST_RESTORES: Final = "ec2:DescribeFastSnapshotRestores"
_RESTORABLE: Final = frozenset({"enabling", "optimizing", "enabled"})
# Who made a snapshot or a volume deletes it when its own rules say so.
_KEEPERS: Final = {
    "aws:backup:source-resource": "backup",
    "aws:dlm:lifecycle-policy-id": "dlm",
    "AWSElasticDisasterRecoveryManaged": "drs",
    "AWSApplicationMigrationServiceManaged": "mgn",
}


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    yield from _volumes(reader, place)
    yield from _snapshots(reader, place)


def _volumes(reader: Reader, place: Place) -> Iterator[Resource]:
    for volume in reader.each(_DESCRIBE, "Volumes"):
        name, tags = volume["VolumeId"], tags_of(volume)
        yield place.resource(
            VOLUME,
            name,
            place.arn("ec2", f"volume/{name}"),
            state=volume["State"],
            created=volume.get("CreateTime"),
            managed_by=_keeper(tags),
            tags=tags,
            attributes=kept(
                volume,
                "VolumeType",
                "Size",
                "Iops",
                "Throughput",
                "Attachments",
                "SnapshotId",
                "AvailabilityZone",
                "MultiAttachEnabled",
            ),
        )


def _snapshots(reader: Reader, place: Place) -> Iterator[Resource]:
    zones: defaultdict[str, list[str]] = defaultdict(list)
    for restore in reader.each(_FAST_RESTORES, "FastSnapshotRestores"):
        if restore["State"] in _RESTORABLE:
            zones[restore["SnapshotId"]].append(restore["AvailabilityZone"])
    for snapshot in reader.each(_SNAPSHOTS, "Snapshots", OwnerIds=["self"]):
        name, tags = snapshot["SnapshotId"], tags_of(snapshot)
        yield place.resource(
            SNAPSHOT,
            name,
            place.arn("ec2", f"snapshot/{name}"),
            state=snapshot["State"],
            created=snapshot.get("StartTime"),
            managed_by=_keeper(tags),
            tags=tags,
            attributes={
                **kept(
                    snapshot, "VolumeId", "VolumeSize", "FullSnapshotSizeInBytes", "StorageTier"
                ),
                "FastRestoreZones": [*sorted(zones[name])],
            },
        )


def _keeper(tags: Mapping[str, str]) -> str | None:
    return next((by for tag, by in _KEEPERS.items() if tag in tags), None)


def _dimensions(volume: Resource) -> dict[str, str] | None:
    # A volume that nothing is attached to publishes nothing.
    return {"VolumeId": volume.id} if volume.state == "in-use" else None


SOURCE: Final = Source(
    name="ebs",
    kinds=(VOLUME, SNAPSHOT),
    calls=(_DESCRIBE, _SNAPSHOTS, _FAST_RESTORES),
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
