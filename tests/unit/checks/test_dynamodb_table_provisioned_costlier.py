"""dynamodb_table_provisioned_costlier: capacity for what is seldom asked."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import REQUESTS, index, table

CHECK = "dynamodb_table_provisioned_costlier"
SECONDS = 30 * 86_400


def provisioned(read_a_second: int) -> Resource:
    told: dict[str, Any] = {"BillingMode": "PROVISIONED"}
    told |= {"ReadCapacityUnits": 100, "WriteCapacityUnits": 1}
    return table(read=str(read_a_second * SECONDS), **told)


def test_none_without_tables() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_demand_or_unused_or_busy() -> None:
    found = [table(read="9"), provisioned(0), provisioned(60)]
    assert [verdicts(CHECK, [one], prices=REQUESTS)["orders"] for one in found] == [PASSED] * 3


def test_fail_with_its_requests() -> None:
    finding = failed(verdicts(CHECK, [provisioned(1)], prices=REQUESTS)["orders"])
    assert finding.now == (
        Line("dynamodb.capacity/read/STANDARD", Decimal(73_000)),
        Line("dynamodb.capacity/write/STANDARD", Decimal(730)),
    )
    assert finding.then == (
        Line("dynamodb.requests/read/STANDARD", Decimal(SECONDS) * 730 / 720),
        Line("dynamodb.requests/write/STANDARD", Decimal(0)),
    )


def test_unknown_where_an_index_has_no_capacity() -> None:
    estate = [provisioned(1), index(BillingMode="PROVISIONED")]
    assert "ReadCapacityUnits" in unknown(verdicts(CHECK, estate, prices=REQUESTS)["orders"])
