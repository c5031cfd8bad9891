"""dynamodb_table_ttl_off: a big table in which nothing expires."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import table

CHECK = "dynamodb_table_ttl_off"


def of(gib: int, ttl: str | None = "DISABLED", age_days: int = 180) -> Resource:
    return table(TableSizeBytes=gib * 2**30, TimeToLiveStatus=ttl, age_days=age_days)


def test_none_without_tables() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_expiring_or_small_or_young() -> None:
    found = [of(500, "ENABLED"), of(99), of(500, age_days=179)]
    assert [verdicts(CHECK, [one])["orders"] for one in found] == [PASSED] * 3


def test_fail_big_and_old() -> None:
    finding = failed(verdicts(CHECK, [of(100)])["orders"])
    assert "100 GB" in finding.why
    assert "100 GB" in finding.unpriced


def test_unknown_where_it_was_not_told() -> None:
    assert "TimeToLiveStatus" in unknown(verdicts(CHECK, [of(500, None)])["orders"])
