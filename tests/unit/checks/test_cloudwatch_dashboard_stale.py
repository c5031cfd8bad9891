"""cloudwatch_dashboard_stale: untouched for a year, and not one of the free ones."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "cloudwatch_dashboard_stale"


def dashboards(*changed: str) -> list[Resource]:
    return [
        resource("AWS::CloudWatch::Dashboard", f"d{n}", LastModified=f"{day}T00:00:00+00:00")
        for n, day in enumerate(changed)
    ]


def test_none_without_dashboards() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_three_are_free_and_young_ones_are_used() -> None:
    three = dashboards("2024-01-01", "2024-01-02", "2024-01-03")
    assert set(verdicts(CHECK, three).values()) == {PASSED}
    young = dashboards("2025-10-21", "2026-01-01", "2026-01-02", "2026-01-03")
    assert set(verdicts(CHECK, young).values()) == {PASSED}


def test_fail_the_oldest_beyond_three() -> None:
    found = verdicts(CHECK, dashboards("2025-10-20", "2024-02-01", "2026-01-02", "2026-01-03"))
    assert failed(found["d1"]).now == (Line("cloudwatch.dashboard", Decimal(1)),)
    assert found["d0"] == PASSED


def test_unknown_without_a_date() -> None:
    bare = resource("AWS::CloudWatch::Dashboard", "d")
    assert "LastModified" in unknown(verdicts(CHECK, [bare])["d"])
