"""Short executions in great number cost less as Express workflows."""

from decimal import Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="stepfunctions_standard_short",
    title="Standard workflow is short enough to be Express",
    why="Standard workflows are charged by state transitions, Express by requests and duration.",
    kinds=("AWS::StepFunctions::StateMachine",),
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("states:ListStateMachines", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html",
    metrics=("ExecutionsStarted", "ExecutionTime"),
    window_days=90,
    thresholds=thresholds(
        executions=("100000", "executions", "fewer in a month are not worth a change"),
        seconds=("150", "seconds", "on average: Express ends an execution after five minutes"),
    ),
)
# Express is billed in chunks of 64 MB; few executions need more than one.
_CHUNK_GB: Final = Decimal(64) / 1024


def evaluate(machine: Resource, look: Look) -> Verdict:
    """At least: one transition for each execution is what is saved for certain."""
    if look.attribute(machine, "type") == "EXPRESS":
        return PASSED
    started = in_a_month(look, machine, "ExecutionsStarted")
    if started < look.setting("executions"):
        return PASSED
    busy = in_a_month(look, machine, "ExecutionTime") / 1000
    if busy / started > look.setting("seconds"):
        return PASSED
    now = (Line("stepfunctions.transitions", started),)
    then = (
        Line("stepfunctions.express_requests", started),
        Line("stepfunctions.express_duration", busy * _CHUNK_GB),
    )

    if cost(then, look, machine) >= cost(now, look, machine):
        return PASSED
    return Failed(
        why=f"{started:,.0f} executions a month take {busy / started:.1f} s each; one transition "
        "of each already costs more than an Express execution.",
        now=now,
        then=then,
    )
