"""An account by itself has nobody who watches its bill with others."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="account_organization_missing",
    title="Account belongs to no organisation",
    why="Volume discounts, commitments and budgets are shared within an organisation only.",
    kinds=("AWS::::Account",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("organizations:DescribeOrganization",),
    docs="https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/consolidated-billing.html",
)


def evaluate(account: Resource, look: Look) -> Verdict:
    """UNKNOWN where Organizations does not answer."""
    if look.attribute(account, "Organization") is not None:
        return PASSED
    return Failed(
        why="It pays its own bill, without an organisation.",
        unpriced="what shared discounts would save depends on the other accounts",
    )
