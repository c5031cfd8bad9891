"""Api: one HTTP API in front of the api function; every route asks for SigV4."""

import json

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_logs as logs
from constructs import Construct
from costgov.pipeline import commands
from costgov.settings import ApiSettings

from infra import permissions as may
from infra.blueprint import Blueprint, ProductStack
from infra.constructs.service_function import ServiceFunction, Sizing, retention
from infra.stacks.alerts import AlertsStack
from infra.stacks.storage import StorageStack

# API Gateway gives up after 30 s; the function a little sooner, so that its log says why.
_API = Sizing(512, cdk.Duration.seconds(29))
_ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "caller": "$context.identity.caller",
    "user": "$context.identity.userArn",
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


class ApiStack(ProductStack):
    """Reads, and writes what people tell: nothing else of the tables is open to its role.

    Both have a route of their own, so that a caller can be allowed to read only:
    `execute-api:Invoke` on `<api>/$default/GET/*`, or on `…/POST/v1/…` for each kind of writing.
    The default route tells no method apart; it is there to say what is not there.
    """

    def __init__(
        self, scope: Construct, blueprint: Blueprint, storage: StorageStack, alerts: AlertsStack
    ) -> None:
        super().__init__(scope, "Api", blueprint)
        self.function = self._function(storage, alerts)
        api = integrations.HttpLambdaIntegration("Api", self.function)
        self.http_api = apigateway.HttpApi(
            self,
            "HttpApi",
            api_name="CostGovernor",
            description="Cost Governor: costs, forecasts, anomalies, budgets (SigV4)",
            create_default_stage=False,
            default_integration=api,
            default_authorizer=authorizers.HttpIamAuthorizer(),
        )
        self.http_api.add_routes(
            path="/v1/{proxy+}",
            methods=[apigateway.HttpMethod.GET, apigateway.HttpMethod.POST],
            integration=api,
        )
        self._stage()
        self.output(ApiUrl=self.http_api.api_endpoint, ApiId=self.http_api.api_id)

    def _function(self, storage: StorageStack, alerts: AlertsStack) -> ServiceFunction:
        function = ServiceFunction(
            self,
            "api",
            settings=ApiSettings(
                stage=self.blueprint.stage,
                control_table=storage.control.table_name,
                costs_table=storage.costs.table_name,
                cost_source=self.blueprint.deployment.cost_source,
                results_table=storage.results.table_name,
                deliver_queue_url=alerts.queue.queue_url,
            ),
            assets=self.blueprint.assets,
            sizing=_API,
            log_days=self.blueprint.deployment.retention.logs_days,
        )
        function.allow(may.READ_DOCUMENTS, [storage.control.table_arn, storage.results.table_arn])
        control = storage.control.table_arn
        function.allow_partitions(may.CHANGE_DOCUMENTS, control, commands.CONTROL_KINDS)
        results = storage.results.table_arn
        function.allow_partitions(may.CHANGE_DOCUMENTS, results, commands.RESULTS_KINDS)
        function.allow(may.READ_COSTS, [storage.costs.table_arn])
        alerts.let_wake(function)
        return function

    def _stage(self) -> None:
        deployment = self.blueprint.deployment
        access_log = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name="/aws/vendedlogs/http-apis/CostGovernor",
            retention=retention(deployment.retention.logs_days),
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        # The L1, because the L2's access log settings are an interface to implement in Python.
        apigateway.CfnStage(
            self,
            "DefaultStage",
            api_id=self.http_api.api_id,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=access_log.log_group_arn,
                format=json.dumps(_ACCESS_LOG),
            ),
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=deployment.api.requests_per_second,
                throttling_burst_limit=deployment.api.burst,
            ),
        )
