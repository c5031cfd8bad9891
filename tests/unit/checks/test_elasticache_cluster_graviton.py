"""elasticache_cluster_graviton: the same node on AWS's processor."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_services import cache

CHECK = "elasticache_cluster_graviton"
X86, ARM = "elasticache.node/cache.r5.large/Redis", "elasticache.node/cache.r6g.large/Redis"
PRICES = {X86: "0.216", ARM: "0.206"}


def test_none_without_caches() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_graviton_or_no_cheaper() -> None:
    assert verdicts(CHECK, [cache(size="cache.r7g.large")]) == {"sessions": PASSED}
    assert verdicts(CHECK, [cache()], prices=PRICES | {ARM: "0.216"}) == {"sessions": PASSED}


def test_fail_on_x86() -> None:
    finding = failed(verdicts(CHECK, [cache()], prices=PRICES)["sessions"])
    assert (finding.now, finding.then) == ((Line(X86, Decimal(730)),), (Line(ARM, Decimal(730)),))


def test_unknown_without_price_or_engine() -> None:
    assert "no price" in unknown(verdicts(CHECK, [cache()])["sessions"])
    other = cache(engine="dragonfly")
    assert "dragonfly" in unknown(verdicts(CHECK, [other], prices=PRICES)["sessions"])
