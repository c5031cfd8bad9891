"""rds_snapshot_old: a manual snapshot long since overtaken by backups."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_snapshot_old"


def snapshot(age_days: int | None, of: str = "orders", **more: Any) -> Resource:
    return resource(
        "AWS::RDS::DBSnapshot",
        "s",
        age_days=age_days,
        DBInstanceIdentifier=of,
        Engine="postgres",
        AllocatedStorage=80,
        **more,
    )


def test_none_without_snapshots() -> None:
    assert verdicts(CHECK, [database()]) == {}


def test_pass_younger_or_orphaned() -> None:
    assert verdicts(CHECK, [snapshot(179), database()]) == {"s": PASSED}
    assert verdicts(CHECK, [snapshot(400, of="gone"), database()]) == {"s": PASSED}


def test_fail_after_half_a_year() -> None:
    finding = failed(verdicts(CHECK, [snapshot(180), database()])["s"])
    assert finding.now == (Line("rds.backup/RDS:ChargedBackupUsage", Decimal(80)),)


def test_unknown_without_age() -> None:
    assert "created" in unknown(verdicts(CHECK, [snapshot(None), database()])["s"])


def test_pass_where_it_may_be_the_only_backup() -> None:
    alone = database(BackupRetentionPeriod=0)
    assert verdicts(CHECK, [snapshot(400), alone])["s"] == PASSED


def test_pass_a_copy_kept_in_another_region() -> None:
    arn = "arn:aws:rds:eu-west-1:222233334444:snapshot:orders-monthly"
    copy = snapshot(400, SourceDBSnapshotIdentifier=arn)
    assert verdicts(CHECK, [copy, database()])["s"] == PASSED


def test_unknown_without_retention() -> None:
    silent = database(BackupRetentionPeriod=None)
    assert "BackupRetentionPeriod" in unknown(verdicts(CHECK, [snapshot(400), silent])["s"])
