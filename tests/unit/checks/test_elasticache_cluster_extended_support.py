"""elasticache_cluster_extended_support: Redis 4 and 5 have been charged more since February."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import cache

CHECK = "elasticache_cluster_extended_support"


def test_none_without_caches() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_supported() -> None:
    found = [
        # Until the end of January 2027.
        cache("a", version="6.2.6"),
        cache("b", version="7.1.0"),
        cache("c", engine="valkey", version="8.0.1"),
        cache("d", version="5.0.6", ReplicationGroupId="store"),
    ]
    assert set(verdicts(CHECK, found).values()) == {PASSED}


def test_fail_with_what_every_node_is_charged_more() -> None:
    finding = failed(verdicts(CHECK, [cache(version="5.0.6", NumCacheNodes=2)])["sessions"])
    assert finding.now == (
        Line("elasticache.extended-support/cache.r5.large/Yr1_Yr2", Decimal(1460)),
    )
    assert "2026-01-31" in finding.why


def test_unknown_version() -> None:
    assert "redis 3.2.10" in unknown(verdicts(CHECK, [cache(version="3.2.10")])["sessions"])
