"""A state machine that nothing starts."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="stepfunctions_state_machine_unused",
    title="Step Functions state machine is not started",
    why="What is never started still keeps roles, logs and functions alive.",
    kinds=("AWS::StepFunctions::StateMachine",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("states:ListStateMachines", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html",
    metrics=("ExecutionsStarted",),
    window_days=90,
)


def evaluate(machine: Resource, look: Look) -> Verdict:
    """Some run once a quarter, so three months are asked for."""
    if look.total(machine, "ExecutionsStarted"):
        return PASSED
    look.old_enough(machine)
    return Failed(
        why=f"No execution was started in {look.meta.window_days} days.",
        unpriced="a state machine that is not started is charged nothing",
    )
