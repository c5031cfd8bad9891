"""Redis OSS, where Valkey does the same for less."""

from typing import Final

from costgov.checks._caches import IAM, KINDS, engine, in_group, node_hours
from costgov.checks._costs import cost
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="elasticache_cluster_valkey",
    title="Redis cache could run as Valkey",
    why="Valkey speaks Redis's protocol, is upgraded to in place, and its nodes cost less.",
    kinds=KINDS,
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    # There is no way back in place.
    reversible=False,
    iam=IAM,
    docs=(
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/"
        "VersionManagement.HowTo.cross-engine-upgrade.html"
    ),
)


def evaluate(cache: Resource, look: Look) -> Verdict:
    """UNKNOWN where Valkey's price of the node type is not known here."""
    if in_group(cache) or engine(cache, look) != "redis":
        return PASSED
    now, then = (node_hours(cache, look),), (node_hours(cache, look, other_engine="valkey"),)
    if cost(then, look, cache) >= cost(now, look, cache):
        return PASSED
    return Failed(why="The same nodes cost less as Valkey than as Redis.", now=now, then=then)
