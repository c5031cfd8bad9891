"""A first file, secrets, what uninstalling leaves, and what a restored table gives back."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from costgov.errors import ConfigurationError, InvalidInput, NotFound
from moto import mock_aws

from cli import secret
from cli.deployment import STACKS
from cli.lifecycle.first_file import Answers, write_first
from cli.lifecycle.uninstall import NotRemoved, kept, uninstall
from cli.restore import restore
from infra.config import load_configuration
from tests.unit.cli.deployments import deployment


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def test_a_first_file_says_what_was_answered_and_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "costgov.yaml"
    answers = Answers(
        "eu-central-1", ["ann@example.com"], organization=True, tags=["Team"], budget="1000.50"
    )

    write_first(path, answers)

    found = load_configuration(path)
    assert found.deployment.region == "eu-central-1"
    assert found.deployment.organization.discover
    assert found.deployment.notifications.emails == ("ann@example.com",)
    assert [str(plan.amount) for plan in found.governance.budgets] == ["1000.50"]


def test_a_file_that_is_there_is_kept_and_a_wrong_answer_leaves_none(tmp_path: Path) -> None:
    path = tmp_path / "costgov.yaml"
    with pytest.raises(ConfigurationError, match="emails"):
        write_first(path, Answers("us-east-1", ["nobody"]))
    assert not list(tmp_path.iterdir())

    path.write_text("deployment: {region: eu-west-1}\n")
    with pytest.raises(InvalidInput, match="--force"):
        write_first(path, Answers("us-east-1"))
    assert load_configuration(path).deployment.region == "eu-west-1"
    write_first(path, Answers("us-east-1"), force=True)
    assert load_configuration(path).deployment.region == "us-east-1"


def test_secrets_lie_where_channels_may_read_them_and_never_show_their_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = deployment()
    assert secret.full_name("slack/token") == "/costgov/slack/token"
    with pytest.raises(InvalidInput, match="below /costgov/"):
        secret.full_name("/other/token")
    monkeypatch.setattr("sys.stdin", io.StringIO("xoxb-1\n"))

    secret.put_secret(where, "/costgov/slack/token", secret.read_value("?"))

    stored = boto3.client("ssm").get_parameter(Name="/costgov/slack/token", WithDecryption=True)
    assert stored["Parameter"]["Value"] == "xoxb-1"
    assert stored["Parameter"]["Type"] == "SecureString"
    listed = secret.listed(where)
    assert [one["Name"] for one in listed] == ["/costgov/slack/token"]
    assert "xoxb" not in str(listed)
    secret.remove_secret(where, "/costgov/slack/token")
    with pytest.raises(NotFound):
        secret.remove_secret(where, "/costgov/slack/token")


def _stack(name: str, status: str) -> dict[str, Any]:
    stack = {
        "StackName": name,
        "CreationTime": datetime(2026, 11, 1, tzinfo=UTC),
        "StackStatus": status,
    }
    return {"Stacks": [stack]}


def test_uninstalling_removes_every_stack_and_says_what_stays() -> None:
    where, steps = deployment(), list[str]()
    names = [f"CostGovernor-{part}" for part in reversed(STACKS)]
    with Stubber(where.client("cloudformation")) as stub:
        # The first was removed already, by an attempt that was stopped.
        stub.add_client_error("describe_stacks", "ValidationError", f"{names[0]} does not exist")
        for name in names[1:]:
            stub.add_response("describe_stacks", _stack(name, "CREATE_COMPLETE"))
            stub.add_response(
                "update_termination_protection",
                {},
                {"StackName": name, "EnableTerminationProtection": False},
            )
            stub.add_response("delete_stack", {}, {"StackName": name})
            stub.add_response("describe_stacks", _stack(name, "DELETE_IN_PROGRESS"))
            stub.add_response("describe_stacks", _stack(name, "DELETE_COMPLETE"))
        uninstall(where, steps.append, look_seconds=0)
        stub.assert_no_pending_responses()

    assert steps == [f"removing {name}" for name in names[1:]]
    assert kept(where.outputs) == ["costs", "results", "control", "evidence", "reports", "exports"]


def test_a_stack_that_stays_is_an_error_that_names_it() -> None:
    where = deployment()
    with Stubber(where.client("cloudformation")) as stub:
        stub.add_response(
            "describe_stacks", _stack("CostGovernor-Observability", "CREATE_COMPLETE")
        )
        stub.add_response("update_termination_protection", {})
        stub.add_response("delete_stack", {})
        stub.add_response("describe_stacks", _stack("CostGovernor-Observability", "DELETE_FAILED"))
        with pytest.raises(NotRemoved, match="CostGovernor-Observability was not removed"):
            uninstall(where, lambda _: None, look_seconds=0)


def _table(name: str, items: dict[str, str]) -> None:
    dynamo = boto3.client("dynamodb")
    dynamo.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )
    for sort, body in items.items():
        dynamo.put_item(TableName=name, Item=_item(sort, body))


def _item(sort: str, body: str) -> dict[str, Any]:
    return {"pk": {"S": "budget"}, "sk": {"S": sort}, "body": {"S": body}, "version": {"N": "1"}}


def _bodies(name: str) -> dict[str, str]:
    items = boto3.client("dynamodb").scan(TableName=name)["Items"]
    return {item["sk"]["S"]: item["body"]["S"] for item in items}


def test_what_a_table_lost_comes_back_and_what_it_gained_stays() -> None:
    _table("control", {"same": "1", "edited": "new", "later": "1"})
    many = {f"lost-{number:03d}": "1" for number in range(230)}
    _table("restored", {"same": "1", "edited": "old"} | many)
    where = deployment()

    looked = restore(where, "control", "restored", write=False, replace=False)
    assert (looked.equal, looked.missing, looked.different, looked.written) == (1, 230, 1, 0)
    assert len(_bodies("control")) == 3
    assert "different: budget edited" in looked.first

    put = restore(where, "control", "restored", write=True, replace=False)
    assert put.written == 230
    assert _bodies("control") == {"same": "1", "edited": "new", "later": "1"} | many

    replaced = restore(where, "control", "restored", write=True, replace=True)
    assert (replaced.equal, replaced.missing, replaced.written) == (231, 0, 1)
    assert _bodies("control")["edited"] == "old"


def test_a_table_is_not_restored_from_itself_or_from_nothing() -> None:
    with pytest.raises(InvalidInput, match="live table itself"):
        restore(deployment(), "control", "control", write=True, replace=True)
    with pytest.raises(NotFound, match="no table gone"):
        restore(deployment(), "control", "gone", write=False, replace=False)
