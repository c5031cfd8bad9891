"""More instances than the tasks reserve."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._ecs import host_lines
from costgov.checks._monthly import peak
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecs_cluster_underused",
    title="ECS cluster has more instances than its tasks reserve",
    why="What no task reserves of a container instance is charged all the same.",
    kinds=("AWS::ECS::Cluster",),
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ecs:DescribeClusters", "ecs:DescribeContainerInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html",
    metrics=("CPUReservation", "MemoryReservation"),
    window_days=14,
    thresholds=thresholds(target=("80", "%", "of CPU or memory that tasks may reserve")),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """What was reserved at the busiest moment, whichever of CPU and memory needs more."""
    hosts = look.number(cluster, "registeredContainerInstancesCount")
    if not hosts:
        return PASSED
    cpu, memory = (peak(look, cluster, f"{one}Reservation") for one in ("CPU", "Memory"))
    if not cpu and not memory:  # an empty cluster is judged by itself
        return PASSED
    share = max(cpu, memory) / look.setting("target")
    needed = max((hosts * share).to_integral_value(ROUND_CEILING), Decimal(1))
    if needed >= hosts:
        return PASSED
    lines = host_lines(cluster, look)
    return Failed(
        why=f"Tasks reserve at most {cpu:.0f} % of CPU and {memory:.0f} % of memory of {hosts} "
        f"instances; {needed} would do.",
        now=lines,
        then=tuple(Line(one.key, one.quantity * needed / hosts) for one in lines),
    )
