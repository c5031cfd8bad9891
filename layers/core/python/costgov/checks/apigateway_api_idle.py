"""An API that nobody calls is a door left open, and its cache is charged all the same."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="apigateway_api_idle",
    title="API Gateway API is not called",
    why="An API that nobody calls still has to be protected, and its cache is charged.",
    kinds=("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Api"),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("apigateway:GET", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-metrics-and-dimensions.html",
    metrics=("Count",),
    window_days=30,
)


def evaluate(api: Resource, look: Look) -> Verdict:
    """UNKNOWN for WebSocket APIs, whose messages are counted by route."""
    look.old_enough(api)
    if look.total(api, "Count"):
        return PASSED
    why = f"No request in {look.meta.window_days} days; it is {look.age_days(api)} days old."
    if api.attributes.get("cacheClusterEnabled"):
        size = look.attribute(api, "cacheClusterSize")
        return Failed(why=why, now=(Line(f"apigateway.cache/{size}", HOURS_A_MONTH),))
    return Failed(why=why, unpriced="an API without a cache is charged by its requests alone")
