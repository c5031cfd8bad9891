"""AWS would gather its advice in one place, and was not asked to."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="account_cost_optimization_hub_off",
    title="Cost Optimization Hub is off",
    why="It is free of charge and nets AWS's advice by the account's own discounts.",
    kinds=("AWS::::Account",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("cost-optimization-hub:ListEnrollmentStatuses",),
    docs="https://docs.aws.amazon.com/cost-management/latest/userguide/cost-optimization-hub.html",
)


def evaluate(account: Resource, look: Look) -> Verdict:
    """UNKNOWN where the hub does not answer."""
    if look.attribute(account, "CostOptimizationHub") == "Active":
        return PASSED
    return Failed(
        why="The account is not enrolled in Cost Optimization Hub.",
        unpriced="what it would advise is not known before it is on",
    )
