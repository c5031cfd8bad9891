"""rds_instance_backup_retention: long backups of what is not production."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_instance_backup_retention"
TESTS = {"Environment": "test"}


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_in_production_or_a_week() -> None:
    assert verdicts(CHECK, [database(BackupRetentionPeriod=35)]) == {"orders": PASSED}
    assert verdicts(CHECK, [database(tags=TESTS)]) == {"orders": PASSED}


def test_fail_beyond_a_week() -> None:
    finding = failed(verdicts(CHECK, [database(BackupRetentionPeriod=8, tags=TESTS)])["orders"])
    assert "8 days" in finding.why
    assert finding.now == ()


def test_unknown_without_retention() -> None:
    found = verdicts(CHECK, [database(BackupRetentionPeriod=None, tags=TESTS)])
    assert "BackupRetentionPeriod" in unknown(found["orders"])
