"""Stages of REST APIs, and HTTP and WebSocket APIs, of API Gateway."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import (
    ONE_DAY,
    MetricSpec,
    Place,
    Source,
    kept,
    tags_of,
)
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

STAGE: Final = "AWS::ApiGateway::Stage"
API: Final = "AWS::ApiGatewayV2::Api"
_REST: Final = "apigateway:GetRestApis"
_STAGES: Final = "apigateway:GetStages"
_HTTP: Final = "apigatewayv2:GetApis"
_NAMESPACE: Final = "AWS/ApiGateway"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """Nothing lists the stages of many REST APIs, so each of these takes a call."""
    for api in reader.each(_REST, "items"):
        for stage in reader.each(_STAGES, "item", restApiId=api["id"]):
            name = f"{api['id']}/{stage['stageName']}"
            yield place.resource(
                STAGE,
                name,
                _arn(place, f"/restapis/{api['id']}/stages/{stage['stageName']}"),
                created=stage.get("createdDate"),
                tags=tags_of(api, "tags") | tags_of(stage, "tags"),
                attributes={"ApiName": api["name"]}
                | kept(stage, "stageName", "cacheClusterEnabled", "cacheClusterSize"),
            )
    for api in reader.each(_HTTP, "Items"):
        yield place.resource(
            API,
            api["ApiId"],
            _arn(place, f"/apis/{api['ApiId']}"),
            created=api.get("CreatedDate"),
            tags=tags_of(api),
            attributes=kept(api, "ProtocolType"),
        )


def _arn(place: Place, path: str) -> str:
    """ARNs of API Gateway name no account."""
    return f"arn:{place.partition}:apigateway:{place.region}::{path}"


def _of_stage(stage: Resource) -> dict[str, str]:
    own = stage.attributes
    return {"ApiName": str(own["ApiName"]), "Stage": str(own["stageName"])}


def _of_api(api: Resource) -> dict[str, str] | None:
    # WebSocket APIs count messages by stage and route instead.
    return {"ApiId": api.id} if api.attributes.get("ProtocolType") == "HTTP" else None


SOURCE: Final = Source(
    name="apigateway",
    kinds=(STAGE, API),
    calls=(_REST, _STAGES, _HTTP),
    fetch=_fetch,
    metrics=tuple(
        MetricSpec(
            kind,
            _NAMESPACE,
            name,
            "Count",
            dimensions,
            reading="count",
            days=30,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        )
        for kind, name, dimensions in (
            (STAGE, "Count", _of_stage),
            (STAGE, "CacheHitCount", _of_stage),
            (API, "Count", _of_api),
        )
    ),
)
