"""A Lambda function as all of ours are: Python 3.13, JSON logs, tracing, a role of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct
from costgov.errors import ConfigurationError
from costgov.settings import Settings

from infra.assets import Assets
from infra.nag import acknowledge

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
ENVIRONMENT_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Sizing:
    """Memory and space under /tmp in MB, and the time-out."""

    memory_mb: int
    timeout: cdk.Duration
    disk_mb: int = 512


class ServiceFunction(lambda_.Function):
    """`functions/<name>/handler.py` with its environment written by its settings class.

    The role holds nothing but writing this function's log and traces; what else it needs is
    granted where the stack declares it.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        settings: Settings,
        assets: Assets,
        sizing: Sizing,
        log_days: int,
    ) -> None:
        identity = "".join(word.capitalize() for word in name.split("_"))
        log_group = logs.LogGroup(
            scope,
            f"{identity}Logs",
            retention=retention(log_days),
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        role = iam.Role(
            scope,
            f"{identity}Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"Cost Governor function {name}",
        )
        log_group.grant_write(role)
        super().__init__(
            scope,
            identity,
            description=f"Cost Governor: {name}",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=assets.architecture,
            handler=f"functions.{name}.handler.handler",
            code=assets.code,
            layers=assets.layers(scope, name),
            memory_size=sizing.memory_mb,
            ephemeral_storage_size=cdk.Size.mebibytes(sizing.disk_mb),
            timeout=sizing.timeout,
            role=role,
            tracing=lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON,
            log_group=log_group,
            environment=_fitting(name, {**settings.to_env(), "POWERTOOLS_SERVICE_NAME": name}),
        )
        self.service_name = name
        self._role = role
        acknowledge(role, {"AwsSolutions-IAM5[Resource::*]": "Traces (X-Ray) know no resource."})
        runtime = "Python 3.13 is the version of the tests and the layers' bytecode."
        acknowledge(
            self,
            {
                "AwsSolutions-L1": runtime,
                "Serverless-LambdaLatestVersion": runtime,
                "Serverless-LambdaDLQ": "Nothing invokes it asynchronously: Step Functions, SQS "
                "and API Gateway wait for the answer, and keep or report what failed.",
            },
        )

    @property
    def role_arn(self) -> str:
        """The ARN of the function's role."""
        return self._role.role_arn

    def allow(
        self,
        actions: Sequence[str],
        resources: Sequence[str],
        wildcards: Mapping[str, str] | None = None,
    ) -> None:
        """Allow actions on resources.

        `wildcards` gives the reason for each resource with a wildcard, by the name that the rule
        pack reports it under.
        """
        self.add_to_role_policy(
            iam.PolicyStatement(actions=list(actions), resources=list(resources))
        )
        acknowledge(
            self._role,
            {
                f"AwsSolutions-IAM5[Resource::{name}]": reason
                for name, reason in (wildcards or {}).items()
            },
        )

    def allow_partitions(self, actions: Sequence[str], table: str, kinds: Sequence[str]) -> None:
        """Allow actions on a table's partitions of these kinds (`kind` and `kind#…`) only."""
        keys = [key for kind in kinds for key in (kind, f"{kind}#*")]
        self.add_to_role_policy(
            iam.PolicyStatement(
                actions=list(actions),
                resources=[table],
                conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": keys}},
            )
        )


def _fitting(name: str, environment: dict[str, str]) -> dict[str, str]:
    """The environment, if Lambda takes it.

    Raises:
        ConfigurationError: it is larger than a function's environment may be.
    """
    size = sum(len(key) + len(value.encode()) for key, value in environment.items())
    if size > ENVIRONMENT_LIMIT:
        raise ConfigurationError(
            f"the settings of function {name} take {size} of the {ENVIRONMENT_LIMIT} bytes that "
            "Lambda allows: configure fewer accounts, regions or tags"
        )
    return environment


def retention(days: int) -> logs.RetentionDays:
    """The retention CDK names by words."""
    by_days = {
        1: logs.RetentionDays.ONE_DAY,
        3: logs.RetentionDays.THREE_DAYS,
        5: logs.RetentionDays.FIVE_DAYS,
        7: logs.RetentionDays.ONE_WEEK,
        14: logs.RetentionDays.TWO_WEEKS,
        30: logs.RetentionDays.ONE_MONTH,
        60: logs.RetentionDays.TWO_MONTHS,
        90: logs.RetentionDays.THREE_MONTHS,
        120: logs.RetentionDays.FOUR_MONTHS,
        150: logs.RetentionDays.FIVE_MONTHS,
        180: logs.RetentionDays.SIX_MONTHS,
        365: logs.RetentionDays.ONE_YEAR,
        400: logs.RetentionDays.THIRTEEN_MONTHS,
        545: logs.RetentionDays.EIGHTEEN_MONTHS,
        731: logs.RetentionDays.TWO_YEARS,
    }
    return by_days[days]
