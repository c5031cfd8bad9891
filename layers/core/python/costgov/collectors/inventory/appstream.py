"""AppStream fleets and image builders."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

FLEET: Final = "AWS::AppStream::Fleet"
BUILDER: Final = "AWS::AppStream::ImageBuilder"
_FLEETS: Final = "appstream:DescribeFleets"
_BUILDERS: Final = "appstream:DescribeImageBuilders"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "appstream")
    for kind, call, result in (
        (FLEET, _FLEETS, "Fleets"),
        (BUILDER, _BUILDERS, "ImageBuilders"),
    ):
        for one in reader.each(call, result):
            yield place.resource(
                kind,
                one["Name"],
                one["Arn"],
                state=one["State"],
                size=one.get("InstanceType"),
                created=one.get("CreatedTime"),
                tags=tags.get(one["Arn"]),
                attributes=kept(one, "FleetType", "ComputeCapacityStatus"),
            )


def _dimensions(fleet: Resource) -> dict[str, str] | None:
    return {"Fleet": fleet.id} if fleet.state == "RUNNING" else None


SOURCE: Final = Source(
    name="appstream",
    kinds=(FLEET, BUILDER),
    calls=(_FLEETS, _BUILDERS, TAGGED),
    fetch=_fetch,
    metrics=(MetricSpec(FLEET, "AWS/AppStream", "InUseCapacity", "Count", _dimensions),),
)
