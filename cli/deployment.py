"""Where a deployed Cost Governor is: the outputs of its stacks."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from costgov.errors import CostGovError
from pydantic import BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

STACKS = ("Storage", "Alerts", "Pipeline", "Api", "Observability")


class NotDeployed(CostGovError):
    """No Cost Governor answers in this account and region."""


class Outputs(BaseModel):
    """The stack outputs that operators' commands need."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    CostsTable: str
    ResultsTable: str
    ControlTable: str
    EvidenceBucket: str
    ReportsBucket: str
    ExportsBucket: str
    StateMachineArn: str
    ScheduleName: str
    ImportQueueUrl: str
    ImportDeadLettersUrl: str
    AlertsTopicArn: str
    DeliverQueueUrl: str
    DeliverDeadLettersUrl: str
    EventBusName: str
    ApiUrl: str
    JwtApiUrl: str = ""
    FirstCollection: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployed Cost Governor and the session to reach it with.

    `endpoint_url` is None on AWS; on the laptop every service answers there.
    """

    session: boto3.Session
    outputs: Outputs
    api_url: str
    endpoint_url: str | None = None
    _clients: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def client(self, service: str) -> Any:  # noqa: ANN401 - callers annotate
        """A boto3 client of the deployment's account and region, made once."""
        if service not in self._clients:
            self._clients[service] = self.session.client(
                cast("Any", service), endpoint_url=self.endpoint_url
            )
        return self._clients[service]

    def close(self) -> None:
        """Close the connections of its clients."""
        for client in self._clients.values():
            client.close()

    def seen_by(self, session: boto3.Session) -> "Deployment":
        """The same deployment with somebody else's credentials."""
        return replace(self, session=session)


def find_deployment(session: boto3.Session) -> Deployment:
    """Read the outputs of the stacks in the session's account and region.

    Raises:
        NotDeployed: a stack is missing, or the account cannot be asked.
    """
    if session.region_name is None:
        raise NotDeployed("no AWS region is set: set AWS_REGION to the deployment's region")
    cloudformation = session.client("cloudformation")
    outputs: dict[str, str] = {}
    try:
        for stack in STACKS:
            [found] = cloudformation.describe_stacks(StackName=f"CostGovernor-{stack}")["Stacks"]
            outputs |= {
                output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])
            }
    except ClientError as error:
        where = session.region_name
        raise NotDeployed(f"Cost Governor is not deployed here ({where}): {error}") from error
    except BotoCoreError as error:
        raise NotDeployed(f"the AWS account cannot be asked: {error}") from error
    found_outputs = checked_outputs(outputs)
    return Deployment(session, found_outputs, found_outputs.ApiUrl.rstrip("/"))


def checked_outputs(outputs: "Mapping[str, str]") -> Outputs:
    """The outputs, if none is missing.

    Raises:
        NotDeployed: an output is missing; the stacks are those of another version.
    """
    try:
        return Outputs.model_validate(outputs)
    except ValidationError as error:
        name = error.errors()[0]["loc"][0]
        raise NotDeployed(f"the deployed stacks have no output {name}; deploy again") from error
