"""Cache nodes of a previous generation."""

from typing import Final

from costgov.checks._caches import IAM, KINDS, moved
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="elasticache_cluster_previous_generation",
    title="Cache nodes are of a previous generation",
    why="Newer generations do the same work for less, and AWS retires the old ones.",
    kinds=KINDS,
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=IAM,
    docs="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html",
)


def evaluate(cache: Resource, look: Look) -> Verdict:
    """The same size of the family that follows, if that costs less here."""
    return moved(cache, look, "previous")
