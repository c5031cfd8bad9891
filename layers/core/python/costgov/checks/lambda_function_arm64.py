"""The same run costs less on Graviton."""

from typing import Final

from costgov.checks._lambda import ARM64, architecture, duration, gb_seconds
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Option, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="lambda_function_arm64",
    title="Lambda function could run on arm64",
    why="A GB-second on arm64 costs a fifth less than on x86_64.",
    kinds=("AWS::Lambda::Function",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("lambda:ListFunctions", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
    metrics=("DurationSum",),
    window_days=30,
    thresholds=thresholds(
        gb_seconds=("300000", "GB-seconds", "fewer in a month are not worth building anew"),
    ),
)
# Runtimes of the first Amazon Linux, which exist for x86_64 alone.
_X86_ONLY: Final = frozenset(
    {
        *("dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "go1.x", "java8", "nodejs10.x"),
        *("nodejs8.10", "nodejs6.10", "provided", "python2.7", "python3.6", "python3.7", "ruby2.5"),
    }
)
_FIRST: Final = (
    "see that every compiled dependency, layer and extension exists for arm64",
    "compare duration and errors of a weighted alias before all traffic moves",
)


def evaluate(function: Resource, look: Look) -> Verdict:
    """Priced with the present duration; most runtimes take no longer on arm64."""
    if architecture(function, look) == ARM64:
        return PASSED
    if function.attributes.get("Runtime") in _X86_ONLY:
        return PASSED
    used = gb_seconds(function, look)
    if used < look.setting("gb_seconds"):
        return PASSED
    then = (Line(f"lambda.duration/{ARM64}", used),)
    return Failed(
        why=f"It runs on x86_64 for {used:,.0f} GB-seconds a month.",
        now=(duration(function, look, used),),
        then=then,
        options=(
            Option("arm64", then, None, restart=False, why="same memory", before_doing=_FIRST),
        ),
    )
