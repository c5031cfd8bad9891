"""ebs_snapshot_orphaned: the volume is gone and no image starts from the snapshot."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import image, snapshot, volume

CHECK = "ebs_snapshot_orphaned"


def test_none_without_snapshots() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_the_volume_is_there() -> None:
    assert verdicts(CHECK, [snapshot(), volume()]) == {"snap-1": PASSED}


def test_pass_young_or_kept() -> None:
    assert verdicts(CHECK, [snapshot(age_days=29)]) == {"snap-1": PASSED}
    assert verdicts(CHECK, [snapshot(managed_by="dlm")]) == {"snap-1": PASSED}
    assert verdicts(CHECK, [snapshot(), image("snap-1")]) == {"snap-1": PASSED}


def test_fail_with_all_it_refers_to() -> None:
    finding = failed(verdicts(CHECK, [snapshot(age_days=30)])["snap-1"])
    assert finding.now == (Line("ebs.snapshot", Decimal(40)),)
    assert finding.why == "vol-1 is gone; the snapshot is 30 days old."


def test_fail_the_newest_bears_the_price() -> None:
    found = verdicts(CHECK, [snapshot(), snapshot("snap-2", 100)])
    assert failed(found["snap-2"]).now == (Line("ebs.snapshot", Decimal(40)),)
    assert failed(found["snap-1"]).now == ()
    assert "sibling" in failed(found["snap-1"]).unpriced


def test_unknown_in_the_archive_tier_or_copied() -> None:
    archived = snapshot(StorageTier="archive")
    assert "archive tier" in unknown(verdicts(CHECK, [archived])["snap-1"])
    copied = snapshot(VolumeId="vol-ffffffff")
    assert "which volume" in unknown(verdicts(CHECK, [copied])["snap-1"])
