"""A run that is cut off at its timeout is charged for all of it and has nothing to show."""

from typing import Final

from costgov.checks._lambda import duration, gb_seconds, requests
from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="lambda_function_timing_out",
    title="Lambda function runs into its timeout",
    why="A run that is cut off is charged up to the timeout, and is often tried again.",
    kinds=("AWS::Lambda::Function",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("lambda:ListFunctions", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
    metrics=("Invocations", "Errors", "Duration", "DurationSum"),
    window_days=30,
    thresholds=thresholds(
        near=("0.99", "share", "of the timeout that a run which is cut off takes"),
        rate=("0.01", "share", "errors among invocations below which it is rare"),
    ),
)


def evaluate(function: Resource, look: Look) -> Verdict:
    """Priced by its average run, which is shorter than one that is cut off."""
    errors = in_a_month(look, function, "Errors")
    invoked = in_a_month(look, function, "Invocations")
    if not invoked or errors / invoked < look.setting("rate"):
        return PASSED
    timeout = look.number(function, "Timeout")
    slow = look.digest(function, "Duration").p95
    if slow is None or slow < timeout * 1000 * look.setting("near"):
        return PASSED
    wasted = gb_seconds(function, look) * errors / invoked
    return Failed(
        why=f"On its worst days one run in twenty takes {slow / 1000:.1f} s of the {timeout} s it "
        f"may take, and {errors / invoked:.0%} of its runs fail.",
        now=(duration(function, look, wasted), requests(function, look, errors)),
    )
