"""A rule that matches events and does nothing with them."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="events_rule_without_targets",
    title="EventBridge rule has no targets",
    why="A rule without targets counts against the bus's limit, and hides that something broke.",
    kinds=("AWS::Events::Rule",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("events:ListRules", "events:ListTargetsByRule"),
    docs="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html",
)


def evaluate(rule: Resource, look: Look) -> Verdict:
    """A disabled rule has been dealt with by somebody."""
    if rule.state == "DISABLED" or look.number(rule, "Targets"):
        return PASSED
    return Failed(
        why="It is enabled and has no target.",
        unpriced="matching events is free of charge",
    )
