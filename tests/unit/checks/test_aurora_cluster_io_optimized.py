"""aurora_cluster_io_optimized: requests cost more than I/O-Optimized adds."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, nothing, unknown, verdicts
from tests.unit.checks.managed_databases import AURORA, aurora, database, member, volume

CHECK = "aurora_cluster_io_optimized"
MEMBER = "rds.instance/db.r6g.large/Aurora PostgreSQL"
# A fortnight's share of a month of 730 hours.
MONTH = Decimal(730) / (14 * 24)


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [database()]) == {}


def test_pass_few_requests_or_already_so() -> None:
    # 100 GB and two instances: 389.60 + 21.73 against 493.48 + 22.50.
    quiet = [aurora("a", "b", digests=volume(100, "50000000")), member("a"), member("b")]
    assert verdicts(CHECK, quiet, prices=AURORA) == {"shop": PASSED}
    assert verdicts(CHECK, [aurora("a", storage_type="aurora-iopt1")]) == {"shop": PASSED}
    assert verdicts(CHECK, [aurora(Engine="mysql")]) == {"shop": PASSED}


def test_fail_with_both_configurations() -> None:
    requests = 2_000_000_000
    busy = [aurora("a", digests=volume(100, str(requests))), member("a")]
    finding = failed(verdicts(CHECK, busy, prices=AURORA)["shop"])
    assert finding.now == (
        Line(f"{MEMBER}/EBS Only", Decimal(730)),
        Line("aurora.storage/General Purpose-Aurora", Decimal(100)),
        Line("aurora.io", finding.now[2].quantity),
    )
    assert round(finding.now[2].quantity) == round(requests * MONTH)
    assert finding.then == (
        Line(f"{MEMBER}/Aurora IO Optimization Mode", Decimal(730)),
        Line("aurora.storage/IO Optimized-Aurora", Decimal(100)),
    )


def test_unknown_without_volume_or_members() -> None:
    silent = aurora("a", digests=[nothing("VolumeBytesUsed")])
    assert "VolumeBytesUsed" in unknown(verdicts(CHECK, [silent, member("a")])["shop"])
    half = [aurora("a", "b", digests=volume(1, "2")), member("a")]
    assert "members" in unknown(verdicts(CHECK, half)["shop"])
