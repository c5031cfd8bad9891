"""API Gateway: stages of REST APIs with their caches, and HTTP APIs."""

from collections.abc import Mapping
from datetime import UTC, datetime

from costgov.collectors.inventory.apigateway import SOURCE

from tests.fakes.listings import Answer, Answers, listed

MADE = datetime(2026, 1, 2, tzinfo=UTC)


def stages(asked: Mapping[str, object]) -> Answer:
    name = {"aaa": "prod", "bbb": "test"}[str(asked["restApiId"])]
    return {"item": [{"stageName": name, "createdDate": MADE, "cacheClusterEnabled": True}]}


def test_stages_and_apis() -> None:
    answers: Answers = {
        "apigateway:GetRestApis": {
            "items": [
                {"id": "aaa", "name": "shop", "tags": {"Team": "checkout", "Stage": "any"}},
                {"id": "bbb", "name": "old"},
            ]
        },
        "apigateway:GetStages": stages,
        "apigatewayv2:GetApis": {
            "Items": [
                {"ApiId": "ccc", "Name": "web", "ProtocolType": "HTTP", "Tags": {"Team": "web"}},
                {"ApiId": "ddd", "Name": "chat", "ProtocolType": "WEBSOCKET"},
            ]
        },
    }
    shop, old, web, chat = listed(SOURCE, answers)

    assert (shop.id, shop.kind) == ("aaa/prod", "AWS::ApiGateway::Stage")
    assert shop.arn == "arn:aws:apigateway:us-east-1::/restapis/aaa/stages/prod"
    assert shop.tags["Team"] == "checkout"
    assert shop.launched_at == old.launched_at == MADE
    assert (web.id, web.kind) == ("ccc", "AWS::ApiGatewayV2::Api")
    asked = {(spec.kind, spec.name): spec.dimensions for spec in SOURCE.metrics}
    assert asked[shop.kind, "CacheHitCount"](shop) == {"ApiName": "shop", "Stage": "prod"}
    assert asked[web.kind, "Count"](web) == {"ApiId": "ccc"}
    assert asked[web.kind, "Count"](chat) is None


def test_it_may_get_apis_and_stages_and_no_keys() -> None:
    metrics, apis = SOURCE.spec.iam_actions
    assert (metrics.actions, metrics.resources) == (("cloudwatch:GetMetricData",), ("*",))
    assert apis.actions == ("apigateway:GET",)
    assert apis.resolved(partition="aws") == (
        "arn:aws:apigateway:*::/apis",
        "arn:aws:apigateway:*::/restapis",
        "arn:aws:apigateway:*::/restapis/*/stages",
    )
