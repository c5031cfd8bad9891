"""Without an export nobody can say later what a single resource cost."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="account_cost_export_missing",
    title="The bill is not exported",
    why="Only an export holds what each resource cost, and it does not reach back far.",
    kinds=("AWS::::Account",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(
        "bcm-data-exports:ListExports",
        "cur:DescribeReportDefinitions",
        "organizations:DescribeOrganization",
    ),
    docs="https://docs.aws.amazon.com/cur/latest/userguide/dataexports-create.html",
)


def evaluate(account: Resource, look: Look) -> Verdict:
    """A data export or a Cost and Usage Report will do, where the bill is paid."""
    if not look.attribute(account, "IsPayer"):
        return PASSED
    if look.number(account, "DataExports") or look.number(account, "CostReports"):
        return PASSED
    return Failed(
        why="The account that pays has neither a data export nor a Cost and Usage Report.",
        unpriced="an export shows what things cost, it saves nothing by itself",
    )
