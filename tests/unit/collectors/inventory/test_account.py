"""Accounts: what is switched on to watch costs, asked where it is kept."""

from costgov.collectors.inventory.account import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answer, Answers, listed

PAYER, MEMBER = "111122223333", "222233334444"
ORGANIZATION: Answer = {"Organization": {"Id": "o-1", "MasterAccountId": PAYER}}
ANSWERS: Answers = {
    "organizations:DescribeOrganization": ORGANIZATION,
    "compute-optimizer:GetEnrollmentStatus": {"status": "Active"},
    "cost-optimization-hub:ListEnrollmentStatuses": {"items": [{"status": "Active"}]},
    "budgets:DescribeBudgets": {"Budgets": [{}, {}]},
    "ce:GetAnomalyMonitors": {"AnomalyMonitors": [{}]},
    "bcm-data-exports:ListExports": {"Exports": []},
    "cur:DescribeReportDefinitions": {"ReportDefinitions": [{}]},
}


def test_the_account_that_pays_is_asked_for_everything() -> None:
    [found] = listed(SOURCE, ANSWERS, account=PAYER, region="global")

    assert (found.id, found.arn) == (PAYER, f"arn:aws:iam::{PAYER}:root")
    assert found.attributes == {
        "Organization": {"Id": "o-1", "MasterAccountId": PAYER},
        "IsPayer": True,
        "ComputeOptimizer": "Active",
        "CostOptimizationHub": "Active",
        "Budgets": 2,
        "AnomalyMonitors": 1,
        "DataExports": 0,
        "CostReports": 1,
    }


def test_a_member_is_asked_for_what_is_its_own() -> None:
    [found] = listed(SOURCE, ANSWERS, account=MEMBER, region="global")

    assert set(found.attributes) == {
        "Organization",
        "IsPayer",
        "ComputeOptimizer",
        "CostOptimizationHub",
    }
    assert found.attributes["IsPayer"] is False


def test_an_account_by_itself_pays() -> None:
    alone: Answers = {**ANSWERS, "organizations:DescribeOrganization": lambda _: None}
    [found] = listed(SOURCE, alone, account=MEMBER, region="global")

    assert found.attributes["Organization"] is None
    assert found.attributes["IsPayer"] is True


def test_one_refusal_leaves_the_rest_known() -> None:
    refused: Answers = {**ANSWERS, "budgets:DescribeBudgets": SourceDenied("not allowed")}
    [found] = listed(SOURCE, refused, account=PAYER, region="global")

    assert found.attributes["BudgetsDenied"] == "not allowed"
    assert "Budgets" not in found.attributes
    assert found.attributes["AnomalyMonitors"] == 1


def test_an_account_that_is_not_enrolled() -> None:
    bare: Answers = {
        **ANSWERS,
        "compute-optimizer:GetEnrollmentStatus": lambda _: None,
        "cost-optimization-hub:ListEnrollmentStatuses": {"items": []},
    }
    [found] = listed(SOURCE, bare, account=MEMBER, region="global")

    assert found.attributes["ComputeOptimizer"] == "Inactive"
    assert found.attributes["CostOptimizationHub"] == "Inactive"


def test_budgets_are_viewed() -> None:
    [statement] = SOURCE.spec.iam_actions
    assert "budgets:ViewBudget" in statement.actions
