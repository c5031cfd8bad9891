"""efs_file_system_idle: nobody connects."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.file_systems import file_system
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "efs_file_system_idle"


def test_none_without_file_systems() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_connected_unmounted_or_empty() -> None:
    assert verdicts(CHECK, [file_system(connections=1)]) == {"fs-1": PASSED}
    assert verdicts(CHECK, [file_system(NumberOfMountTargets=0)]) == {"fs-1": PASSED}
    assert verdicts(CHECK, [file_system(standard=0)]) == {"fs-1": PASSED}


def test_fail_with_what_is_stored() -> None:
    finding = failed(verdicts(CHECK, [file_system(age_days=30)])["fs-1"])
    assert finding.now == (Line("efs.storage/standard", Decimal("200.000000")),)


def test_unknown_while_young_or_unmeasured() -> None:
    assert "29 of 30 days" in unknown(verdicts(CHECK, [file_system(age_days=29)])["fs-1"])
    blind = resource("AWS::EFS::FileSystem", "fs-1", NumberOfMountTargets=1)
    assert "ClientConnections" in unknown(verdicts(CHECK, [blind])["fs-1"])


def test_pass_what_another_one_is_replicated_to() -> None:
    told = {"ReplicationOverwriteProtection": "REPLICATING"}
    copy = file_system(FileSystemProtection=told)
    assert verdicts(CHECK, [copy]) == {"fs-1": PASSED}
