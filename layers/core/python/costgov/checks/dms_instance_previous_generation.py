"""A replication instance of a previous generation."""

from typing import Final

from costgov.checks._dms import REPLICATION_INSTANCE, instance_hours
from costgov.checks._successors import moved
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="dms_instance_previous_generation",
    title="Replication instance is of a previous generation",
    why="Newer generations do the same work for no more, and AWS retires the old ones.",
    kinds=(REPLICATION_INSTANCE,),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("dms:DescribeReplicationInstances",),
    docs="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.Types.html",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """The same size of the family that follows, if that costs less here."""
    return moved(
        instance,
        look,
        lambda size: instance_hours(instance, look, size),
        service="dms",
        reason="previous",
    )
