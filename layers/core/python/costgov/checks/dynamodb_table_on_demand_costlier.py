"""A table whose even load would cost less provisioned."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._dynamodb import CONSUMED, TABLE, is_on_demand, needed, parts, requests
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="dynamodb_table_on_demand_costlier",
    title="DynamoDB table would cost less with provisioned capacity",
    why="A unit on demand costs a multiple of a provisioned one that is kept busy.",
    kinds=(TABLE,),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    # More than was ever asked for is throttled.
    risk=Level.MEDIUM,
    reversible=True,
    iam=("dynamodb:DescribeTable", "cloudwatch:GetMetricData"),
    docs=(
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
        "CostOptimization_TableCapacityMode.html"
    ),
    metrics=CONSUMED,
    window_days=14,
    thresholds=thresholds(
        target=("0.7", "share", "how much of the capacity the busiest hour may use"),
        saved=("0.15", "share", "less is not worth changing"),
    ),
)


def evaluate(table: Resource, look: Look) -> Verdict:
    """Provisioned for the busiest hour all month, indexes included: no scaling is counted on."""
    if not is_on_demand(table, look):
        return PASSED
    whole = parts(table, look)
    now = tuple(line for part in whole for line in requests(part, look))
    then = tuple(line for part in whole for line in needed(part, look, look.setting("target")))
    before, after = cost(now, look, table), cost(then, look, table)
    if not before or (before - after) / before <= look.setting("saved"):
        return PASSED
    return Failed(
        why="Capacity for its busiest hour, all month, costs less than its requests do.",
        now=now,
        then=then,
    )
