"""Cache nodes that could run on Graviton."""

from typing import Final

from costgov.checks._caches import IAM, KINDS, moved
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="elasticache_cluster_graviton",
    title="Cache nodes could run on Graviton",
    why="Every engine of ElastiCache runs on Graviton without any change to its clients.",
    kinds=KINDS,
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=IAM,
    docs="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html",
)


def evaluate(cache: Resource, look: Look) -> Verdict:
    """The same size of the family that follows, if that costs less here."""
    return moved(cache, look, "graviton")
