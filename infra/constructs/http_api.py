"""An HTTP API in front of the api function: every route signed in, throttled and logged."""

import json
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_logs as logs
from constructs import Construct
from costgov.configuration import Deployment

from infra.constructs.service_function import ServiceFunction, retention
from infra.nag import acknowledge

PATHS = ("/v1/{proxy+}", "/api/{proxy+}")
METHODS = (
    apigateway.HttpMethod.GET,
    apigateway.HttpMethod.POST,
    apigateway.HttpMethod.PUT,
    apigateway.HttpMethod.DELETE,
)
_LOGGED = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "sourceIp": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "latencyMs": "$context.responseLatency",
    "error": "$context.error.message",
    "authorizerError": "$context.authorizer.error",
    "integrationError": "$context.integrationErrorMessage",
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """How callers of an API sign in, and how its log names them."""

    name: str
    description: str
    authorizer: apigateway.IHttpRouteAuthorizer
    logged: dict[str, str]
    open_path: str = ""
    """Of the one POST route that the function itself guards."""


def signed_in_api(
    scope: Construct, sign_in: SignedIn, function: ServiceFunction, deployment: Deployment
) -> apigateway.HttpApi:
    """The same paths for callers of one kind, each method a route of its own.

    So a caller can be allowed to read only. The default route tells no method apart; it is there
    to say what is not there.
    """
    integration = integrations.HttpLambdaIntegration("Api", function)
    api = apigateway.HttpApi(
        scope,
        "HttpApi",
        api_name=sign_in.name,
        description=sign_in.description,
        create_default_stage=False,
        default_integration=integration,
        default_authorizer=sign_in.authorizer,
    )
    for path in PATHS:
        api.add_routes(path=path, methods=list(METHODS), integration=integration)
    if sign_in.open_path:
        _open(api, sign_in.open_path, integration)
    access_log = logs.LogGroup(
        scope,
        "AccessLog",
        log_group_name=f"/aws/vendedlogs/http-apis/{sign_in.name}",
        retention=retention(deployment.retention.logs_days),
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
    # The L1, because the L2's access log settings are an interface to implement in Python.
    apigateway.CfnStage(
        scope,
        "DefaultStage",
        api_id=api.api_id,
        stage_name="$default",
        auto_deploy=True,
        access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=access_log.log_group_arn,
            format=json.dumps(_LOGGED | sign_in.logged),
        ),
        default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
            throttling_rate_limit=deployment.api.requests_per_second,
            throttling_burst_limit=deployment.api.burst,
        ),
    )
    return api


def _open(
    api: apigateway.HttpApi, path: str, integration: integrations.HttpLambdaIntegration
) -> None:
    [route] = api.add_routes(
        path=path,
        methods=[apigateway.HttpMethod.POST],
        integration=integration,
        authorizer=apigateway.HttpNoneAuthorizer(),
    )
    acknowledge(
        route,
        {
            "AwsSolutions-APIG4": "Slack cannot sign for AWS: the function checks Slack's own "
            "signature of every request, and refuses what is older than five minutes."
        },
    )
