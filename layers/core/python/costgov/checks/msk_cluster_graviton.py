"""MSK brokers that could run on Graviton."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._msk import CLUSTER, broker_hours
from costgov.checks._successors import successor
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="msk_cluster_graviton",
    title="MSK brokers could run on Graviton",
    why="Clients notice no difference, and brokers on Graviton cost less.",
    kinds=(CLUSTER,),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("kafka:ListClustersV2",),
    docs="https://docs.aws.amazon.com/msk/latest/developerguide/msk-update-broker-type.html",
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """The same size of the family that follows, if that costs less here."""
    size = cluster.instance_type
    following = successor("msk", "graviton", size) if size else None
    if following is None:
        return PASSED
    now, then = (broker_hours(cluster, look),), (broker_hours(cluster, look, following),)
    if cost(then, look, cluster) >= cost(now, look, cluster):
        return PASSED
    return Failed(why=f"{following} offers what {size} does, for less.", now=now, then=then)
