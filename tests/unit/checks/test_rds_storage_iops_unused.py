"""rds_storage_iops_unused: gp3 IOPS beyond those included that nobody uses."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_storage_iops_unused"


def gp3(peak: str, *, iops: int = 9000) -> Resource:
    digests = [
        gauge("ReadIOPS", "1", peak=peak, unit="Count/Second"),
        gauge("WriteIOPS", "0", unit="Count/Second"),
    ]
    return database(digests=digests, Iops=iops)


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_nothing_beyond_what_is_included() -> None:
    assert verdicts(CHECK, [database(Iops=3000)]) == {"orders": PASSED}


def test_pass_all_used() -> None:
    # 7,500 and a fifth more are the 9,000 that are paid for.
    assert verdicts(CHECK, [gp3("7500")]) == {"orders": PASSED}


def test_fail_down_to_what_is_used() -> None:
    finding = failed(verdicts(CHECK, [gp3("5000")])["orders"])
    storage = Line("rds.storage/General Purpose-GP3/Single-AZ", Decimal(100))
    assert finding.now == (storage, Line("rds.iops/RDS:GP3-PIOPS", Decimal(6000)))
    assert finding.then == (storage, Line("rds.iops/RDS:GP3-PIOPS", Decimal(3000)))


def test_fail_down_to_what_is_included() -> None:
    assert len(failed(verdicts(CHECK, [gp3("100")])["orders"]).then) == 1


def test_unknown_without_metrics() -> None:
    assert "ReadIOPS" in unknown(verdicts(CHECK, [database(Iops=9000)])["orders"])
