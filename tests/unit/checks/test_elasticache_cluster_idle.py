"""elasticache_cluster_idle: nothing read or written for a fortnight."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, gauge, resource, unknown, verdicts
from tests.unit.checks.managed_services import asked, cache, group

CHECK = "elasticache_cluster_idle"


def test_none_without_caches() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Instance")]) == {}


def test_pass_read_or_written_or_connected() -> None:
    found = [
        cache("a", digests=asked(hits="1")),
        cache("b", digests=asked(writes="1")),
        cache("c", digests=asked(connections="7")),
    ]
    assert set(verdicts(CHECK, found).values()) == {PASSED}


def test_pass_a_group_of_which_one_is_read() -> None:
    idle = cache("a", digests=asked(), ReplicationGroupId="store")
    read = cache("b", digests=asked(hits="9"), ReplicationGroupId="store")
    assert verdicts(CHECK, [group("a", "b"), idle, read]) == dict.fromkeys(
        ("store", "a", "b"), PASSED
    )


def test_fail_alone() -> None:
    finding = failed(verdicts(CHECK, [cache(digests=asked(connections="6"))])["sessions"])
    assert finding.now == (Line("elasticache.node/cache.r5.large/Redis", Decimal(730)),)


def test_fail_with_the_whole_group() -> None:
    nodes = [cache(name, digests=asked(), ReplicationGroupId="store") for name in ("a", "b")]
    found = verdicts(CHECK, [group("a", "b"), *nodes])
    assert failed(found["store"]).now[0].quantity == 1460
    assert found["a"] == PASSED


def test_pass_what_stands_by_for_another_region() -> None:
    node = cache("a", digests=asked(), ReplicationGroupId="store")
    for role, passes in (("SECONDARY", True), ("PRIMARY", False)):
        told = {"GlobalReplicationGroupMemberRole": role}
        found = verdicts(CHECK, [group("a", GlobalReplicationGroupInfo=told), node])["store"]
        assert (found == PASSED) is passes


def test_fail_memcached_by_its_own_counts() -> None:
    digests = [
        count("CmdGet", "0"),
        count("CmdSet", "0"),
        gauge("CurrConnections", "0", unit="Count"),
    ]
    idle = cache(engine="memcached", digests=digests, NumCacheNodes=3)
    finding = failed(verdicts(CHECK, [idle])["sessions"])
    assert finding.now == (Line("elasticache.node/cache.r5.large/Memcached", Decimal(2190)),)


def test_unknown_unmeasured_or_young_or_unlisted() -> None:
    assert "CacheHits" in unknown(verdicts(CHECK, [cache()])["sessions"])
    young = cache(digests=asked(), age_days=13)
    assert "13 of 14 days" in unknown(verdicts(CHECK, [young])["sessions"])
    half = [group("a", "b"), cache("a", digests=asked(), ReplicationGroupId="store")]
    assert "not all clusters" in unknown(verdicts(CHECK, half)["store"])
