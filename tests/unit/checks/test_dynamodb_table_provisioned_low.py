"""dynamodb_table_provisioned_low: capacity far above the busiest hour."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_databases import REQUESTS, table

CHECK = "dynamodb_table_provisioned_low"


def provisioned(units: int, busiest: str, **changes: Any) -> Resource:
    told: dict[str, Any] = {"BillingMode": "PROVISIONED"}
    told |= {"ReadCapacityUnits": units, "WriteCapacityUnits": units} | changes
    return table(read="1", written="1", peak=(busiest, busiest), **told)


def test_none_without_tables() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_demand_or_unused_or_used() -> None:
    assert verdicts(CHECK, [table(read="5")], prices=REQUESTS) == {"orders": PASSED}
    idle = table(BillingMode="PROVISIONED", ReadCapacityUnits=5, WriteCapacityUnits=5)
    assert verdicts(CHECK, [idle], prices=REQUESTS) == {"orders": PASSED}
    # 49 in the busiest hour need 70 of 100: exactly the three tenths that are not worth it.
    assert verdicts(CHECK, [provisioned(100, "49")], prices=REQUESTS) == {"orders": PASSED}


def test_fail_down_to_the_busiest_hour() -> None:
    finding = failed(verdicts(CHECK, [provisioned(100, "7")], prices=REQUESTS)["orders"])
    assert finding.now == (
        Line("dynamodb.capacity/read/STANDARD", Decimal(73_000)),
        Line("dynamodb.capacity/write/STANDARD", Decimal(73_000)),
    )
    assert finding.then == (
        Line("dynamodb.capacity/read/STANDARD", Decimal(7300)),
        Line("dynamodb.capacity/write/STANDARD", Decimal(7300)),
    )
    assert "90%" in finding.why


def test_fail_from_what_scaling_made_of_it() -> None:
    scaled = table(
        read="1",
        written="1",
        peak=("7", "7"),
        digests=[
            gauge("ProvisionedReadCapacityUnits", "50", unit="Count"),
            gauge("ProvisionedWriteCapacityUnits", "40", unit="Count"),
        ],
        BillingMode="PROVISIONED",
        ReadCapacityUnits=5,
        WriteCapacityUnits=5,
        ScalableTargets={"ReadCapacityUnits": {}, "WriteCapacityUnits": {}},
    )
    finding = failed(verdicts(CHECK, [scaled], prices=REQUESTS)["orders"])
    assert [line.quantity for line in finding.now] == [36_500, 29_200]


def test_unknown_where_scaling_was_not_measured() -> None:
    scaled = provisioned(100, "7", ScalableTargets={"ReadCapacityUnits": {}})
    reason = unknown(verdicts(CHECK, [scaled], prices=REQUESTS)["orders"])
    assert "ProvisionedReadCapacityUnits" in reason
