"""A snapshot that is kept for long, alone of its volume: the archive tier costs a quarter."""

from typing import Final

from costgov.checks._ebs import IMAGE, VOLUME, full_gib, lineage, snapshots_of, volume_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_snapshot_archivable",
    title="Snapshot kept for long would cost less in the archive tier",
    why="The archive tier costs a quarter by the gigabyte, and takes up to three days to restore.",
    kinds=("AWS::EC2::Snapshot",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeSnapshots", "ec2:DescribeVolumes", "ec2:DescribeImages"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-archive.html",
    thresholds=thresholds(
        days=("90", "days", "younger ones may still be restored; the archive's least stay too"),
    ),
)


def evaluate(snapshot: Resource, look: Look) -> Verdict:
    """PASSED where others share its blocks: the archive would hold all of them once more."""
    if look.attribute(snapshot, "StorageTier") != "standard":
        return PASSED
    age = look.age_days(snapshot)
    if age < look.setting("days") or look.estate.related(IMAGE, snapshots_of, snapshot.id):
        return PASSED
    if snapshot.managed_by or len(lineage(snapshot, look)) > 1:
        return PASSED
    [volume] = volume_of(snapshot)
    if not look.estate.get(VOLUME, snapshot.region, volume):
        # To be deleted rather than archived.
        return PASSED
    size = full_gib(snapshot, look)
    return Failed(
        why=f"It is {age} days old and the only snapshot of {volume}: {size:.0f} GiB.",
        now=(Line("ebs.snapshot", size),),
        then=(Line("ebs.snapshot-archive", size),),
    )
