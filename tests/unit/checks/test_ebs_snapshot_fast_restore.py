"""ebs_snapshot_fast_restore: on, and nothing was restored lately."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.volumes import snapshot, volume

CHECK = "ebs_snapshot_fast_restore"
ON = snapshot(FastRestoreZones=["us-east-1a", "us-east-1b"])


def test_none_without_snapshots() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_off() -> None:
    assert verdicts(CHECK, [snapshot()]) == {"snap-1": PASSED}


def test_pass_restored_lately() -> None:
    assert verdicts(CHECK, [ON, volume(SnapshotId="snap-1", age_days=13)]) == {"snap-1": PASSED}


def test_fail_on_in_two_zones() -> None:
    finding = failed(verdicts(CHECK, [ON, volume(SnapshotId="snap-1", age_days=14)])["snap-1"])
    assert finding.now == (Line("ebs.fast-restore", Decimal(1460)),)
    assert "us-east-1a, us-east-1b" in finding.why


def test_unknown_without_zones() -> None:
    bare = resource("AWS::EC2::Snapshot", "snap-1")
    assert unknown(verdicts(CHECK, [bare])["snap-1"]) == "FastRestoreZones was not told"
