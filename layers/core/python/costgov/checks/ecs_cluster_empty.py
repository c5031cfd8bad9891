"""Instances that wait for tasks which never come."""

from typing import Final

from costgov.checks._ecs import host_lines
from costgov.checks._monthly import peak
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecs_cluster_empty",
    title="ECS cluster keeps instances and runs no tasks",
    why="Container instances are charged whether or not a task runs on them.",
    kinds=("AWS::ECS::Cluster",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ecs:DescribeClusters", "ecs:DescribeContainerInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html",
    metrics=("CPUReservation", "MemoryReservation"),
    window_days=14,
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """A task has run where anything was reserved at any moment."""
    hosts = look.number(cluster, "registeredContainerInstancesCount")
    if not hosts or look.number(cluster, "runningTasksCount"):
        return PASSED
    if peak(look, cluster, "CPUReservation") or peak(look, cluster, "MemoryReservation"):
        return PASSED
    return Failed(
        why=f"{hosts} instances wait; nothing was reserved on them in "
        f"{look.meta.window_days} days.",
        now=host_lines(cluster, look),
    )
