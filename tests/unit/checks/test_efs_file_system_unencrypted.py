"""efs_file_system_unencrypted: files in the clear."""

from costgov.domain.findings import PASSED

from tests.unit.checks.file_systems import file_system
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "efs_file_system_unencrypted"


def test_none_without_file_systems() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_encrypted() -> None:
    assert verdicts(CHECK, [file_system()]) == {"fs-1": PASSED}


def test_fail_in_the_clear() -> None:
    finding = failed(verdicts(CHECK, [file_system(Encrypted=False)])["fs-1"])
    assert finding.unpriced == "a risk, not a charge"


def test_unknown_where_it_is_not_told() -> None:
    bare = resource("AWS::EFS::FileSystem", "fs-1")
    assert "Encrypted" in unknown(verdicts(CHECK, [bare])["fs-1"])
