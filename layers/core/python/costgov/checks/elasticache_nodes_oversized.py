"""Cache nodes of a smaller type would hold the data and answer as fast."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from costgov.checks._class_sizing import Use, cheapest, facts, needed, options, rungs
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="elasticache_nodes_oversized",
    title="ElastiCache nodes are larger than their data and load need",
    why="A cache node is charged by its type, whatever it holds.",
    kinds=("AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster"),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=(
        "cloudwatch:GetMetricData",
        "elasticache:DescribeCacheClusters",
        "elasticache:DescribeReplicationGroups",
    ),
    docs="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html",
    metrics=("CPUUtilization", "DatabaseMemoryUsagePercentage"),
    window_days=7,
    thresholds=thresholds(
        least_percent=("10", "%", "savings below this share of the price are not worth a scaling"),
    ),
)
_CLUSTER: Final = "AWS::ElastiCache::CacheCluster"
_GROUP: Final = "AWS::ElastiCache::ReplicationGroup"
_ENGINES: Final = {"redis": "Redis", "valkey": "Valkey", "memcached": "Memcached"}
# One thread of the engine and one for everything else.
_LEAST_VCPUS: Final = 2


def evaluate(cache: Resource, look: Look) -> Verdict:
    """UNKNOWN where a node was measured too little, or lives on CPU credits."""
    if cache.state != "available":
        return PASSED
    nodes = _nodes(cache, look)
    if not nodes:
        return PASSED
    hours = _hours(nodes[0], look)
    needs = [_need(node, look, hours) for node in nodes]
    use = max(needs, key=lambda one: one.vcpus)
    use = replace(use, memory_gib=max(one.memory_gib for one in needs))
    most = use.present.hourly * (1 - look.setting("least_percent") / 100)
    fitting = [
        one
        for one in rungs(hours, nodes[0], look)
        if one.hourly <= most and one.vcpus >= _LEAST_VCPUS
    ]
    every = Line(hours.key, hours.quantity * _number(nodes, look))
    best = options(cheapest(fitting, use), use, every)
    if not best:
        return PASSED
    return Failed(
        why=f"{every.quantity / HOURS_A_MONTH:f} nodes of {use.present.size} need "
        f"{use.vcpus:.2f} of {use.present.vcpus:g} vCPU and {use.memory_gib:.1f} of "
        f"{use.present.memory_gib:g} GiB: {best[0].name} is enough.",
        now=(every,),
        then=best[0].then,
        facts=facts(use, look),
        options=best,
    )


def _nodes(cache: Resource, look: Look) -> Sequence[Resource]:
    """The clusters that are changed together: of a group all of its own, else itself."""
    if cache.kind == _GROUP:
        return look.estate.related(_CLUSTER, _groups, f"{cache.region}/{cache.id}")
    return () if "ReplicationGroupId" in cache.attributes else (cache,)


def _groups(cluster: Resource) -> tuple[str, ...]:
    group = cluster.attributes.get("ReplicationGroupId")
    return (f"{cluster.region}/{group}",) if group else ()


def _hours(node: Resource, look: Look) -> Line:
    name = str(look.attribute(node, "Engine"))
    engine = _ENGINES.get(name)
    if engine is None or node.instance_type is None:
        raise NotKnown(f"what a node of {name} costs is not known")
    return Line(f"elasticache.node/{node.instance_type}/{engine}", HOURS_A_MONTH)


def _need(node: Resource, look: Look, hours: Line) -> Use:
    filled = look.digest(node, "DatabaseMemoryUsagePercentage").max
    offered = look.price(hours.key, node).memory_gib
    if filled is None or offered is None:
        raise NotKnown("how much of its memory is filled was not measured")
    return needed(node, look, hours, "CPUUtilization", offered * float(filled) / 100)


def _number(nodes: Sequence[Resource], look: Look) -> Decimal:
    return sum((look.number(node, "NumCacheNodes") for node in nodes), Decimal(0))
