"""A smaller or cheaper class would carry what the database did."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costgov.checks._class_sizing import Rung, cheapest, facts, needed, options, rungs
from costgov.checks._rds import GIB, SERVERLESS, instance_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="rds_instance_oversized",
    title="RDS instance is larger than its load needs",
    why="A database instance is charged by its class, whatever is used of it.",
    kinds=("AWS::RDS::DBInstance",),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("cloudwatch:GetMetricData", "rds:DescribeDBInstances"),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html",
    metrics=("CPUUtilization", "FreeableMemory"),
    window_days=7,
    thresholds=thresholds(
        least_percent=("10", "%", "savings below this share of the price are not worth a failover"),
    ),
)
_SPARE: Final = 1.2


def evaluate(instance: Resource, look: Look) -> Verdict:
    """UNKNOWN where CPU or memory was measured too little, or it lives on CPU credits."""
    if instance.state != "available" or instance.instance_type == SERVERLESS:
        return PASSED
    hours = instance_hours(instance, look)
    use = needed(instance, look, hours, "CPUUtilization", memory_in_use(instance, look, hours))
    most = use.present.hourly * (1 - look.setting("least_percent") / 100)
    cheaper = [one for one in rungs(hours, instance, look) if one.hourly <= most]
    best = options(cheapest(_carrying(cheaper, instance, look), use), use, hours)
    if not best:
        return PASSED
    return Failed(
        why=f"{use.present.size} has {use.present.vcpus:g} vCPU and "
        f"{use.present.memory_gib:g} GiB, of which {use.vcpus:.2f} and {use.memory_gib:.1f} "
        f"are needed: {best[0].name} is enough.",
        now=(hours,),
        then=best[0].then,
        facts=facts(use, look),
        options=best,
    )


def memory_in_use(instance: Resource, look: Look, hours: Line) -> float:
    """The most memory in use in GiB: an engine keeps what it has cached, and that is not free."""
    free = look.digest(instance, "FreeableMemory").min
    offered = look.price(hours.key, instance).memory_gib
    if free is None or offered is None:
        raise NotKnown("how much memory is free at the least was not measured")
    return max(offered - float(free / GIB), 0.0)


def _carrying(found: list[Rung], instance: Resource, look: Look) -> Iterator[Rung]:
    """The classes whose volumes may do as many operations as were done, where both are known.

    A class runs on the EC2 type of the same name, whose limits DescribeInstanceTypes tells.
    """
    done = [_highest(instance, metric) for metric in ("ReadIOPS", "WriteIOPS")]
    known = [value for value in done if value is not None]
    least = float(sum(known, Decimal(0))) * _SPARE if len(known) == len(done) else 0.0
    types = look.catalogue.types.get(instance.region, {})
    for one in found:
        limit = types.get(one.size.removeprefix("db."))
        if limit is None or limit.ebs_iops is None or limit.ebs_iops >= least:
            yield one


def _highest(instance: Resource, metric: str) -> Decimal | None:
    found = next((one for one in instance.digests if one.metric == metric), None)
    return found.max if found is not None and found.state == "measured" else None
