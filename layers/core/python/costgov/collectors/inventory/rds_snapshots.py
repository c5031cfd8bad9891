"""Snapshots of databases that people made: AWS never deletes these by itself."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

DB_SNAPSHOT: Final = "AWS::RDS::DBSnapshot"
CLUSTER_SNAPSHOT: Final = "AWS::RDS::DBClusterSnapshot"
_SNAPSHOTS: Final = "rds:DescribeDBSnapshots"
_CLUSTER_SNAPSHOTS: Final = "rds:DescribeDBClusterSnapshots"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for snapshot in reader.each(_SNAPSHOTS, "DBSnapshots", SnapshotType="manual"):
        yield place.resource(
            DB_SNAPSHOT,
            snapshot["DBSnapshotIdentifier"],
            snapshot["DBSnapshotArn"],
            state=snapshot.get("Status", "available"),
            created=snapshot.get("SnapshotCreateTime"),
            tags=tags_of(snapshot, "TagList"),
            attributes=kept(
                snapshot,
                "DBInstanceIdentifier",
                "Engine",
                "AllocatedStorage",
                "FullSnapshotSizeInBytes",
                "SnapshotType",
                "SourceDBSnapshotIdentifier",
            ),
        )
    for snapshot in reader.each(_CLUSTER_SNAPSHOTS, "DBClusterSnapshots", SnapshotType="manual"):
        yield place.resource(
            CLUSTER_SNAPSHOT,
            snapshot["DBClusterSnapshotIdentifier"],
            snapshot["DBClusterSnapshotArn"],
            state=snapshot.get("Status", "available"),
            created=snapshot.get("SnapshotCreateTime"),
            tags=tags_of(snapshot, "TagList"),
            attributes=kept(
                snapshot,
                *("DBClusterIdentifier", "Engine", "AllocatedStorage", "SnapshotType"),
                "SourceDBClusterSnapshotArn",
            ),
        )


SOURCE: Final = Source(
    name="rds_snapshots",
    kinds=(DB_SNAPSHOT, CLUSTER_SNAPSHOT),
    calls=(_SNAPSHOTS, _CLUSTER_SNAPSHOTS),
    fetch=_fetch,
)
