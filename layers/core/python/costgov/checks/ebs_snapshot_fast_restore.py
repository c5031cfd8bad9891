"""Fast snapshot restore that is left on, in zones where nothing is restored."""

from typing import Final

from costgov.checks._ebs import VOLUME
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ebs_snapshot_fast_restore",
    title="Fast snapshot restore is left on",
    why="It is charged by the hour for each snapshot and zone, as much as a large instance.",
    kinds=("AWS::EC2::Snapshot",),
    action=Action.CONFIGURE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(
        "ec2:DescribeSnapshots",
        "ec2:DescribeFastSnapshotRestores",
        "ec2:DescribeVolumes",
    ),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-fast-snapshot-restore.html",
    thresholds=thresholds(
        days=("14", "days", "a volume restored within these shows that it is used"),
    ),
)


def made_of(volume: Resource) -> tuple[str, ...]:
    """The snapshot a volume was made of."""
    name = volume.attributes.get("SnapshotId")
    return (f"{volume.region}/{name}",) if name else ()


def evaluate(snapshot: Resource, look: Look) -> Verdict:
    """PASSED where a volume was made of it lately."""
    zones = look.attribute(snapshot, "FastRestoreZones")
    if not isinstance(zones, list):
        raise NotKnown("where it restores fast was not told")
    if not zones:
        return PASSED
    restored = look.estate.related(VOLUME, made_of, f"{snapshot.region}/{snapshot.id}")
    if any(look.age_days(one) < look.setting("days") for one in restored):
        return PASSED
    return Failed(
        why=f"On in {len(zones)} zones ({', '.join(map(str, zones))}), and no volume of the last "
        f"{look.setting('days')} days was made of it.",
        now=(Line("ebs.fast-restore", HOURS_A_MONTH * len(zones)),),
    )
