"""aurora_cluster_standard_storage: I/O-Optimized for what hardly asks."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import AURORA, aurora, member, volume

CHECK = "aurora_cluster_standard_storage"
MEMBER = "rds.instance/db.r6g.large/Aurora PostgreSQL"
IO_OPTIMIZED = "aurora-iopt1"


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [member("a")]) == {}


def test_pass_standard_or_busy() -> None:
    assert verdicts(CHECK, [aurora("a")]) == {"shop": PASSED}
    busy = [aurora("a", storage_type=IO_OPTIMIZED, digests=volume(100, "2000000000")), member("a")]
    assert verdicts(CHECK, busy, prices=AURORA) == {"shop": PASSED}


def test_fail_quiet() -> None:
    quiet = [aurora("a", storage_type=IO_OPTIMIZED, digests=volume(100, "336")), member("a")]
    finding = failed(verdicts(CHECK, quiet, prices=AURORA)["shop"])
    assert finding.now == (
        Line(f"{MEMBER}/Aurora IO Optimization Mode", Decimal(730)),
        Line("aurora.storage/IO Optimized-Aurora", Decimal(100)),
    )
    assert finding.then == (
        Line(f"{MEMBER}/EBS Only", Decimal(730)),
        Line("aurora.storage/General Purpose-Aurora", Decimal(100)),
        Line("aurora.io", Decimal(730)),
    )


def test_unknown_without_prices() -> None:
    quiet = [aurora("a", storage_type=IO_OPTIMIZED, digests=volume(100, "336")), member("a")]
    assert "no price" in unknown(verdicts(CHECK, quiet)["shop"])
