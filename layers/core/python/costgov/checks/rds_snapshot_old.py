"""An old manual snapshot of a database that still has younger backups."""

from typing import Final

from costgov.checks._rds_snapshots import (
    CLUSTER_SNAPSHOT,
    DB_SNAPSHOT,
    copied_from,
    source_of,
    stored,
)
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_snapshot_old",
    title="Old manual snapshot of a database",
    why="AWS keeps manual snapshots until somebody deletes them, and charges what they hold.",
    kinds=(DB_SNAPSHOT, CLUSTER_SNAPSHOT),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=(
        "rds:DescribeDBSnapshots",
        "rds:DescribeDBClusterSnapshots",
        "rds:DescribeDBInstances",
        "rds:DescribeDBClusters",
    ),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteSnapshot.html",
    thresholds=thresholds(days=("180", "days", "an older snapshot is seldom restored")),
)


def evaluate(snapshot: Resource, look: Look) -> Verdict:
    """Those of databases that are gone are judged by themselves.

    PASSED for copies kept elsewhere, and where automatic backups are off: it may be the only one.
    """
    age = look.age_days(snapshot)
    if age < look.setting("days") or copied_from(snapshot):
        return PASSED
    source = source_of(snapshot, look)
    if source is None or not look.number(source, "BackupRetentionPeriod"):
        return PASSED
    line, basis = stored(snapshot, look)
    return Failed(
        why=f"It was made {age} days ago, and its database has younger backups.",
        now=(line,),
        facts={
            "size": basis,
            "free": "as much backup storage as databases have storage is free in a region",
        },
    )
