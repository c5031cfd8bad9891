"""A database at the limit of its CPU, or without memory left, makes everything behind it wait."""

from typing import Final

from costgov.checks._class_sizing import cheapest, facts, needed, options, rungs
from costgov.checks._rds import GIB, SERVERLESS, instance_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.checks.rds_instance_oversized import memory_in_use
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_instance_undersized",
    title="RDS instance is too small for its load",
    why="What waits for a database at its limit costs more than the next class.",
    kinds=("AWS::RDS::DBInstance",),
    action=Action.RESIZE,
    severity=Level.HIGH,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudwatch:GetMetricData", "rds:DescribeDBInstances"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html",
    metrics=("CPUUtilization", "FreeableMemory"),
    window_days=7,
    thresholds=thresholds(
        cpu_percent=("80", "% of CPU", "at P95 from here on it is too small"),
        free_mib=("100", "MiB", "with less memory left at any time it is too small"),
    ),
)
_MIB_A_GIB: Final = 1024


def evaluate(instance: Resource, look: Look) -> Verdict:
    """UNKNOWN where CPU or memory was measured too little, or it lives on CPU credits."""
    if instance.state != "available" or instance.instance_type == SERVERLESS:
        return PASSED
    hours = instance_hours(instance, look)
    in_use = memory_in_use(instance, look, hours)
    use = needed(instance, look, hours, "CPUUtilization", in_use)
    free = look.digest(instance, "FreeableMemory").min
    is_short = free is not None and free / GIB * _MIB_A_GIB < look.setting("free_mib")
    cpu = use.cpu.level(0.95)
    if cpu < look.setting("cpu_percent") and use.vcpus <= use.present.vcpus and not is_short:
        return PASSED
    larger = [
        one
        for one in rungs(hours, instance, look)
        if one.vcpus > use.present.vcpus or (is_short and one.memory_gib > use.present.memory_gib)
    ]
    best = options(cheapest(larger, use), use, hours)
    said = "no memory is left at times" if is_short else f"CPU is at {cpu:.0f} % at P95"
    if not best:
        return Failed(why=f"{said}; no class is larger.", unpriced="no class is larger")
    return Failed(
        why=f"{said}: {best[0].name} is the least that would do.",
        now=(hours,),
        then=best[0].then,
        facts=facts(use, look),
        options=best,
    )
