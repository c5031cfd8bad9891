"""Development endpoints of Glue."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

DEV_ENDPOINT: Final = "AWS::Glue::DevEndpoint"
_LIST: Final = "glue:GetDevEndpoints"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "glue:devEndpoint")
    for endpoint in reader.each(_LIST, "DevEndpoints"):
        name = endpoint["EndpointName"]
        arn = place.arn("glue", f"devEndpoint/{name}")
        yield place.resource(
            DEV_ENDPOINT,
            name,
            arn,
            state=endpoint["Status"],
            size=endpoint.get("WorkerType"),
            created=endpoint.get("CreatedTimestamp"),
            tags=tags.get(arn),
            attributes=kept(endpoint, "NumberOfNodes", "NumberOfWorkers"),
        )


SOURCE: Final = Source(name="glue", kinds=(DEV_ENDPOINT,), calls=(_LIST, TAGGED), fetch=_fetch)
