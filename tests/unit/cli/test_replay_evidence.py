"""`costgov replay evidence` against tables and buckets on moto."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from costgov.gateways.aws_costs import DynamoCostStore
from moto import mock_aws
from typer.testing import CliRunner

import cli.main
from cli.deployment import Deployment
from cli.replay_evidence import Comparison, Difference, replay_evidence
from tests.fakes.sources import Charge
from tests.fakes.tables import create_table
from tests.unit.cli.deployments import deployment
from tests.unit.pipeline.payer import BILL, D20, WEB, Payer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TOTAL = {"pk": {"S": "cost.USD#org#total"}, "sk": {"S": "-#2026-10#cost_explorer"}}


@dataclass
class Aws:
    """A deployment with two days of a restated bill in its tables and its evidence."""

    deployment: Deployment
    dynamo: "DynamoDBClient"

    def replay(self, *, write: bool = False) -> Comparison:
        return replay_evidence(self.deployment, lambda _: None, write=write)

    def total(self) -> dict[str, Any]:
        return dict(self.dynamo.get_item(TableName="costs", Key=TOTAL)["Item"])

    def put(self, item: dict[str, Any]) -> None:
        self.dynamo.put_item(TableName="costs", Item=item)

    def count(self) -> int:
        return self.dynamo.scan(TableName="costs", Select="COUNT")["Count"]


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        dynamo, s3 = boto3.client("dynamodb"), boto3.client("s3")
        create_table(dynamo, "costs")
        create_table(dynamo, "control")
        s3.create_bucket(Bucket="evidence")
        payer = Payer(costs=DynamoCostStore(dynamo, "costs"))  # type: ignore[arg-type]
        payer.collect()
        payer.source.bill = [*BILL[1:], Charge(D20, "7", account=WEB)]
        payer.collect(D20 + timedelta(days=1))
        for key, body in payer.evidence.objects.items():
            s3.put_object(Bucket="evidence", Key=key, Body=body)
        yield Aws(deployment(), dynamo)


def test_what_is_stored_is_what_the_evidence_tells(aws: Aws) -> None:
    found = aws.replay()

    assert found.replayed.queries == 10
    assert found.first == []
    assert found.is_whole
    assert found.equal == aws.count() > 40, "history, ledgers and the list of cuts among them"


def test_what_is_missing_or_changed_is_named_and_put_back(aws: Aws) -> None:
    good = aws.total()
    aws.put({**good, "days": {"M": {"Usage.BilledCost": {"S": "20=1"}}}})
    [ledger] = aws.dynamo.query(
        TableName="costs",
        KeyConditionExpression="pk = :p",
        ExpressionAttributeValues={":p": {"S": "ledger-history"}},
    )["Items"]
    aws.dynamo.delete_item(TableName="costs", Key={"pk": ledger["pk"], "sk": ledger["sk"]})

    found = aws.replay()
    assert found.first == [
        "stored otherwise: cost.USD#org#total -#2026-10#cost_explorer",
        f"not stored: ledger-history {ledger['sk']['S']}",
    ]
    assert not found.is_whole

    mended = aws.replay(write=True)
    assert (mended.written, mended.is_whole) == (2, True)
    assert aws.total() == good
    assert aws.replay().first == []


def test_a_lost_table_is_restored_from_the_evidence(aws: Aws) -> None:
    items = aws.dynamo.scan(TableName="costs")["Items"]
    for item in items:
        aws.dynamo.delete_item(TableName="costs", Key={"pk": item["pk"], "sk": item["sk"]})

    found = aws.replay(write=True)

    assert found.differing == {Difference.MISSING: len(items)}
    assert len(found.first) == 20, "the first of them are named"
    assert aws.count() == len(items)
    assert aws.replay().equal == len(items)


def test_the_command_tells_what_it_found_and_fails_until_it_is_put_back(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.main, "_deployment", lambda: aws.deployment)
    aws.dynamo.delete_item(TableName="costs", Key=cast("Any", TOTAL))
    typed = CliRunner().invoke

    found = typed(cli.main.app, ["replay", "evidence"])
    assert found.exit_code == 1
    assert "10 Cost Explorer queries and 0 billing deliveries were stored again" in found.output
    assert "1 are not stored" in found.output

    mended = typed(cli.main.app, ["replay", "evidence", "--write"])
    assert (mended.exit_code, "1 items were put back" in mended.output) == (0, True)
    assert typed(cli.main.app, ["replay", "evidence"]).exit_code == 0


def test_an_item_without_evidence_is_named_and_stays(aws: Aws) -> None:
    aws.put({**aws.total(), "sk": {"S": "-#2026-08#cost_explorer"}})

    found = aws.replay(write=True)

    assert found.first == ["stored without evidence: cost.USD#org#total -#2026-08#cost_explorer"]
    assert (found.written, found.is_whole) == (0, True)


def test_how_often_a_ledger_was_written_does_not_matter(aws: Aws) -> None:
    key = {"pk": {"S": "ledger"}, "sk": {"S": "USD#cost_explorer"}}
    ledger = aws.dynamo.get_item(TableName="costs", Key=key)["Item"]
    aws.put({**ledger, "revision": {"N": "99"}})

    assert aws.replay().first == []
