"""MSK brokers that could run on Graviton."""

from typing import Final

from costgov.checks._msk import CLUSTER, broker_hours
from costgov.checks._successors import moved
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import Action, Level, Verdict
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
    return moved(
        cluster,
        look,
        lambda size: broker_hours(cluster, look, size),
        service="msk",
        reason="graviton",
    )
