"""Api: the api function behind HTTP APIs, one for IAM signatures and one for tokens."""

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from constructs import Construct
from costgov.domain.alerting.channels import SIGNING
from costgov.pipeline import commands
from costgov.pipeline.audit import FOLDER
from costgov.settings import ApiSettings

from infra import permissions as may
from infra.blueprint import Blueprint, ProductStack
from infra.constructs.http_api import SignedIn, signed_in_api
from infra.constructs.service_function import ServiceFunction, Sizing
from infra.constructs.user_pool import Issuer, UserPool
from infra.nag import reported
from infra.stacks.alerts import AlertsStack
from infra.stacks.storage import StorageStack

SLACK_ACTIONS = "/slack/actions"
# API Gateway gives up after 30 s; the function a little sooner, so that its log says why.
_API = Sizing(512, cdk.Duration.seconds(29))


class ApiStack(ProductStack):
    """Reads, and writes what people tell: nothing else of the tables is open to its role.

    Every method has a route of its own, so that IAM can allow a caller to read only:
    `execute-api:Invoke` on `<api>/$default/GET/*`, or on `…/POST/v1/…` for each kind of writing.
    Callers with tokens have an API of their own over the same function, where an issuer is
    configured.
    """

    def __init__(
        self, scope: Construct, blueprint: Blueprint, storage: StorageStack, alerts: AlertsStack
    ) -> None:
        super().__init__(scope, "Api", blueprint)
        self.function = self._function(storage, alerts)
        by_iam = _by_iam(with_slack=blueprint.deployment.api.slack_actions)
        self.http_api = signed_in_api(self, by_iam, self.function, blueprint.deployment)
        self.jwt_api: apigateway.HttpApi | None = None
        self.output(ApiUrl=self.http_api.api_endpoint, ApiId=self.http_api.api_id)
        if issuer := self._issuer():
            scope, by_token = Construct(self, "Jwt"), _by_token(issuer)
            self.jwt_api = signed_in_api(scope, by_token, self.function, blueprint.deployment)
            self.output(JwtApiUrl=self.jwt_api.api_endpoint, JwtApiId=self.jwt_api.api_id)

    def _issuer(self) -> Issuer | None:
        """Whose tokens are taken; a user pool of our own where the configuration says so."""
        sign_in = self.blueprint.deployment.sign_in
        if sign_in.cognito:
            pool = UserPool(
                self, "Users", callbacks=sign_in.callback_urls, keep=not self.blueprint.is_laptop
            )
            self.output(
                UserPoolId=pool.pool.user_pool_id,
                UserPoolClientId=pool.client.user_pool_client_id,
                SignInUrl=pool.sign_in_url,
            )
            return pool.issuer
        return Issuer(sign_in.issuer, sign_in.audience) if sign_in.issuer else None

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
                evidence_bucket=storage.evidence.bucket_name,
                groups_claim=self.blueprint.deployment.sign_in.claim,
                requests_per_minute=self.blueprint.deployment.api.requests_per_minute_per_caller,
            ),
            assets=self.blueprint.assets,
            sizing=_API,
            log_days=self.blueprint.deployment.retention.logs_days,
        )
        function.allow(may.READ_DOCUMENTS, [storage.control.table_arn, storage.results.table_arn])
        control = storage.control.table_arn
        function.allow_partitions(may.CHANGE_DOCUMENTS, control, commands.CONTROL_KINDS)
        if commands.REMOVED_KINDS:
            function.allow_partitions(may.REMOVE_DOCUMENTS, control, commands.REMOVED_KINDS)
        results = storage.results.table_arn
        function.allow_partitions(may.CHANGE_DOCUMENTS, results, commands.RESULTS_KINDS)
        function.allow(may.READ_COSTS, [storage.costs.table_arn])
        storage.allow_objects(
            function,
            storage.evidence,
            may.WRITE_OBJECTS,
            "Entries of the audit trail get names of their own.",
            f"{FOLDER}/",
        )
        if self.blueprint.deployment.api.slack_actions:
            signing = f"arn:{self.partition}:ssm:{self.region}:{self.account}:parameter{SIGNING}*"
            why = "The configuration names the signing secret at run time, below this path."
            function.allow(("ssm:GetParameter",), [signing], {reported(self, signing): why})
        alerts.let_wake(function)
        return function


def _by_iam(*, with_slack: bool) -> SignedIn:
    return SignedIn(
        name="CostGovernor",
        description="Cost Governor: costs, forecasts, anomalies, budgets (SigV4)",
        authorizer=authorizers.HttpIamAuthorizer(),
        logged={"caller": "$context.identity.caller", "user": "$context.identity.userArn"},
        open_path=SLACK_ACTIONS if with_slack else "",
    )


def _by_token(issuer: Issuer) -> SignedIn:
    return SignedIn(
        name="CostGovernorJwt",
        description="Cost Governor: the same, for callers with tokens (JWT)",
        authorizer=authorizers.HttpJwtAuthorizer(
            "Issuer", issuer.url, jwt_audience=list(issuer.audience)
        ),
        logged={
            "issuer": "$context.authorizer.claims.iss",
            "subject": "$context.authorizer.claims.sub",
        },
    )
