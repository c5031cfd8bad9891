"""rds_storage_mostly_free: a volume that was never nearly full."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_storage_mostly_free"


def with_free(gib: int, *, size: int = 1000) -> Resource:
    free = gauge("FreeStorageSpace", str(gib * 2**30), unit="Bytes")
    least = free.model_copy(update={"min": free.avg})
    return database(digests=[least], AllocatedStorage=size, Iops=12_000)


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used_or_small() -> None:
    assert verdicts(CHECK, [with_free(699)]) == {"orders": PASSED}
    assert verdicts(CHECK, [with_free(90, size=99)]) == {"orders": PASSED}


def test_fail_at_seven_tenths_free() -> None:
    finding = failed(verdicts(CHECK, [with_free(700)])["orders"])
    key = "rds.storage/General Purpose-GP3/Single-AZ"
    assert finding.now == (Line(key, Decimal(1000)),)
    assert finding.then == (Line(key, Decimal(450)),)


def test_unknown_without_the_least() -> None:
    assert "FreeStorageSpace" in unknown(verdicts(CHECK, [database()])["orders"])
