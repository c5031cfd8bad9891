"""What manual snapshots of databases hold and belong to, shared by their checks."""

from typing import Final

from costgov.checks._rds import DB_CLUSTER, DB_INSTANCE, GIB, is_aurora
from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

DB_SNAPSHOT: Final = "AWS::RDS::DBSnapshot"
CLUSTER_SNAPSHOT: Final = "AWS::RDS::DBClusterSnapshot"
_OTHER_PRICES: Final = frozenset({"docdb", "neptune"})
_CLUSTERS: Final = (DB_CLUSTER, "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster")
# Told of copies from another region or account only, and of clusters' copies always.
_COPIED_FROM: Final = ("SourceDBSnapshotIdentifier", "SourceDBClusterSnapshotArn")


def copied_from(snapshot: Resource) -> tuple[str, str] | None:
    """The region and the account that it was copied from, where these are others."""
    told = (snapshot.attributes.get(name) for name in _COPIED_FROM)
    parts = next((one.split(":") for one in told if isinstance(one, str)), [])
    if parts[:1] != ["arn"] or (parts[3], parts[4]) == (snapshot.region, snapshot.account_id):
        return None
    return parts[3], parts[4]


def source_of(snapshot: Resource, look: Look) -> Resource | None:
    """The database it was made of, where that is still there.

    A copy names the database of the region it was copied from.

    Raises:
        NotKnown: that is in an account or a region of which nothing is known here.
    """
    region, account = copied_from(snapshot) or (snapshot.region, snapshot.account_id)
    is_instance = snapshot.kind == DB_SNAPSHOT
    kinds: tuple[str, ...] = (DB_INSTANCE,) if is_instance else _CLUSTERS
    what = "DBInstanceIdentifier" if is_instance else "DBClusterIdentifier"
    name = str(look.attribute(snapshot, what))
    if account != snapshot.account_id:
        raise NotKnown(f"it is a copy from the account {account}, whose databases are not seen")
    if region != snapshot.region and not any(look.estate.of_kind(one, region) for one in kinds):
        raise NotKnown(f"it is a copy from {region}, of whose databases nothing is known")
    return next((one for kind in kinds if (one := look.estate.get(kind, region, name))), None)


def stored(snapshot: Resource, look: Look) -> tuple[Line, str]:
    """What it is charged for, and what that rests on; raises NotKnown."""
    engine = str(look.attribute(snapshot, "Engine"))
    if engine in _OTHER_PRICES:
        raise NotKnown(f"what snapshots of {engine} are charged for is not known")
    aurora = is_aurora(engine)
    key = "rds.backup/" + ("Aurora:BackupUsage" if aurora else "RDS:ChargedBackupUsage")
    if "FullSnapshotSizeInBytes" in snapshot.attributes:
        return Line(key, look.number(snapshot, "FullSnapshotSizeInBytes") / GIB), "what it holds"
    size = look.number(snapshot, "AllocatedStorage")
    if not size:
        raise NotKnown("how much it holds was not told")
    return Line(key, size), "what its database had allocated, which is the most it can hold"
