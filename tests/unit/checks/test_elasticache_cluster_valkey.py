"""elasticache_cluster_valkey: the same nodes with the engine that costs less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import cache

CHECK = "elasticache_cluster_valkey"
REDIS, VALKEY = "elasticache.node/cache.r5.large/Redis", "elasticache.node/cache.r5.large/Valkey"
PRICES = {REDIS: "0.216", VALKEY: "0.1728"}


def test_none_without_caches() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_other_engines_or_no_cheaper() -> None:
    found = [cache("a", engine="valkey"), cache("b", engine="memcached")]
    assert set(verdicts(CHECK, found).values()) == {PASSED}
    assert verdicts(CHECK, [cache()], prices=PRICES | {VALKEY: "0.216"}) == {"sessions": PASSED}


def test_fail_redis() -> None:
    finding = failed(verdicts(CHECK, [cache()], prices=PRICES)["sessions"])
    assert (finding.now, finding.then) == (
        (Line(REDIS, Decimal(730)),),
        (Line(VALKEY, Decimal(730)),),
    )


def test_unknown_without_price() -> None:
    assert VALKEY in unknown(verdicts(CHECK, [cache()], prices={REDIS: "0.216"})["sessions"])
