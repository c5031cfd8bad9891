"""What an operator does to a deployment: looks what is missing, and brings back what was lost."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from costgov.clock import utc_now
from costgov.pipeline.records import budgets

from cli.doctor.account import ACCOUNT
from cli.doctor.deployed import DEPLOYED
from cli.doctor.examination import Finding, Patient, Verdict, examine
from cli.local.demo import DEMO_CONFIG
from cli.restore import restore
from infra.config import load_configuration
from tests.e2e.conftest import FirstRun

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

COPY = "restored-control"


@pytest.fixture
def restored(first_run: FirstRun) -> Iterator[list[dict[str, Any]]]:
    """A copy of the control table, as DynamoDB restores one; its items."""
    dynamo: DynamoDBClient = first_run.product.client("dynamodb")
    live = first_run.product.outputs.ControlTable
    items: list[dict[str, Any]] = [
        dict(item)
        for page in dynamo.get_paginator("scan").paginate(TableName=live)
        for item in page["Items"]
    ]
    dynamo.create_table(
        TableName=COPY,
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
    for item in items:
        dynamo.put_item(TableName=COPY, Item=item)
    yield items
    dynamo.delete_table(TableName=COPY)


def test_the_doctor_finds_nothing_missing_but_what_a_laptop_lacks(first_run: FirstRun) -> None:
    product = first_run.product
    patient = Patient(
        product.deployment.session,
        load_configuration(DEMO_CONFIG),
        product.deployment,
        utc_now(),
        may_pay=False,
    )

    found: dict[str, list[Finding]] = {}
    for result in examine(patient, (*ACCOUNT, *DEPLOYED)):
        found.setdefault(result.about, []).append(result.finding)

    assert {named.about for named in (*ACCOUNT, *DEPLOYED)} == set(found)
    for about in ("credentials", "region", "bootstrap", "schedule", "e-mail", "member roles"):
        assert {one.verdict for one in found[about]} == {Verdict.OK}, found[about]
    assert not any(one.verdict is Verdict.MISSING for one in found["dead letters"])


def test_budgets_that_were_lost_come_back_from_a_restored_table(
    first_run: FirstRun, restored: list[dict[str, Any]]
) -> None:
    product = first_run.product
    table = budgets(product.control)
    before = table.all()
    for plan in before:
        table.delete(plan.id)
    assert before
    assert table.all() == []

    looked = restore(product.deployment, "control", COPY, write=False, replace=False)
    assert looked.missing >= len(before)
    assert table.all() == []

    put_back = restore(product.deployment, "control", COPY, write=True, replace=False)
    assert put_back.written == put_back.missing
    assert table.all() == before
