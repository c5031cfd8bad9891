"""Cost Explorer of the payer account: which queries are asked."""

from typing import Final

from costgov.collectors.spec import CollectorSpec, IamStatement

SOURCE: Final = "cost_explorer"
SPEC: Final = CollectorSpec(
    name="cost_explorer",
    dataset="cost",
    iam_actions=(
        IamStatement(
            actions=("ce:GetCostAndUsage",),
            resources=("*",),
            reason="Cost Explorer is read at the payer account; the action knows no resource.",
        ),
    ),
)
