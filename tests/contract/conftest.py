"""The stores that a contract holds for."""

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, cast

import boto3
import pytest
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.ports import CostStore
from moto import mock_aws

from cli.local_table import LocalTable
from tests.fakes.stores import InMemoryCostStore
from tests.fakes.tables import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(params=["dynamo", "in-memory", "local"])
def cost_store(request: pytest.FixtureRequest) -> Iterator[CostStore]:
    """An empty store of cost facts, of each kind in turn."""
    if request.param == "in-memory":
        yield InMemoryCostStore()
        return
    if request.param == "local":
        with closing(LocalTable(":memory:")) as table:
            yield DynamoCostStore(cast("DynamoDBClient", table), "costs", at_once=1)
        return
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "costs")
        yield DynamoCostStore(client, "costs")
