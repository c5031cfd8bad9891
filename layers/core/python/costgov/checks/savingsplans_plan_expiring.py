"""A Savings Plan ends soon."""

from typing import Final

from costgov.checks._expiring import judged
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="savingsplans_plan_expiring",
    title="Savings Plan ends soon",
    why="From its end on, what it paid for is charged on demand.",
    kinds=("AWS::SavingsPlans::SavingsPlan",),
    action=Action.RATE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("savingsplans:DescribeSavingsPlans",),
    docs="https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-overview.html",
    thresholds=thresholds(days=("60", "days", "time to decide on a renewal")),
)


def evaluate(commitment: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say when it ends."""
    kind, rate = (look.attribute(commitment, name) for name in ("savingsPlanType", "commitment"))
    what = f"The {kind} plan of {rate} an hour"
    return judged(commitment, look, "end", what)
