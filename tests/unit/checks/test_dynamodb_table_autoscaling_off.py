"""dynamodb_table_autoscaling_off: fixed capacity for a load that is not."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import REQUESTS, table

CHECK = "dynamodb_table_autoscaling_off"


def fixed(units: int, average: int, **changes: Any) -> Resource:
    """Consumed on average over 30 days of seconds."""
    total = str(average * 30 * 86_400)
    told: dict[str, Any] = {"BillingMode": "PROVISIONED"}
    told |= {"ReadCapacityUnits": units, "WriteCapacityUnits": units} | changes
    return table(read=total, written=total, **told)


def test_none_without_tables() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_demand_or_scaled_or_unused_or_well_used() -> None:
    found = [
        fixed(100, 7, BillingMode="PAY_PER_REQUEST"),
        fixed(100, 7, ScalableTargets={"ReadCapacityUnits": {}}),
        fixed(100, 0),
        # 63 on average need 90: a tenth is not worth it.
        fixed(100, 63),
    ]
    assert [verdicts(CHECK, [one], prices=REQUESTS)["orders"] for one in found] == [PASSED] * 4


def test_fail_with_what_follows_the_load() -> None:
    finding = failed(verdicts(CHECK, [fixed(100, 35)], prices=REQUESTS)["orders"])
    assert finding.then == (
        Line("dynamodb.capacity/read/STANDARD", Decimal(50 * 730)),
        Line("dynamodb.capacity/write/STANDARD", Decimal(50 * 730)),
    )
    assert [line.quantity for line in finding.now] == [73_000, 73_000]


def test_unknown_without_capacity() -> None:
    bare = table(read="9", BillingMode="PROVISIONED")
    assert "ReadCapacityUnits" in unknown(verdicts(CHECK, [bare], prices=REQUESTS)["orders"])
