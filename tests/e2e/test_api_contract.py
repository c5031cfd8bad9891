"""The deployed API, over HTTP and with a token, held to its own document."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from costgov.domain.keys import value_key

from cli.local.bearer import BearerClient
from tests.api_contract import at_once, contract, failures, over_http
from tests.e2e.conftest import FirstRun
from tests.e2e.laptop_aws import Product

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

REQUESTS = 300
CROWD = 200
# The emulator starts a process for each request under way: more do not fit the laptop.
AT_ONCE = 16
A_MINUTE = 600
COSTS = "/v1/costs/by/service"


@pytest.fixture
def product(first_run: FirstRun) -> Iterator[Product]:
    with first_run.product.as_it_was():
        yield first_run.product


def signed_in(product: Product, subject: str) -> BearerClient:
    return product.running.bearer(product.running.receiver.issuer.token(subject, ["finops"]))


@pytest.mark.fault_case(38)
def test_requests_of_every_kind_are_answered_as_the_document_says(product: Product) -> None:
    caller = signed_in(product, "fuzz")
    found = failures(contract(REQUESTS), None, over_http(caller.url, caller.headers))
    assert [f"{one.operation}: {one.sentence}" for one in found] == []


def test_a_crowd_of_requests_is_answered(product: Product) -> None:
    caller = signed_in(product, "crowd")
    assert at_once(caller.url, caller.headers, COSTS, CROWD, AT_ONCE) == {200: CROWD}


def test_who_has_used_up_a_minute_is_told_when_to_come_again(product: Product) -> None:
    """Fifty requests are left in each minute, and none is lost."""
    caller = signed_in(product, "eager")
    who = f"jwt:{product.running.receiver.issuer.name}#eager"
    _use_up(product, who, A_MINUTE - 50)
    counted = at_once(caller.url, caller.headers, COSTS, CROWD, AT_ONCE)
    assert counted.keys() == {200, 429}


def _use_up(product: Product, who: str, requests: int) -> None:
    """Count requests of a caller in this minute and the next."""
    dynamo: DynamoDBClient = product.client("dynamodb")
    now = datetime.now(UTC)
    for minute in (now, now + timedelta(minutes=1)):
        dynamo.put_item(
            TableName=product.outputs.ControlTable,
            Item={
                "pk": {"S": f"api-rate#{value_key(who)}"},
                "sk": {"S": minute.strftime("%Y-%m-%dT%H:%M")},
                "count": {"N": str(requests)},
                "expires_at": {"N": str(int(minute.timestamp()) + 3600)},
            },
        )
