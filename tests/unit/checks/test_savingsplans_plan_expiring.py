"""savingsplans_plan_expiring: a plan that ends within the days there are to decide."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "savingsplans_plan_expiring"


def plan(end: str | None) -> Resource:
    told: dict[str, Any] = {"savingsPlanType": "Compute", "commitment": "1.50"}
    told |= {"end": end} if end else {}
    return resource("AWS::SavingsPlans::SavingsPlan", "sp-1", region="global", **told)


def test_none_without_plans() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Instance")]) == {}


def test_pass_with_time_left() -> None:
    assert verdicts(CHECK, [plan("2026-12-20T00:00:00.000Z")]) == {"sp-1": PASSED}


def test_fail_ending_soon() -> None:
    finding = failed(verdicts(CHECK, [plan("2026-11-20T00:00:00.000Z")])["sp-1"])
    assert finding.why == "The Compute plan of 1.50 an hour ends on 2026-11-20, in 31 days."


def test_fail_after_its_end_has_no_days_left() -> None:
    assert "in 0 days" in failed(verdicts(CHECK, [plan("2026-10-01T00:00:00.000Z")])["sp-1"]).why


def test_unknown_without_an_end() -> None:
    assert unknown(verdicts(CHECK, [plan(None)])["sp-1"]) == "end was not told"
