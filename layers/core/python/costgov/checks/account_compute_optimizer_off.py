"""AWS would advise on sizes for nothing, and was not asked to."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="account_compute_optimizer_off",
    title="Compute Optimizer is off",
    why="Its advice is free of charge, and a second opinion on every size.",
    kinds=("AWS::::Account",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("compute-optimizer:GetEnrollmentStatus",),
    docs="https://docs.aws.amazon.com/compute-optimizer/latest/ug/account-opt-in.html",
)


def evaluate(account: Resource, look: Look) -> Verdict:
    """Pending is on its way."""
    status = look.attribute(account, "ComputeOptimizer")
    if status in ("Active", "Pending"):
        return PASSED
    return Failed(
        why=f"Compute Optimizer is {str(status).lower()} here.",
        unpriced="what it would advise is not known before it is on",
    )
