"""BatchWriteItem hands part of a batch back; nothing may get lost on the way."""

from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError
from costgov.errors import StoreError
from costgov.gateways.aws_batch import write_all

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Grudging:
    """A table that takes at most `takes` items of each batch."""

    def __init__(self, takes: int) -> None:
        self.takes = takes
        self.written: list[Any] = []
        self.largest = 0

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803
        [(table, requests)] = RequestItems.items()
        self.largest = max(self.largest, len(requests))
        self.written += requests[: self.takes]
        left = requests[self.takes :]
        return {"UnprocessedItems": {table: left} if left else {}}


class Hot(Grudging):
    """A table that refuses whole batches at first, when the SDK's own retries are used up."""

    def __init__(self, refusals: int, code: str) -> None:
        super().__init__(takes=25)
        self.refusals = refusals
        self.code = code

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803
        self.refusals -= 1
        if self.refusals >= 0:
            answer = {"Error": {"Code": self.code, "Message": "no"}}
            raise ClientError(cast("Any", answer), "BatchWriteItem")
        return super().batch_write_item(RequestItems)


def write(table: Grudging, count: int) -> list[float]:
    pauses: list[float] = []
    requests = [{"PutRequest": {"Item": {"pk": {"S": str(i)}}}} for i in range(count)]
    write_all(cast("DynamoDBClient", table), "costs", requests, pauses.append)
    return pauses


@pytest.mark.fault_case(26)
def test_items_handed_back_are_sent_again() -> None:
    table = Grudging(takes=10)
    pauses = write(table, 60)

    assert len(table.written) == 60
    assert table.largest == 25
    assert pauses


@pytest.mark.fault_case(27)
@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ThrottlingException"])
def test_a_partition_that_is_too_hot_is_given_time(code: str) -> None:
    table = Hot(refusals=3, code=code)
    pauses = write(table, 30)

    assert len(table.written) == 30
    assert len(pauses) == 3


@pytest.mark.fault_case(27)
def test_a_refusal_of_another_kind_is_no_throttling() -> None:
    with pytest.raises(StoreError, match="AccessDeniedException"):
        write(Hot(refusals=1, code="AccessDeniedException"), 3)


@pytest.mark.fault_case(26)
def test_a_table_that_never_takes_them_is_an_error() -> None:
    with pytest.raises(StoreError, match="left 3 items unwritten"):
        write(Grudging(takes=0), 3)
