"""A function comes close to the memory it is given: beyond it, it is killed."""

from typing import Final

from costgov.checks._lambda import duration, gb_seconds
from costgov.checks._lambda_sizing import MEMORY, RUN_TIME, memory_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Option, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="lambda_function_undersized",
    title="Lambda function is about to run out of memory",
    why="A run that exceeds its memory is ended, charged for, and begun again.",
    kinds=("AWS::Lambda::Function",),
    action=Action.RESIZE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("lambda:ListFunctions", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
    metrics=(MEMORY, RUN_TIME),
    window_days=14,
    thresholds=thresholds(
        used_percent=("95", "% of memory", "used at most from here on it is too little"),
    ),
)


def evaluate(function: Resource, look: Look) -> Verdict:
    """UNKNOWN without Lambda Insights. Priced as if runs took as long with more memory."""
    memory = memory_of(function, look)
    share = 100 * memory.used / memory.given
    if share < look.setting("used_percent") or memory.needed <= memory.given:
        return PASSED
    used = gb_seconds(function, look)
    then = (duration(function, look, used * memory.needed / memory.given),)
    name = f"{memory.needed} MB"
    return Failed(
        why=f"It used {memory.used:.0f} of {memory.given} MB: {name} leaves room.",
        now=(duration(function, look, used),),
        then=then,
        facts={"policy": look.policy, "used at most": f"{share:.0f} % of its memory"},
        options=(Option(name, then, None, restart=False, why="more CPU comes with it"),),
    )
