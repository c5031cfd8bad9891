"""A table that uses little of the capacity that is provisioned for it."""

from decimal import Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._dynamodb import (
    CONSUMED,
    INDEX,
    TABLE,
    capacity,
    consumed,
    is_on_demand,
    needed,
)
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="dynamodb_table_provisioned_low",
    title="DynamoDB capacity is provisioned far above its use",
    why="Provisioned capacity is charged by the hour, consumed or not.",
    kinds=(TABLE, INDEX),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    # A peak inside an hour may be throttled.
    risk=Level.MEDIUM,
    reversible=True,
    iam=(
        "dynamodb:DescribeTable",
        "application-autoscaling:DescribeScalableTargets",
        "cloudwatch:GetMetricData",
    ),
    docs=(
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
        "CostOptimization_RightSizedProvisioning.html"
    ),
    metrics=CONSUMED,
    window_days=14,
    thresholds=thresholds(
        target=("0.7", "share", "how much of the capacity the busiest hour may use"),
        saved=("0.3", "share", "less is not worth changing"),
    ),
)


def evaluate(part: Resource, look: Look) -> Verdict:
    """Of the capacity that is set; what scaling made of it, where it is scaled."""
    if is_on_demand(part, look) or not consumed(part, look):
        return PASSED
    now, then = capacity(part, look), needed(part, look, look.setting("target"))
    before, after = cost(now, look, part), cost(then, look, part)
    saved = (before - after) / before if before else Decimal(0)
    if saved <= look.setting("saved"):
        return PASSED
    return Failed(
        why=f"{saved:.0%} of the capacity was not needed in the busiest hour.",
        now=now,
        then=then,
    )
