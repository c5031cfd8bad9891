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


def has_source(snapshot: Resource, look: Look) -> bool:
    """Whether the database it was made of is still there; raises NotKnown."""
    if snapshot.kind == DB_SNAPSHOT:
        name, kinds = str(look.attribute(snapshot, "DBInstanceIdentifier")), (DB_INSTANCE,)
        return any(look.estate.get(kind, snapshot.region, name) for kind in kinds)
    name = str(look.attribute(snapshot, "DBClusterIdentifier"))
    return any(look.estate.get(kind, snapshot.region, name) for kind in _CLUSTERS)


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
