"""ebs_snapshot_archivable: kept for long, and alone of its volume."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.volumes import image, snapshot, volume

CHECK = "ebs_snapshot_archivable"


def test_none_without_snapshots() -> None:
    assert verdicts(CHECK, [volume()]) == {}


def test_pass_young_archived_managed_imaged_or_orphaned() -> None:
    for one in (
        snapshot(age_days=89),
        snapshot(StorageTier="archive"),
        snapshot(managed_by="backup"),
    ):
        assert verdicts(CHECK, [one, volume()]) == {"snap-1": PASSED}
    assert verdicts(CHECK, [snapshot(), volume(), image("snap-1")]) == {"snap-1": PASSED}
    assert verdicts(CHECK, [snapshot()]) == {"snap-1": PASSED}


def test_pass_with_siblings_that_share_its_blocks() -> None:
    found = verdicts(CHECK, [snapshot(), snapshot("snap-2", 100), volume()])
    assert found == {"snap-1": PASSED, "snap-2": PASSED}


def test_fail_alone_and_old() -> None:
    finding = failed(verdicts(CHECK, [snapshot(age_days=90), volume()])["snap-1"])
    assert finding.now == (Line("ebs.snapshot", Decimal(40)),)
    assert finding.then == (Line("ebs.snapshot-archive", Decimal(40)),)


def test_unknown_without_its_size() -> None:
    bare = resource(
        "AWS::EC2::Snapshot", "snap-1", age_days=200, VolumeId="vol-1", StorageTier="standard"
    )
    assert "FullSnapshotSizeInBytes" in unknown(verdicts(CHECK, [bare, volume()])["snap-1"])
