"""Tasks on Fargate are given more vCPUs or memory than they use; each is chosen for itself."""

from typing import Final

from costgov.checks._fargate_sizing import cheapest, facts, is_sized, lines, measured, option
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecs_service_fargate_oversized",
    title="Fargate tasks are given more than they use",
    why="A task is charged by the vCPUs and the memory it is given, whatever it uses of them.",
    kinds=("AWS::ECS::Service",),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("cloudwatch:GetMetricData", "ecs:DescribeServices", "ecs:DescribeTaskDefinition"),
    docs="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    metrics=("CPUUtilization", "MemoryUtilization"),
    window_days=7,
    thresholds=thresholds(
        least_percent=("10", "%", "savings below this share of the price are not worth a rollout"),
    ),
)


def evaluate(service: Resource, look: Look) -> Verdict:
    """UNKNOWN where CPU or memory was measured too little."""
    if not is_sized(service, look):
        return PASSED
    about = measured(service, look)
    best = cheapest(about, look)
    if best is None or best == about.size:
        return PASSED
    now, then = (lines(about, look, size) for size in (about.size, best))
    before, after = (
        sum(line.quantity * look.price(line.key, service).amount for line in some)
        for some in (now, then)
    )
    if after > before * (1 - look.setting("least_percent") / 100):
        return PASSED
    chosen = option(about, look, best)
    return Failed(
        why=f"Tasks of {about.size.vcpus} vCPU and {about.size.memory_gib} GB need "
        f"{about.demand.vcpus:.2f} and {about.memory_needed:.2f}: {chosen.name} is enough.",
        now=now,
        then=chosen.then,
        facts=facts(about, look),
        options=(chosen,),
    )
