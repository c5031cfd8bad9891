"""A table that is asked so seldom that requests cost less than capacity."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._dynamodb import (
    CONSUMED,
    TABLE,
    capacity,
    consumed,
    is_on_demand,
    parts,
    requests,
)
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="dynamodb_table_provisioned_costlier",
    title="DynamoDB table would cost less on demand",
    why="Capacity that is mostly idle costs more than paying for each request.",
    kinds=(TABLE,),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(
        "dynamodb:DescribeTable",
        "application-autoscaling:DescribeScalableTargets",
        "cloudwatch:GetMetricData",
    ),
    docs=(
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
        "CostOptimization_TableCapacityMode.html"
    ),
    metrics=CONSUMED,
    window_days=14,
    thresholds=thresholds(saved=("0.15", "share", "less is not worth changing")),
)


def evaluate(table: Resource, look: Look) -> Verdict:
    """Each unit consumed becomes a request unit, of indexes too. Unused tables are for deletion."""
    if is_on_demand(table, look):
        return PASSED
    whole = parts(table, look)
    if not any(consumed(part, look) for part in whole):
        return PASSED
    now = tuple(line for part in whole for line in capacity(part, look))
    then = tuple(line for part in whole for line in requests(part, look))
    before, after = cost(now, look, table), cost(then, look, table)
    if not before or (before - after) / before <= look.setting("saved"):
        return PASSED
    return Failed(
        why="What it consumes would cost less as requests than its capacity does.",
        now=now,
        then=then,
    )
