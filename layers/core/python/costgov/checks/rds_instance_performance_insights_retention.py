"""Database performance history kept longer than is free."""

from typing import Final

from costgov.checks._rds import DB_INSTANCE
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_instance_performance_insights_retention",
    title="Performance Insights keeps more than the free days",
    why="Seven days of performance history are free; longer ones are charged per vCPU and month.",
    kinds=(DB_INSTANCE,),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("rds:DescribeDBInstances",),
    docs=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "USER_PerfInsights.Overview.cost.html"
    ),
    thresholds=thresholds(days=("7", "days", "how much history is free")),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Database Insights' advanced mode includes fifteen months, and is charged by itself."""
    if not look.attribute(instance, "PerformanceInsightsEnabled"):
        return PASSED
    if instance.attributes.get("DatabaseInsightsMode") == "advanced":
        return PASSED
    days = look.number(instance, "PerformanceInsightsRetentionPeriod")
    if days <= look.setting("days"):
        return PASSED
    return Failed(
        why=f"{days:f} days of performance history are kept; {look.setting('days'):f} are free.",
        unpriced="the price list names families, not the classes that the charge depends on",
    )
