"""Reserved cache nodes end soon."""

from typing import Final

from costgov.checks._expiring import judged
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="elasticache_reservation_expiring",
    title="ElastiCache reserved nodes end soon",
    why="From its end on, what it paid for is charged on demand.",
    kinds=("AWS::ElastiCache::ReservedCacheNode",),
    action=Action.RATE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("elasticache:DescribeReservedCacheNodes",),
    docs="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.Reserved.html",
    thresholds=thresholds(days=("60", "days", "time to decide on a renewal")),
)


def evaluate(commitment: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say when it ends."""
    what = f"The reservation of {look.attribute(commitment, 'Count')} of {commitment.instance_type}"
    return judged(commitment, look, "End", what)
