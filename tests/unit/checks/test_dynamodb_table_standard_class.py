"""dynamodb_table_standard_class: Standard-IA for what is asked a lot."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import REQUESTS, table

CHECK = "dynamodb_table_standard_class"


def infrequent(gib: int, written: str) -> Resource:
    return table(
        written=written, TableSizeBytes=gib * 2**30, TableClass="STANDARD_INFREQUENT_ACCESS"
    )


def test_none_without_tables() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_standard_or_little_asked() -> None:
    assert verdicts(CHECK, [table(read="9")], prices=REQUESTS) == {"orders": PASSED}
    assert verdicts(CHECK, [infrequent(1000, "1000")], prices=REQUESTS) == {"orders": PASSED}


def test_fail_much_asked() -> None:
    finding = failed(verdicts(CHECK, [infrequent(10, "1000000000")], prices=REQUESTS)["orders"])
    assert [line.key.rpartition("/")[2] for line in finding.then] == ["STANDARD"] * 3
    assert [line.quantity for line in finding.now] == [line.quantity for line in finding.then]


def test_unknown_without_class() -> None:
    bare = table(TableClass=None)
    assert "TableClass" in unknown(verdicts(CHECK, [bare], prices=REQUESTS)["orders"])
