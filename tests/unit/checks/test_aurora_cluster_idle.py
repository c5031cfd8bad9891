"""aurora_cluster_idle: nobody connects to any member."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_databases import aurora, connections, database, member

CHECK = "aurora_cluster_idle"


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [database()]) == {}


def test_pass_one_member_is_used() -> None:
    estate = [
        aurora("a", "b"),
        member("a", digests=[connections("0")]),
        member("b", digests=[connections("1")]),
    ]
    assert verdicts(CHECK, estate) == {"shop": PASSED}


def test_pass_what_stands_by_for_another_region() -> None:
    reader = member("a", digests=[connections("0")])
    for cluster in (
        aurora("a", GlobalClusterIdentifier="shop-global"),
        aurora("a", ReplicationSourceIdentifier="arn:aws:rds:eu-west-1:1:cluster:shop"),
    ):
        assert verdicts(CHECK, [cluster, reader]) == {"shop": PASSED}


def test_fail_with_every_member() -> None:
    capacity = gauge("ServerlessDatabaseCapacity", "0.5", unit="None")
    estate = [
        aurora("a", "b"),
        member("a", digests=[connections("0")]),
        member("b", size="db.serverless", digests=[connections("0"), capacity]),
    ]
    assert failed(verdicts(CHECK, estate)["shop"]).now == (
        Line("rds.instance/db.r6g.large/Aurora PostgreSQL/EBS Only", Decimal(730)),
        Line("aurora.capacity/Aurora:ServerlessV2Usage", Decimal(365)),
    )


def test_unknown_one_member_is_not_measured() -> None:
    estate = [aurora("a", "b"), member("a", digests=[connections("0")]), member("b")]
    assert "has not been read" in unknown(verdicts(CHECK, estate)["shop"])
