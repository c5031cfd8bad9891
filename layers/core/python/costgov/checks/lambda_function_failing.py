"""Runs that end in an error are charged like those that work."""

from typing import Final

from costgov.checks._lambda import duration, gb_seconds, requests
from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="lambda_function_failing",
    title="Lambda function fails often",
    why="A run that ends in an error is charged in full, and so are its retries.",
    kinds=("AWS::Lambda::Function",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("lambda:ListFunctions", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html",
    metrics=("Invocations", "Errors", "DurationSum"),
    window_days=30,
    thresholds=thresholds(
        rate=("0.1", "share", "errors among invocations that are too many"),
        invocations=("100", "invocations", "fewer in a month say nothing"),
    ),
)


def evaluate(function: Resource, look: Look) -> Verdict:
    """Priced by its average run: errors may take shorter or longer."""
    invoked = in_a_month(look, function, "Invocations")
    if invoked < look.setting("invocations"):
        return PASSED
    errors = in_a_month(look, function, "Errors")
    rate = errors / invoked
    if rate <= look.setting("rate"):
        return PASSED
    wasted = gb_seconds(function, look) * rate
    return Failed(
        why=f"{rate:.0%} of {invoked:,.0f} invocations a month end in an error.",
        now=(duration(function, look, wasted), requests(function, look, errors)),
    )
