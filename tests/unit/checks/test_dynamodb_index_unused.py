"""dynamodb_index_unused: written with its table, and never read."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import index, table

CHECK = "dynamodb_index_unused"
ID = "orders/index/by-customer"


def test_none_without_indexes() -> None:
    assert verdicts(CHECK, [table()]) == {}


def test_pass_read_or_of_an_unused_table() -> None:
    assert verdicts(CHECK, [table(written="9"), index(read="1", written="9")]) == {ID: PASSED}
    assert verdicts(CHECK, [table(), index()]) == {ID: PASSED}


def test_fail_with_its_writes_and_storage() -> None:
    # 30 days are 720 of a month's 730 hours.
    estate = [table(written="720"), index(written="720", IndexSizeBytes=10 * 2**30)]
    assert failed(verdicts(CHECK, estate)[ID]).now == (
        Line("dynamodb.requests/read/STANDARD", Decimal(0)),
        Line("dynamodb.requests/write/STANDARD", Decimal(730)),
        Line("dynamodb.storage/STANDARD", Decimal(10)),
    )


def test_unknown_without_its_table() -> None:
    assert "orders was not listed" in unknown(verdicts(CHECK, [index(written="9")])[ID])
