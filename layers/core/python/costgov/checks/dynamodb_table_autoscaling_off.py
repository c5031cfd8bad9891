"""Provisioned capacity that is fixed while the load is not."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._dynamodb import (
    CONSUMED,
    TABLE,
    capacity,
    consumed,
    is_on_demand,
    scaled,
    tracked,
)
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="dynamodb_table_autoscaling_off",
    title="Provisioned DynamoDB capacity does not follow its load",
    why="Fixed capacity is paid for at night as at noon; auto scaling follows what is consumed.",
    kinds=(TABLE,),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(
        "dynamodb:DescribeTable",
        "application-autoscaling:DescribeScalableTargets",
        "cloudwatch:GetMetricData",
    ),
    docs="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html",
    metrics=CONSUMED,
    window_days=14,
    thresholds=thresholds(
        target=("0.7", "share", "how much of the capacity scaling keeps in use"),
        saved=("0.1", "share", "less is not worth changing"),
    ),
)


def evaluate(table: Resource, look: Look) -> Verdict:
    """What follows the load is computed from the average consumed, at the target utilisation."""
    if is_on_demand(table, look) or scaled(table) or not consumed(table, look):
        return PASSED
    now, then = capacity(table, look), tracked(table, look, look.setting("target"))
    before, after = cost(now, look, table), cost(then, look, table)
    if not before or (before - after) / before <= look.setting("saved"):
        return PASSED
    return Failed(
        why="Its capacity is fixed; following the load it would be less on average.",
        now=now,
        then=then,
    )
