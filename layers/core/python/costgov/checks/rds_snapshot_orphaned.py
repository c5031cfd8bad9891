"""A manual snapshot of a database that is no more."""

from typing import Final

from costgov.checks._rds_snapshots import CLUSTER_SNAPSHOT, DB_SNAPSHOT, source_of, stored
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_snapshot_orphaned",
    title="Manual snapshot of a database that is gone",
    why="Without its database a snapshot has no free backup storage: all of it is charged.",
    kinds=(DB_SNAPSHOT, CLUSTER_SNAPSHOT),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    # It may be the last copy of the data.
    risk=Level.HIGH,
    reversible=False,
    iam=(
        "rds:DescribeDBSnapshots",
        "rds:DescribeDBClusterSnapshots",
        "rds:DescribeDBInstances",
        "rds:DescribeDBClusters",
    ),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteSnapshot.html",
    thresholds=thresholds(days=("30", "days", "younger ones may be about to be restored")),
)


def evaluate(snapshot: Resource, look: Look) -> Verdict:
    """UNKNOWN where its database's listing or its size is missing, as of copies from elsewhere."""
    if source_of(snapshot, look):
        return PASSED
    age = look.age_days(snapshot)
    if age < look.setting("days"):
        return PASSED
    line, basis = stored(snapshot, look)
    return Failed(
        why=f"Its database is gone, and the snapshot is {age} days old.",
        now=(line,),
        facts={"size": basis},
    )
