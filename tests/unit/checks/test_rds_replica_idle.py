"""rds_replica_idle: a replica that nobody reads for a fortnight."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import connections, database

CHECK = "rds_replica_idle"
OF_ORDERS: dict[str, Any] = {"ReadReplicaSourceDBInstanceIdentifier": "orders"}


def test_none_but_replicas_are_looked_at() -> None:
    assert verdicts(CHECK, []) == {}
    assert verdicts(CHECK, [database(digests=[connections("0")])]) == {"orders": PASSED}


def test_pass_with_a_reader() -> None:
    read = database("replica", digests=[connections("1")], **OF_ORDERS)
    assert verdicts(CHECK, [read]) == {"replica": PASSED}


def test_fail_unread() -> None:
    idle = database("replica", digests=[connections("0")], **OF_ORDERS)
    finding = failed(verdicts(CHECK, [idle])["replica"])
    assert finding.now == (
        Line("rds.instance/db.m5.large/MySQL/Single-AZ", Decimal(730)),
        Line("rds.storage/General Purpose-GP3/Single-AZ", Decimal(100)),
    )
    assert finding.facts == {"source": "orders"}


def test_unknown_measured_for_a_week_only() -> None:
    idle = database("replica", digests=[connections("0", days=7)], **OF_ORDERS)
    assert "7 of 14 days" in unknown(verdicts(CHECK, [idle])["replica"])


def test_pass_a_replica_of_another_region() -> None:
    arn = "arn:aws:rds:eu-west-1:222233334444:db:orders"
    standby = database(
        "replica", digests=[connections("0")], ReadReplicaSourceDBInstanceIdentifier=arn
    )
    assert verdicts(CHECK, [standby]) == {"replica": PASSED}
