"""A replication instance on which nothing runs."""

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import JsonValue

from costgov.checks._dms import REPLICATION_INSTANCE, instance_hours
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

_AT_REST: Final = frozenset({"stopped", "failed", "ready", "created"})

META: Final = Meta(
    id="dms_instance_idle",
    title="Nothing runs on the replication instance",
    why="A replication instance is charged by the hour after its migration is done as before.",
    kinds=(REPLICATION_INSTANCE,),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("dms:DescribeReplicationInstances", "dms:DescribeReplicationTasks"),
    docs="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.Deleting.html",
    thresholds=thresholds(days=("7", "days", "since the last task stopped, or it was made")),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Every task is at rest, and none has stopped lately."""
    if look.age_days(instance) < look.setting("days"):
        return PASSED
    told = look.attribute(instance, "Tasks")
    if not isinstance(told, list):
        raise NotKnown("its tasks were not told")
    tasks = [one for one in told if isinstance(one, Mapping)]
    if any(one.get("Status") not in _AT_REST for one in tasks):
        return PASSED
    if any(look.days_since(at) < look.setting("days") for at in _ends(tasks)):
        return PASSED
    return Failed(
        why=f"None of its {len(tasks)} tasks has run for {look.setting('days'):f} days.",
        now=(instance_hours(instance, look),),
    )


def _ends(tasks: Iterable[Mapping[str, JsonValue]]) -> list[JsonValue]:
    """When tasks stopped; when they were made, where they never ran."""
    return [one.get("StopDate") or one.get("ReplicationTaskCreationDate") for one in tasks]
