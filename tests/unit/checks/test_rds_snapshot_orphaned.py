"""rds_snapshot_orphaned: what is left of a database that was deleted."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.managed_databases import aurora, database

CHECK = "rds_snapshot_orphaned"


def snapshot(*, age_days: int | None = 60, **changes: Any) -> Resource:
    told: dict[str, Any] = {"DBInstanceIdentifier": "gone", "Engine": "mysql"}
    told |= {"AllocatedStorage": 200} | changes
    return resource("AWS::RDS::DBSnapshot", "s", age_days=age_days, **told)


def of_cluster(name: str, **changes: Any) -> Resource:
    told: dict[str, Any] = {"DBClusterIdentifier": name, "Engine": "aurora-mysql"}
    return resource("AWS::RDS::DBClusterSnapshot", "s", **told | {"AllocatedStorage": 50} | changes)


def test_none_without_snapshots() -> None:
    assert verdicts(CHECK, [database()]) == {}


def test_pass_with_its_database_or_young() -> None:
    kept = snapshot(DBInstanceIdentifier="orders")
    assert verdicts(CHECK, [kept, database()]) == {"s": PASSED}
    assert verdicts(CHECK, [of_cluster("shop"), aurora("w")]) == {"s": PASSED}
    assert verdicts(CHECK, [snapshot(age_days=29)]) == {"s": PASSED}


def test_fail_at_thirty_days_by_what_was_allocated() -> None:
    finding = failed(verdicts(CHECK, [snapshot(age_days=30)])["s"])
    assert finding.now == (Line("rds.backup/RDS:ChargedBackupUsage", Decimal(200)),)
    assert "allocated" in finding.facts["size"]


def test_fail_by_what_it_holds() -> None:
    told = snapshot(FullSnapshotSizeInBytes=30 * 2**30)
    assert failed(verdicts(CHECK, [told])["s"]).now[0].quantity == 30
    finding = failed(verdicts(CHECK, [of_cluster("gone")])["s"])
    assert finding.now == (Line("rds.backup/Aurora:BackupUsage", Decimal(50)),)


def test_unknown_what_other_engines_snapshots_cost() -> None:
    assert "docdb" in unknown(verdicts(CHECK, [of_cluster("gone", Engine="docdb")])["s"])


def test_unknown_without_size_or_age() -> None:
    assert "how much" in unknown(verdicts(CHECK, [snapshot(AllocatedStorage=0)])["s"])
    assert "created" in unknown(verdicts(CHECK, [snapshot(age_days=None)])["s"])


def test_pass_a_copy_whose_database_is_in_the_region_it_came_from() -> None:
    arn = "arn:aws:rds:eu-west-1:222233334444:snapshot:orders-monthly"
    copy = snapshot(DBInstanceIdentifier="orders", SourceDBSnapshotIdentifier=arn)
    there = database().model_copy(update={"region": "eu-west-1"})
    assert verdicts(CHECK, [copy, there])["s"] == PASSED
    failed(verdicts(CHECK, [copy, there.model_copy(update={"id": "other"})])["s"])


def test_unknown_for_copies_from_where_nothing_is_seen() -> None:
    arn = "arn:aws:rds:eu-west-1:{}:cluster-snapshot:shop-monthly"
    alone = of_cluster("shop", SourceDBClusterSnapshotArn=arn.format("222233334444"))
    assert "eu-west-1" in unknown(verdicts(CHECK, [alone, aurora("w")])["s"])
    shared = of_cluster("shop", SourceDBClusterSnapshotArn=arn.format("999988887777"))
    assert "999988887777" in unknown(verdicts(CHECK, [shared, aurora("w")])["s"])


def test_a_copy_within_its_region_is_like_any_other() -> None:
    arn = "arn:aws:rds:us-east-1:222233334444:cluster-snapshot:shop-monthly"
    failed(verdicts(CHECK, [of_cluster("gone", SourceDBClusterSnapshotArn=arn)])["s"])
