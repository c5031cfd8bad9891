"""memorydb_cluster_idle: nothing read or written for a fortnight."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, gauge, resource, unknown, verdicts

CHECK = "memorydb_cluster_idle"


def cluster(hits: str, connections: str = "4", *, age_days: int | None = 100) -> Resource:
    return resource(
        "AWS::MemoryDB::Cluster",
        "ledger",
        size="db.r6g.large",
        age_days=age_days,
        digests=[
            count("KeyspaceHits", hits),
            count("KeyspaceMisses", "0"),
            count("SetTypeCmds", "0"),
            gauge("CurrConnections", connections, unit="Count"),
        ],
        NumberOfNodes=2,
    )


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_in_use() -> None:
    assert verdicts(CHECK, [cluster("1")]) == {"ledger": PASSED}
    assert verdicts(CHECK, [cluster("0", "7")]) == {"ledger": PASSED}


def test_fail_idle() -> None:
    assert failed(verdicts(CHECK, [cluster("0")])["ledger"]).now == (
        Line("memorydb.node/NodeUsage:db.r6g.large", Decimal(1460)),
    )


def test_unknown_without_age() -> None:
    assert "created" in unknown(verdicts(CHECK, [cluster("0", age_days=None)])["ledger"])
