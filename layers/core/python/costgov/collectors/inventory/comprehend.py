"""Endpoints of Comprehend's custom models."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

ENDPOINT: Final = "AWS::Comprehend::Endpoint"
_LIST: Final = "comprehend:ListEndpoints"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "comprehend")
    for endpoint in reader.each(_LIST, "EndpointPropertiesList"):
        arn = endpoint["EndpointArn"]
        yield place.resource(
            ENDPOINT,
            # document-classifier-endpoint/<name>: a name is unique among its kind of model only.
            arn.split(":", 5)[5],
            arn,
            state=endpoint["Status"],
            created=endpoint.get("CreationTime"),
            tags=tags.get(arn),
            attributes=kept(endpoint, "CurrentInferenceUnits"),
        )


def _dimensions(endpoint: Resource) -> dict[str, str]:
    return {"EndpointArn": endpoint.arn}


SOURCE: Final = Source(
    name="comprehend",
    kinds=(ENDPOINT,),
    calls=(_LIST, TAGGED),
    fetch=_fetch,
    metrics=(
        MetricSpec(ENDPOINT, "AWS/Comprehend", "ProvisionedInferenceUnits", "Count", _dimensions),
        MetricSpec(
            ENDPOINT,
            "AWS/Comprehend",
            "ConsumedInferenceUnits",
            "Count",
            _dimensions,
            reading="count",
            silent_is_zero=True,
        ),
    ),
)
