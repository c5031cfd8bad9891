"""elasticache_cluster_previous_generation: the next generation, where it costs less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import cache, group

CHECK = "elasticache_cluster_previous_generation"
OLD, NEW = "elasticache.node/cache.r4.large/Redis", "elasticache.node/cache.r6g.large/Redis"
PRICES = {OLD: "0.228", NEW: "0.206"}


def test_none_without_caches() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_current_or_no_cheaper() -> None:
    assert verdicts(CHECK, [cache()], prices=PRICES) == {"sessions": PASSED}
    old = cache(size="cache.r4.large")
    assert verdicts(CHECK, [old], prices=PRICES | {NEW: "0.228"}) == {"sessions": PASSED}


def test_fail_once_for_the_whole_group() -> None:
    nodes = [cache(n, size="cache.r4.large", ReplicationGroupId="store") for n in ("a", "b")]
    found = verdicts(CHECK, [group("a", "b"), *nodes], prices=PRICES)
    finding = failed(found["store"])
    assert (finding.now, finding.then) == (
        (Line(OLD, Decimal(1460)),),
        (Line(NEW, Decimal(1460)),),
    )
    assert found["a"] == found["b"] == PASSED


def test_unknown_where_the_next_has_no_price() -> None:
    found = verdicts(CHECK, [cache(size="cache.r4.large")], prices={OLD: "0.228"})
    assert NEW in unknown(found["sessions"])
