"""A snapshot of a volume that is gone, from which no image starts anything."""

from typing import Final

from costgov.checks._ebs import IMAGE, VOLUME, full_gib, lineage, snapshots_of, volume_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ebs_snapshot_orphaned",
    title="Snapshot of a volume that no longer exists",
    why="The volume is gone, and what is left of it is charged by the gigabyte until deleted.",
    kinds=("AWS::EC2::Snapshot",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    # It may be the last copy.
    risk=Level.MEDIUM,
    reversible=False,
    iam=("ec2:DescribeSnapshots", "ec2:DescribeVolumes", "ec2:DescribeImages"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-snapshot.html",
    thresholds=thresholds(days=("30", "days", "younger ones may have been taken on purpose")),
)


def evaluate(snapshot: Resource, look: Look) -> Verdict:
    """The newest of a volume bears the price: it refers to all blocks, older ones to changes."""
    age = look.age_days(snapshot)
    if age < look.setting("days") or snapshot.managed_by:
        return PASSED
    if look.estate.related(IMAGE, snapshots_of, snapshot.id):
        return PASSED
    siblings = lineage(snapshot, look)
    [volume] = volume_of(snapshot)
    if look.estate.get(VOLUME, snapshot.region, volume):
        return PASSED
    why = f"{volume} is gone; the snapshot is {age} days old."
    if age > min(look.age_days(one) for one in siblings):
        return Failed(why=why, unpriced="its newer sibling bears the price of what they share")
    if look.attribute(snapshot, "StorageTier") != "standard":
        raise NotKnown("it is in the archive tier, where other prices hold")
    return Failed(why=why, now=(Line("ebs.snapshot", full_gib(snapshot, look)),))
