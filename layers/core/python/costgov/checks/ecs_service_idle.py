"""A service whose tasks run and do nothing."""

from typing import Final

from costgov.checks._ecs import architecture, fargate_lines, on_fargate, on_spot
from costgov.checks._monthly import peak
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecs_service_idle",
    title="ECS service does nothing",
    why="Tasks on Fargate are charged for what they are given, whether or not they do anything.",
    kinds=("AWS::ECS::Service",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ecs:DescribeServices", "ecs:DescribeTaskDefinition", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html",
    metrics=("CPUUtilization",),
    window_days=14,
    thresholds=thresholds(cpu=("1", "%", "of its CPU that it never exceeds when it is idle")),
)


def evaluate(service: Resource, look: Look) -> Verdict:
    """Judged by its busiest moment: a service that works once a day is none."""
    tasks = look.number(service, "runningCount")
    if not tasks:
        return PASSED
    look.old_enough(service)
    busiest = peak(look, service, "CPUUtilization")
    if busiest > look.setting("cpu"):
        return PASSED
    why = f"{tasks} tasks never used more than {busiest:.1f} % of their CPU."
    if not on_fargate(service):
        return Failed(why=why, unpriced="its tasks share instances that are charged by themselves")
    if on_spot(service):
        return Failed(why=why, unpriced="the price of Fargate Spot changes")
    return Failed(why=why, now=fargate_lines(service, look, tasks, architecture(service)))
