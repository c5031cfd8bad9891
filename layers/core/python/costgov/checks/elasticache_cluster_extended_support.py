"""A Redis version past its standard support, which raises the price of every node."""

from typing import Final

from costgov.checks._caches import (
    IAM,
    KINDS,
    engine,
    in_group,
    node_type,
    nodes,
    version,
)
from costgov.checks._support import extended_year, published_end
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

_THIRD_YEAR: Final = 3

META: Final = Meta(
    id="elasticache_cluster_extended_support",
    title="Cache engine version is past its standard support",
    why="Extended Support adds most of a node's price again, and more from the third year on.",
    kinds=KINDS,
    action=Action.MODERNISE,
    severity=Level.HIGH,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=False,
    iam=IAM,
    docs="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html",
)


def evaluate(cache: Resource, look: Look) -> Verdict:
    """By the dates AWS published; UNKNOWN for versions they do not name."""
    if in_group(cache):
        return PASSED
    name, number = engine(cache, look), version(cache, look)
    ended = published_end("elasticache", name, number)
    if ended is None or ended >= look.as_of:
        return PASSED
    years = "Yr3" if extended_year(ended, look.as_of) >= _THIRD_YEAR else "Yr1_Yr2"
    key = f"elasticache.extended-support/{node_type(cache, look)}/{years}"
    return Failed(
        why=f"Standard support of {name} {number} ended on {ended.isoformat()}.",
        now=(Line(key, HOURS_A_MONTH * nodes(cache, look)),),
    )
