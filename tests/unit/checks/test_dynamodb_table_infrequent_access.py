"""dynamodb_table_infrequent_access: much stored, little asked."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import REQUESTS, table

CHECK = "dynamodb_table_infrequent_access"


def storing(gib: int, *, written: str = "720", table_class: str = "STANDARD") -> Resource:
    return table(written=written, TableSizeBytes=gib * 2**30, TableClass=table_class)


def test_none_without_tables() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_already_so_or_much_asked() -> None:
    infrequent = storing(1000, table_class="STANDARD_INFREQUENT_ACCESS")
    assert verdicts(CHECK, [infrequent], prices=REQUESTS) == {"orders": PASSED}
    # A billion writes cost $625 and would cost $780, which 100 GB do not make good.
    busy = storing(100, written="1000000000")
    assert verdicts(CHECK, [busy], prices=REQUESTS) == {"orders": PASSED}


def test_fail_with_both_classes() -> None:
    finding = failed(verdicts(CHECK, [storing(1000)], prices=REQUESTS)["orders"])
    assert finding.now == (
        Line("dynamodb.requests/read/STANDARD", Decimal(0)),
        Line("dynamodb.requests/write/STANDARD", Decimal(730)),
        Line("dynamodb.storage/STANDARD", Decimal(1000)),
    )
    assert finding.then[2] == Line("dynamodb.storage/STANDARD_INFREQUENT_ACCESS", Decimal(1000))


def test_unknown_without_size() -> None:
    bare = table(TableSizeBytes=None)
    assert "TableSizeBytes" in unknown(verdicts(CHECK, [bare], prices=REQUESTS)["orders"])
