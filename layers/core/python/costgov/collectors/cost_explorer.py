"""Cost Explorer of the payer account: the source, and what reading it takes.

`cost_explorer_shapes` says what is asked and how answers are booked, `cost_explorer_plan` which
months on which day, `cost_explorer_pages` how, and `cost_explorer_facts` makes facts of it.
"""

from typing import Final

from costgov.collectors.spec import CollectorSpec, IamStatement
from costgov.domain.runs import COST_EXPLORER

SOURCE: Final = COST_EXPLORER
SPEC: Final = CollectorSpec(
    name="cost_explorer",
    dataset="cost",
    iam_actions=(
        IamStatement(
            actions=(
                "ce:GetAnomalies",
                "ce:GetCostAndUsage",
                "ce:GetCostCategories",
                "ce:ListCostAllocationTags",
            ),
            resources=("*",),
            reason="Cost Explorer is read at the payer account; its reads know no resource.",
        ),
    ),
)
