"""A function that nothing invokes is code to look after."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="lambda_function_unused",
    title="Lambda function is not invoked",
    why="What nobody invokes still has to be patched, and holds on to logs, roles and queues.",
    kinds=("AWS::Lambda::Function",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # From the source it was deployed from.
    reversible=True,
    iam=("lambda:ListFunctions", "cloudfront:ListDistributions", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    metrics=("Invocations",),
    window_days=30,
    thresholds=thresholds(days=("30", "days", "a function changed later may not be in use yet")),
)
_DISTRIBUTION: Final = "AWS::CloudFront::Distribution"


def functions_of(distribution: Resource) -> tuple[str, ...]:
    """The ARNs of the functions that run at a distribution's edge locations."""
    told = distribution.attributes.get("Functions")
    return tuple(str(one) for one in told) if isinstance(told, list) else ()


def evaluate(function: Resource, look: Look) -> Verdict:
    """UNKNOWN where invocations were not read over the whole window.

    PASSED for what CloudFront runs: that is counted in the regions of those who ask.
    """
    if look.total(function, "Invocations"):
        return PASSED
    if look.estate.related(_DISTRIBUTION, functions_of, function.arn):
        return PASSED
    changed = look.days_since(look.attribute(function, "LastModified"))
    if changed < look.setting("days"):
        return PASSED
    return Failed(
        why=f"No invocation in {look.meta.window_days} days; last changed {changed} days ago.",
        unpriced="a function that is not invoked is charged nothing",
    )
