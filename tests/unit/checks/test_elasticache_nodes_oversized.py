"""elasticache_nodes_oversized: the fullest and busiest node decides for the whole group."""

from typing import Any

from costgov.domain.findings import HOURS_A_MONTH, PASSED, Line, Verdict
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.instances import flat, profiled
from tests.unit.checks.judging import failed, nothing, resource, unknown, verdicts

CHECK = "elasticache_nodes_oversized"
CPU, MEMORY = "CPUUtilization", "DatabaseMemoryUsagePercentage"
GROUP, CLUSTER = "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster"
_SIZES = {
    "cache.r6g.large": ("0.206", 2, 13.07),
    "cache.r6g.xlarge": ("0.411", 4, 26.32),
    "cache.m6g.large": ("0.149", 2, 6.38),
    "cache.m5.large": ("0.14", 2, 6.38),
    "cache.t4g.medium": ("0.065", 2, 3.09),
}


def key(size: str) -> str:
    return f"elasticache.node/{size}/Redis"


PRICES = {key(size): usd for size, (usd, _, _) in _SIZES.items()}
OFFERED = {key(size): (vcpus, gib) for size, (_, vcpus, gib) in _SIZES.items()}


def node(
    number: int, *digests: MetricDigest, size: str = "cache.r6g.xlarge", **more: Any
) -> Resource:
    told: dict[str, Any] = {
        "Engine": "redis",
        "NumCacheNodes": 1,
        "ReplicationGroupId": "shop",
    } | more
    return resource(CLUSTER, f"shop-{number}", size=size, digests=digests, **told)


def used(cpu: float, filled: float) -> tuple[MetricDigest, MetricDigest]:
    return profiled(CPU, flat(cpu)), profiled(MEMORY, flat(filled), peak=1.0)


def judged(*nodes: Resource, **settings: str) -> Verdict:
    found = verdicts(
        CHECK, [resource(GROUP, "shop"), *nodes], prices=PRICES, sizes=OFFERED, settings=settings
    )
    return found["shop"]


def test_none_without_caches() -> None:
    assert verdicts(CHECK, [resource("AWS::RDS::DBInstance")]) == {}


def test_pass_where_one_node_is_full() -> None:
    assert judged(node(1, *used(5, 20)), node(2, *used(5, 90))) == PASSED


def test_pass_empty_group() -> None:
    assert judged() == PASSED


def test_fail_all_nodes_together() -> None:
    finding = failed(judged(node(1, *used(5, 18)), node(2, *used(8, 15))))
    assert finding.now == (Line(key("cache.r6g.xlarge"), 2 * HOURS_A_MONTH),)
    # 4.9 GiB with spare fit 6.38; the older and the burstable type are not advised.
    assert [option.name for option in finding.options] == ["cache.m6g.large", "cache.r6g.large"]
    assert finding.then == (Line(key("cache.m6g.large"), 2 * HOURS_A_MONTH),)


def test_fail_a_cluster_that_stands_by_itself() -> None:
    alone = resource(
        CLUSTER,
        "alone",
        size="cache.r6g.xlarge",
        digests=used(5, 20),
        Engine="redis",
        NumCacheNodes=1,
    )
    finding = failed(verdicts(CHECK, [alone], prices=PRICES, sizes=OFFERED)["alone"])
    assert finding.now == (Line(key("cache.r6g.xlarge"), HOURS_A_MONTH),)


def test_pass_a_node_of_a_group_is_judged_with_its_group() -> None:
    found = verdicts(CHECK, [node(1, *used(5, 20))], prices=PRICES, sizes=OFFERED)
    assert found == {"shop-1": PASSED}


def test_pass_where_it_saves_too_little() -> None:
    assert judged(node(1, *used(5, 20)), least_percent="70") == PASSED


def test_unknown_where_memory_was_not_measured() -> None:
    assert "no data" in unknown(judged(node(1, profiled(CPU, flat(5)), nothing(MEMORY))))


def test_unknown_on_cpu_credits() -> None:
    assert "CPU credits" in unknown(judged(node(1, *used(5, 20), size="cache.t4g.medium")))
