"""A table that stores much and is asked little."""

from typing import Final

from costgov.checks._dynamodb import CONSUMED, INFREQUENT, STANDARD, TABLE
from costgov.checks._dynamodb_classes import judged
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="dynamodb_table_infrequent_access",
    title="DynamoDB table would cost less as Standard-IA",
    why="Standard-IA stores for less than half the price and asks more for every request.",
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
        "CostOptimization_TableClass.html"
    ),
    metrics=CONSUMED,
    window_days=30,
    thresholds=thresholds(saved=("0.1", "share", "less is not worth changing")),
)


def evaluate(table: Resource, look: Look) -> Verdict:
    """Storage and throughput of the table and its indexes, at the prices of both classes."""
    return judged(table, look, STANDARD, INFREQUENT)
