"""A service that keeps all its tasks at night as well."""

from decimal import Decimal
from typing import Final

from costgov.checks._ecs import architecture, fargate_lines, on_fargate, on_spot
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ecs_service_without_autoscaling",
    title="ECS service does not scale with its load",
    why="A fixed number of tasks is charged for the busiest hour all day.",
    kinds=("AWS::ECS::Service",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=(
        "application-autoscaling:DescribeScalableTargets",
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "cloudwatch:GetMetricData",
    ),
    docs="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
    metrics=("CPUUtilization",),
    window_days=14,
    thresholds=thresholds(
        tasks=("3", "tasks", "fewer cannot be reduced by much"),
        target=("60", "%", "of its CPU that scaling would aim at"),
        average=("40", "%", "of its CPU above which there is little to scale in"),
    ),
)
_LEAST_TASKS: Final = Decimal(2)


def evaluate(service: Resource, look: Look) -> Verdict:
    """Priced by the tasks that its average load needs, never fewer than two."""
    tasks = look.number(service, "desiredCount")
    scaled = look.attribute(service, "ScalableTarget") is not None
    daemon = service.attributes.get("schedulingStrategy") == "DAEMON"
    if scaled or daemon or tasks < look.setting("tasks"):
        return PASSED
    average = look.digest(service, "CPUUtilization").avg
    if average is None:
        raise NotKnown("CPUUtilization has no average")
    if average > look.setting("average"):
        return PASSED
    needed = max(tasks * average / look.setting("target"), _LEAST_TASKS)
    why = f"{tasks} tasks run at all hours and use {average:.0f} % of their CPU on average."
    if not on_fargate(service):
        return Failed(why=why, unpriced="its tasks share instances that are charged by themselves")
    if on_spot(service):
        return Failed(why=why, unpriced="the price of Fargate Spot changes")
    own = architecture(service)
    return Failed(
        why=why,
        now=fargate_lines(service, look, tasks, own),
        then=fargate_lines(service, look, needed, own),
    )
