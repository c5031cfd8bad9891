"""rds_instance_idle: nobody connected for a week."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, nothing, resource, unknown, verdicts
from tests.unit.checks.managed_databases import connections, database, member

CHECK = "rds_instance_idle"


def test_none_without_databases() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Instance")]) == {}


def test_pass_with_one_connection_at_once() -> None:
    assert verdicts(CHECK, [database(digests=[connections("1")])]) == {"orders": PASSED}


def test_pass_by_the_users_own_number() -> None:
    used = database(digests=[connections("2")])
    failed(verdicts(CHECK, [used], settings={"connections": "2"})["orders"])
    assert verdicts(CHECK, [used], settings={"connections": "1"}) == {"orders": PASSED}


def test_pass_what_others_judge() -> None:
    replica = database("replica", ReadReplicaSourceDBInstanceIdentifier="orders")
    stopped = database("stopped", state="stopped")
    found = verdicts(CHECK, [replica, stopped, member("writer")])
    assert set(found.values()) == {PASSED}


def test_fail_with_instance_and_volume() -> None:
    idle = database(
        digests=[connections("0", days=7)], AllocatedStorage=500, Iops=13_000, MultiAZ=True
    )
    finding = failed(verdicts(CHECK, [idle])["orders"])
    assert finding.now == (
        Line("rds.instance/db.m5.large/MySQL/Multi-AZ", Decimal(730)),
        Line("rds.storage/General Purpose-GP3/Multi-AZ", Decimal(500)),
        # From 400 GB on, 12,000 are included.
        Line("rds.iops/RDS:Multi-AZ-GP3-PIOPS", Decimal(1000)),
    )
    assert finding.then == ()


def test_fail_with_licence() -> None:
    idle = database(
        digests=[connections("0")],
        Engine="sqlserver-se",
        LicenseModel="license-included",
        StorageType="io1",
        Iops=1000,
    )
    assert failed(verdicts(CHECK, [idle])["orders"]).now == (
        Line(
            "rds.instance/db.m5.large/SQL Server Standard/License included/Single-AZ", Decimal(730)
        ),
        Line("rds.storage/Provisioned IOPS/Single-AZ", Decimal(100)),
        Line("rds.iops/RDS:PIOPS", Decimal(1000)),
    )


def test_unknown_without_metric_or_age_or_known_engine() -> None:
    assert "has not been read" in unknown(verdicts(CHECK, [database()])["orders"])
    silent = database(digests=[nothing("DatabaseConnections")])
    assert "no data" in unknown(verdicts(CHECK, [silent])["orders"])
    young = database(digests=[connections("0")], age_days=6)
    assert "6 of 7 days" in unknown(verdicts(CHECK, [young])["orders"])
    other = database(digests=[connections("0")], Engine="db2-se")
    assert "db2-se" in unknown(verdicts(CHECK, [other])["orders"])


def test_pass_with_replicas_that_are_read_instead() -> None:
    source = database(
        digests=[connections("0")], ReadReplicaDBInstanceIdentifiers=["orders-replica"]
    )
    assert verdicts(CHECK, [source]) == {"orders": PASSED}
