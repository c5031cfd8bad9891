"""The command line finds the deployed stacks, or says in one sentence that they are not there."""

from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from cli.deployment import NotDeployed, checked_outputs, find_deployment
from tests.unit.cli.deployments import OUTPUTS, deployment


class Account:
    """A session whose CloudFormation knows some stacks."""

    region_name = "eu-west-1"

    def __init__(self, stacks: dict[str, dict[str, str]]) -> None:
        self.stacks = stacks

    def client(self, service: str) -> Any:
        assert service == "cloudformation"
        return self

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        if StackName not in self.stacks:
            raise ClientError(
                {"Error": {"Code": "ValidationError", "Message": "does not exist"}},
                "DescribeStacks",
            )
        outputs = self.stacks[StackName].items()
        listed = [{"OutputKey": name, "OutputValue": value} for name, value in outputs]
        return {"Stacks": [{"Outputs": listed} if listed else {}]}


def session(stacks: dict[str, dict[str, str]]) -> boto3.Session:
    return cast("boto3.Session", Account(stacks))


def test_the_outputs_of_all_stacks_make_a_deployment() -> None:
    names = ("Storage", "Alerts", "Pipeline", "Api", "Observability")
    stacks = {f"CostGovernor-{name}": OUTPUTS if name == "Storage" else {} for name in names}

    found = find_deployment(session(stacks))

    assert found.outputs.CostsTable == "costs"
    assert found.api_url == "https://abc.execute-api.us-east-1.amazonaws.com"


def test_an_account_without_the_stacks_says_so() -> None:
    with pytest.raises(NotDeployed, match=r"not deployed here \(eu-west-1\): .* does not exist"):
        find_deployment(session({}))


def test_without_a_region_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(NotDeployed, match="set AWS_REGION"):
        find_deployment(boto3.Session())


def test_without_credentials_nothing_is_said_about_the_stacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(NotDeployed, match="cannot be asked: Unable to locate credentials"):
        find_deployment(boto3.Session())


def test_stacks_of_another_version_are_told_apart() -> None:
    without = {name: value for name, value in OUTPUTS.items() if name != "ApiUrl"}
    with pytest.raises(NotDeployed, match="no output ApiUrl"):
        checked_outputs(without)


def test_somebody_else_sees_the_same_deployment() -> None:
    mine = deployment()
    theirs = mine.seen_by(boto3.Session(region_name="eu-west-1"))
    assert theirs.outputs == mine.outputs
    assert theirs.client("s3").meta.region_name == "eu-west-1"
