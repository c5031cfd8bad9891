"""Replication instances of the Database Migration Service, and what runs on them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import Place, Source, as_json, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

REPLICATION_INSTANCE: Final = "AWS::DMS::ReplicationInstance"
_INSTANCES: Final = "dms:DescribeReplicationInstances"
_TASKS: Final = "dms:DescribeReplicationTasks"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    instances = list(reader.each(_INSTANCES, "ReplicationInstances"))
    if not instances:
        return
    tasks: defaultdict[str, list[JsonValue]] = defaultdict(list)
    for task in reader.each(_TASKS, "ReplicationTasks", WithoutSettings=True):
        stopped = (task.get("ReplicationTaskStats") or {}).get("StopDate")
        tasks[task["ReplicationInstanceArn"]].append(
            {
                "Status": task.get("Status"),
                "StopDate": as_json(stopped),
                "ReplicationTaskCreationDate": as_json(task.get("ReplicationTaskCreationDate")),
            }
        )
    tags = tags_by_arn(reader, "dms:rep")
    for instance in instances:
        arn = instance["ReplicationInstanceArn"]
        attributes = kept(instance, "MultiAZ", "AllocatedStorage", "EngineVersion")
        yield place.resource(
            REPLICATION_INSTANCE,
            instance["ReplicationInstanceIdentifier"],
            arn,
            state=instance.get("ReplicationInstanceStatus", "available"),
            size=instance.get("ReplicationInstanceClass"),
            created=instance.get("InstanceCreateTime"),
            tags=tags.get(arn),
            attributes=attributes | {"Tasks": tasks.get(arn, [])},
        )


SOURCE: Final = Source(
    name="dms",
    kinds=(REPLICATION_INSTANCE,),
    calls=(_INSTANCES, _TASKS, TAGGED),
    fetch=_fetch,
)
