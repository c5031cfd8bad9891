"""rds_instance_performance_insights_retention: more than the free week."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_instance_performance_insights_retention"


def keeping(days: int | None, **changes: Any) -> Resource:
    told: dict[str, Any] = {"PerformanceInsightsRetentionPeriod": days}
    told |= {"PerformanceInsightsEnabled": True} | changes
    return database(**told)


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_off_or_free_or_included() -> None:
    assert verdicts(CHECK, [database()]) == {"orders": PASSED}
    assert verdicts(CHECK, [keeping(7)]) == {"orders": PASSED}
    assert verdicts(CHECK, [keeping(465, DatabaseInsightsMode="advanced")]) == {"orders": PASSED}


def test_fail_with_a_month() -> None:
    finding = failed(verdicts(CHECK, [keeping(31)])["orders"])
    assert "31 days" in finding.why
    assert finding.unpriced


def test_unknown_without_retention() -> None:
    assert "Retention" in unknown(verdicts(CHECK, [keeping(None)])["orders"])
