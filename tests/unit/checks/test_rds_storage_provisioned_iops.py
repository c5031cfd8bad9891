"""rds_storage_provisioned_iops: gp3 would bear what io1 is paid for."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_storage_provisioned_iops"
PRICES = {
    "rds.storage/Provisioned IOPS/Single-AZ": "0.125",
    "rds.iops/RDS:PIOPS": "0.10",
    "rds.storage/General Purpose-GP3/Single-AZ": "0.115",
    "rds.iops/RDS:GP3-PIOPS": "0.02",
}


def io1(reads: str, writes: str, *, iops: int = 10_000, size: int = 300) -> Resource:
    digests = [
        gauge("ReadIOPS", "100", peak=reads, unit="Count/Second"),
        gauge("WriteIOPS", "100", peak=writes, unit="Count/Second"),
    ]
    return database(digests=digests, StorageType="io1", Iops=iops, AllocatedStorage=size)


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_gp3_or_busy() -> None:
    assert verdicts(CHECK, [database()]) == {"orders": PASSED}
    # 13,334 IOPS and a fifth more are beyond 16,000.
    assert verdicts(CHECK, [io1("13334", "0")], prices=PRICES) == {"orders": PASSED}


def test_pass_no_cheaper() -> None:
    dear = PRICES | {"rds.iops/RDS:GP3-PIOPS": "0.2", "rds.iops/RDS:PIOPS": "0.01"}
    assert verdicts(CHECK, [io1("5000", "0")], prices=dear) == {"orders": PASSED}


def test_fail_within_what_gp3_includes() -> None:
    finding = failed(verdicts(CHECK, [io1("2000", "500")], prices=PRICES)["orders"])
    assert finding.now == (
        Line("rds.storage/Provisioned IOPS/Single-AZ", Decimal(300)),
        Line("rds.iops/RDS:PIOPS", Decimal(10_000)),
    )
    assert finding.then == (Line("rds.storage/General Purpose-GP3/Single-AZ", Decimal(300)),)


def test_fail_with_iops_beyond() -> None:
    finding = failed(verdicts(CHECK, [io1("3000", "1000")], prices=PRICES)["orders"])
    assert finding.then[1] == Line("rds.iops/RDS:GP3-PIOPS", Decimal(1800))


def test_unknown_without_metrics() -> None:
    unmeasured = database(StorageType="io1", Iops=10_000)
    assert "ReadIOPS" in unknown(verdicts(CHECK, [unmeasured], prices=PRICES)["orders"])
