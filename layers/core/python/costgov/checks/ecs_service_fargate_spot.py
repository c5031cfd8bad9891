"""What may be interrupted costs a fraction on Fargate Spot."""

from typing import Final

from costgov.checks._ecs import architecture, fargate_lines, on_fargate, on_spot
from costgov.checks._environments import not_production
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecs_service_fargate_spot",
    title="Non-production service could run on Fargate Spot",
    why="Tasks that may be interrupted with two minutes' notice cost up to 70 % less.",
    kinds=("AWS::ECS::Service",),
    action=Action.RATE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ecs:DescribeServices", "ecs:DescribeTaskDefinition"),
    docs="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "fargate-capacity-providers.html",
    thresholds=thresholds(
        # The price list has no price of Fargate Spot, which changes with supply.
        discount=("0.5", "share", "of the price that Spot is counted on to save, of up to 0.7"),
    ),
)


def evaluate(service: Resource, look: Look) -> Verdict:
    """By its tags: a service that is not said to be for trying things out passes."""
    environment = not_production(service)
    if environment is None or not on_fargate(service) or on_spot(service):
        return PASSED
    tasks = look.number(service, "desiredCount")
    if not tasks:
        return PASSED
    now = fargate_lines(service, look, tasks, architecture(service))
    left = 1 - look.setting("discount")
    return Failed(
        why=f"{tasks} tasks tagged {environment} run on demand.",
        now=now,
        then=tuple(Line(line.key, line.quantity * left) for line in now),
        facts={"counted on": f"{look.setting('discount'):.0%} off, of up to 70%"},
    )
