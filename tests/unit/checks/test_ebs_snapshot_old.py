"""ebs_snapshot_old: newer snapshots of the same volume have replaced it."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import image, snapshot, volume

CHECK = "ebs_snapshot_old"
NEWEST = snapshot("snap-9", 3)


def test_none_without_snapshots() -> None:
    assert verdicts(CHECK, [volume()]) == {}


def test_pass_young() -> None:
    found = verdicts(CHECK, [snapshot(age_days=89), NEWEST, volume()])
    assert found["snap-1"] == PASSED


def test_pass_the_newest_however_old() -> None:
    assert verdicts(CHECK, [snapshot(age_days=900), volume()]) == {"snap-1": PASSED}


def test_pass_what_an_image_or_a_rule_keeps() -> None:
    imaged = verdicts(CHECK, [snapshot(), NEWEST, volume(), image("snap-1")])
    assert imaged["snap-1"] == PASSED
    ruled = verdicts(CHECK, [snapshot(managed_by="backup"), NEWEST, volume()])
    assert ruled["snap-1"] == PASSED


def test_pass_of_a_volume_that_is_gone_which_is_another_matter() -> None:
    assert verdicts(CHECK, [snapshot(), NEWEST])["snap-1"] == PASSED


def test_fail_old_with_newer_ones() -> None:
    found = verdicts(CHECK, [snapshot(age_days=90), NEWEST, volume()])
    finding = failed(found["snap-1"])
    assert finding.why == "It is 90 days old, the newest of the same volume 3 days."
    assert "share blocks" in finding.unpriced
    assert found["snap-9"] == PASSED


def test_unknown_copied_from_elsewhere() -> None:
    copied = snapshot(VolumeId="vol-ffffffff")
    assert "which volume" in unknown(verdicts(CHECK, [copied, volume()])["snap-1"])
