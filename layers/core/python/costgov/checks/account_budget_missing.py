"""Nobody is told when an account spends more than was agreed."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="account_budget_missing",
    title="No budget is set",
    why="A budget tells somebody before the month's bill does.",
    kinds=("AWS::::Account",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("budgets:ViewBudget", "organizations:DescribeOrganization"),
    docs="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
)


def evaluate(account: Resource, look: Look) -> Verdict:
    """A member's budgets are usually kept where the bill is paid, so members pass."""
    if not look.attribute(account, "IsPayer") or look.number(account, "Budgets"):
        return PASSED
    return Failed(
        why="The account that pays has no budget in AWS Budgets.",
        unpriced="a budget tells of spending, it saves none",
    )
