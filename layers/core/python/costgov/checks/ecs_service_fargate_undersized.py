"""Tasks on Fargate are at the limit of the vCPUs or the memory they are given."""

from typing import Final

from costgov.checks._fargate_sizing import facts, is_sized, larger, lines, measured, option
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecs_service_fargate_undersized",
    title="Fargate tasks are too small for their load",
    why="A task without memory is killed, and one without CPU makes everything before it wait.",
    kinds=("AWS::ECS::Service",),
    action=Action.RESIZE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudwatch:GetMetricData", "ecs:DescribeServices", "ecs:DescribeTaskDefinition"),
    docs="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    metrics=("CPUUtilization", "MemoryUtilization"),
    window_days=7,
    thresholds=thresholds(
        cpu_percent=("80", "% of CPU", "at P95 from here on it is too small"),
        memory_percent=("85", "% of memory", "at P95 from here on it is too small"),
    ),
)


def evaluate(service: Resource, look: Look) -> Verdict:
    """UNKNOWN where CPU or memory was measured too little."""
    if not is_sized(service, look):
        return PASSED
    about = measured(service, look)
    cpu, memory = about.cpu.level(0.95), about.memory.level(0.95)
    short_of_cpu = cpu >= look.setting("cpu_percent")
    short_of_memory = memory >= look.setting("memory_percent")
    if not short_of_cpu and not short_of_memory:
        return PASSED
    said = f"CPU is at {cpu:.0f} % and memory at {memory:.0f} % at P95"
    best = larger(about, look, cpu=short_of_cpu, memory=short_of_memory)
    if best is None:
        return Failed(why=f"{said}; no task is larger.", unpriced="no size is larger")
    chosen = option(about, look, best)
    return Failed(
        why=f"{said}: {chosen.name} is the least that would do.",
        now=lines(about, look, about.size),
        then=chosen.then,
        facts=facts(about, look),
        options=(chosen,),
    )
