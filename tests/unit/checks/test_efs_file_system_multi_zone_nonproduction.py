"""efs_file_system_multi_zone_nonproduction: test data in three zones."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.file_systems import file_system
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "efs_file_system_multi_zone_nonproduction"
TEST = {"Environment": "test"}


def test_none_without_file_systems() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_production_one_zone_or_small() -> None:
    assert verdicts(CHECK, [file_system()]) == {"fs-1": PASSED}
    production = file_system(tags={"Environment": "production"})
    assert verdicts(CHECK, [production]) == {"fs-1": PASSED}
    zone = file_system(tags=TEST, AvailabilityZoneName="us-east-1a")
    assert verdicts(CHECK, [zone]) == {"fs-1": PASSED}
    assert verdicts(CHECK, [file_system(tags=TEST, standard=49)]) == {"fs-1": PASSED}


def test_fail_with_both_prices() -> None:
    finding = failed(verdicts(CHECK, [file_system(tags=TEST, standard=50)])["fs-1"])
    assert finding.now == (Line("efs.storage/standard", Decimal("50.000000")),)
    assert finding.then == (Line("efs.storage/one-zone-standard", Decimal("50.000000")),)


def test_unknown_without_sizes() -> None:
    bare = resource("AWS::EFS::FileSystem", "fs-1", tags=TEST)
    assert "SizeInBytes" in unknown(verdicts(CHECK, [bare])["fs-1"])
