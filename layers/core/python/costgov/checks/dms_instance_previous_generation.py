"""A replication instance of a previous generation."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._dms import REPLICATION_INSTANCE, instance_hours
from costgov.checks._successors import successor
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
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
    size = instance.instance_type
    following = successor("dms", "previous", size) if size else None
    if following is None:
        return PASSED
    now, then = (instance_hours(instance, look),), (instance_hours(instance, look, following),)
    if cost(then, look, instance) >= cost(now, look, instance):
        return PASSED
    return Failed(why=f"{following} offers what {size} does, for less.", now=now, then=then)
