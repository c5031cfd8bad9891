"""`costgov audit` shows the trail and says whether its list is what was kept."""

import json
from collections.abc import Iterator

import boto3
import pytest
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline.alerting.records import audit_index
from costgov.pipeline.audit import entry_sort
from moto import mock_aws
from typer.testing import CliRunner, Result

from cli import audit, main, secret
from cli.deployment import Deployment
from cli.trail import operator_trail
from tests.fakes.tables import create_table
from tests.functions import api_requests
from tests.functions.test_api_audit import BOB, entry, stored
from tests.unit.cli.deployments import deployment


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    with mock_aws():
        found = deployment()
        create_table(boto3.client("dynamodb"), found.outputs.ControlTable)
        boto3.client("s3").create_bucket(Bucket=found.outputs.EvidenceBucket)
        monkeypatch.setattr(main, "find_deployment", lambda _session: found)
        yield found


def run(*words: str) -> Result:
    return CliRunner().invoke(main.app, ["audit", *words])


def test_the_trail_is_shown_page_by_page(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = stored(
        entry(0), entry(1, who=BOB, outcome="refused"), *(entry(number) for number in range(2, 130))
    )

    class OverStores:
        def __init__(self, _deployment: Deployment) -> None:
            pass

        def get(self, path: str, **query: str) -> object:
            return api_requests.get(stores, path, **query).json

    monkeypatch.setattr(audit, "ApiClient", OverStores)

    assert run("list", "--who", "U0BOB").stdout == (
        "2026-09-30T23:00:00Z slack:U0BOB put_budget budget/1 refused\n"
    )
    assert len(run("list", "--most", "120").stdout.splitlines()) == 120
    assert run("list", "--subject", "nothing").stdout == "none\n"
    assert len(json.loads(run("list", "--json", "--outcome", "done").stdout)) == 50


def test_an_operator_is_noted_as_aws_names_them(deployed: Deployment) -> None:
    operator_trail(deployed, "push_configuration").record("budgets/a", None, {"amount": "10"})

    result = run("verify")
    assert result.exit_code == 0
    assert result.stdout == "1 entries are kept\nthe list says the same\n"
    [noted] = audit_index(control_of(deployed)).all()
    assert noted.who == "arn:aws:sts::123456789012:user/moto"
    assert (noted.role, noted.action) == ("admin", "push_configuration")


def test_what_is_not_listed_is_told_and_mended(deployed: Deployment) -> None:
    operator_trail(deployed, "push_configuration").record("budgets/a", None, None)
    table = audit_index(control_of(deployed))
    [noted] = table.all()
    table.delete(entry_sort(noted))

    first = run("verify", "--mend")
    assert first.exit_code == 1
    assert "not listed: budgets/a by arn:aws" in first.stdout
    assert run("verify", f"{noted.at:%Y-%m}").exit_code == 0


def test_what_was_never_kept_is_told(deployed: Deployment) -> None:
    forged = entry(1)
    audit_index(control_of(deployed)).put(forged, entry_sort(forged))

    result = run("verify")
    assert result.exit_code == 1
    assert "listed and not kept: audit/2026/09/30/" in result.stdout


def control_of(deployed: Deployment) -> DynamoDocumentStore:
    return DynamoDocumentStore(boto3.client("dynamodb"), deployed.outputs.ControlTable)


def test_a_secret_is_noted_by_its_name_alone(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret, "read_value", lambda _prompt: "xoxb-1-of-slack")
    runner = CliRunner()
    assert runner.invoke(main.app, ["secret", "set", "slack/token"]).exit_code == 0
    assert runner.invoke(main.app, ["secret", "remove", "slack/token"]).exit_code == 0
    assert runner.invoke(main.app, ["secret", "remove", "slack/token"]).exit_code == 1

    entries = audit_index(control_of(deployed)).all()
    assert sorted((one.action, one.subject, one.outcome) for one in entries) == [
        ("remove_secret", "secret/costgov/slack/token", "done"),
        ("remove_secret", "secret/costgov/slack/token", "done"),
        ("remove_secret", "secret/costgov/slack/token", "failed"),
        ("set_secret", "secret/costgov/slack/token", "done"),
    ]
    assert "xoxb" not in "".join(one.model_dump_json() for one in entries)
