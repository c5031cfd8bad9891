"""Reserved Instances and reserved nodes that are in force."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from costgov.collectors.inventory.contract import Place, Source, as_json, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

INSTANCES: Final = "AWS::EC2::ReservedInstances"
DATABASES: Final = "AWS::RDS::ReservedDBInstance"
NODES: Final = "AWS::ElastiCache::ReservedCacheNode"
_EC2: Final = "ec2:DescribeReservedInstances"
_RDS: Final = "rds:DescribeReservedDBInstances"
_CACHE: Final = "elasticache:DescribeReservedCacheNodes"
_ACTIVE: Final = "active"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    yield from _instances(reader, place)
    for call, result, kind, words in (
        (_RDS, "ReservedDBInstances", DATABASES, ("ReservedDBInstance", "DBInstance")),
        (_CACHE, "ReservedCacheNodes", NODES, ("ReservedCacheNode", "CacheNode")),
    ):
        reserved, counted = words
        size = "DBInstanceClass" if kind == DATABASES else "CacheNodeType"
        for one in reader.each(call, result):
            if one.get("State") != _ACTIVE:
                continue
            started = one["StartTime"]
            name = one[f"{reserved}Id"]
            arn = one.get(f"{reserved}Arn") or one.get("ReservationARN")
            yield place.resource(
                kind,
                name,
                arn or place.arn(call.partition(":")[0], f"ri:{name}"),
                state=one["State"],
                size=one.get(size),
                created=started,
                attributes={
                    **kept(one, "ProductDescription", "OfferingType", "MultiAZ"),
                    "Count": one.get(f"{counted}Count", 1),
                    "End": as_json(started + timedelta(seconds=one["Duration"])),
                },
            )


def _instances(reader: Reader, place: Place) -> Iterator[Resource]:
    filters = [{"Name": "state", "Values": [_ACTIVE]}]
    for one in reader.each(_EC2, "ReservedInstances", Filters=filters):
        name = one["ReservedInstancesId"]
        yield place.resource(
            INSTANCES,
            name,
            place.arn("ec2", f"reserved-instances/{name}"),
            state=one["State"],
            size=one.get("InstanceType"),
            created=one.get("Start"),
            tags=tags_of(one),
            attributes={
                **kept(one, "ProductDescription", "OfferingType", "OfferingClass", "Scope", "End"),
                "Count": one.get("InstanceCount", 1),
            },
        )


SOURCE: Final = Source(
    name="reservations",
    kinds=(INSTANCES, DATABASES, NODES),
    calls=(_EC2, _RDS, _CACHE),
    fetch=_fetch,
)
