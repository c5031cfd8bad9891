"""dynamodb_table_unused: nothing read or written for a month."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.managed_databases import index, table

CHECK = "dynamodb_table_unused"


def test_none_without_tables() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_one_read_of_table_or_index() -> None:
    assert verdicts(CHECK, [table(read="1")]) == {"orders": PASSED}
    assert verdicts(CHECK, [table(), index(read="1")]) == {"orders": PASSED}


def test_fail_with_capacity_and_storage_of_the_index_too() -> None:
    fixed: dict[str, Any] = {
        "BillingMode": "PROVISIONED",
        "ReadCapacityUnits": 10,
        "WriteCapacityUnits": 5,
    }
    finding = failed(
        verdicts(
            CHECK,
            [table(TableSizeBytes=40 * 2**30, **fixed), index(IndexSizeBytes=2**30, **fixed)],
        )["orders"]
    )
    capacity = (
        Line("dynamodb.capacity/read/STANDARD", Decimal(7300)),
        Line("dynamodb.capacity/write/STANDARD", Decimal(3650)),
    )
    assert finding.now == (
        *capacity,
        Line("dynamodb.storage/STANDARD", Decimal(40)),
        *capacity,
        Line("dynamodb.storage/STANDARD", Decimal(1)),
    )


def test_unknown_while_young_or_measured_for_less() -> None:
    assert "29 of 30 days" in unknown(verdicts(CHECK, [table(age_days=29)])["orders"])
    assert "14 of 30 days" in unknown(verdicts(CHECK, [table(days=14)])["orders"])
