"""Aurora Serverless whose minimum is above what is mostly used."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._rds import (
    DB_CLUSTER,
    SERVERLESS,
    engine,
    is_aurora,
    is_io_optimized,
    members,
)
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="aurora_cluster_min_capacity_high",
    title="Aurora Serverless hardly leaves its minimum capacity",
    why="Serverless v2 is charged at least its minimum in every second, per instance.",
    kinds=(DB_CLUSTER,),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    # A lower minimum grows more slowly, and drops what was cached.
    risk=Level.MEDIUM,
    reversible=True,
    iam=("rds:DescribeDBClusters", "rds:DescribeDBInstances", "cloudwatch:GetMetricData"),
    docs=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/"
        "aurora-serverless-v2.setting-capacity.html"
    ),
    metrics=("ServerlessDatabaseCapacity", "CPUUtilization"),
    window_days=14,
    thresholds=thresholds(
        cpu=("20", "percent", "at the minimum, the 95th percentile of CPU is below this"),
        target=("0.5", "share", "of today's minimum that is advised"),
        least=("0.5", "ACU", "the least minimum advised"),
    ),
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Only if every instance stays at the minimum nearly always, with little CPU."""
    if not is_aurora(engine(cluster, look)):
        return PASSED
    minimum = _minimum(cluster)
    if minimum is None or minimum <= look.setting("least"):
        return PASSED
    serverless = [one for one in members(cluster, look) if one.instance_type == SERVERLESS]
    if not serverless or not all(_stays(one, minimum, look) for one in serverless):
        return PASSED
    lower = max(_half_units(minimum * look.setting("target")), look.setting("least"))
    usage = (
        "ServerlessV2IOOptimizedUsage" if is_io_optimized(cluster, look) else "ServerlessV2Usage"
    )
    hours = HOURS_A_MONTH * len(serverless)
    return Failed(
        why=f"Its {len(serverless)} instances nearly always run at the minimum of {minimum:f} ACU.",
        now=(Line(f"aurora.capacity/Aurora:{usage}", minimum * hours),),
        then=(Line(f"aurora.capacity/Aurora:{usage}", lower * hours),),
    )


def _minimum(cluster: Resource) -> Decimal | None:
    found = cluster.attributes.get("ServerlessV2ScalingConfiguration")
    if not isinstance(found, Mapping):
        return None
    capacity = found.get("MinCapacity")
    if not isinstance(capacity, int | float):
        raise NotKnown("its minimum capacity was not told")
    return Decimal(str(capacity))


def _stays(instance: Resource, minimum: Decimal, look: Look) -> bool:
    capacity = look.digest(instance, "ServerlessDatabaseCapacity").p95
    cpu = look.digest(instance, "CPUUtilization").p95
    if capacity is None or cpu is None:
        raise NotKnown(f"the percentiles of {instance.id} were not measured")
    return capacity <= minimum and cpu < look.setting("cpu")


def _half_units(capacity: Decimal) -> Decimal:
    """Capacity is set in steps of a half."""
    return (capacity * 2).to_integral_value(ROUND_CEILING) / 2
