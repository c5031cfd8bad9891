"""A snapshot that newer ones of the same volume have long replaced."""

from typing import Final

from costgov.checks._ebs import IMAGE, VOLUME, lineage, snapshots_of, volume_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_snapshot_old",
    title="Old snapshot with newer ones of the same volume",
    why="Each snapshot keeps the blocks that changed after it, for as long as it exists.",
    kinds=("AWS::EC2::Snapshot",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("ec2:DescribeSnapshots", "ec2:DescribeVolumes", "ec2:DescribeImages"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-snapshot.html",
    thresholds=thresholds(days=("90", "days", "younger snapshots are backups in use")),
)


def evaluate(snapshot: Resource, look: Look) -> Verdict:
    """PASSED for the newest of a volume that exists, and for what images or rules keep."""
    age = look.age_days(snapshot)
    if age < look.setting("days") or snapshot.managed_by:
        return PASSED
    if look.estate.related(IMAGE, snapshots_of, snapshot.id):
        return PASSED
    siblings = lineage(snapshot, look)
    [volume] = volume_of(snapshot)
    newest = min(look.age_days(one) for one in siblings)
    if newest == age or not look.estate.get(VOLUME, snapshot.region, volume):
        return PASSED
    return Failed(
        why=f"It is {age} days old, the newest of the same volume {newest} days.",
        unpriced="snapshots share blocks: how much of this one no other holds, AWS does not say",
        facts={"volume": volume},
    )
