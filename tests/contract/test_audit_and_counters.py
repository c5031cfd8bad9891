"""The audit trail is only added to and counters only grow: in memory as on S3 and DynamoDB."""

from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber
from costgov.errors import StoreError, VersionConflict
from costgov.gateways.audit_ports import AuditLog, Counters
from costgov.gateways.aws_audit import S3AuditLog
from costgov.gateways.aws_counters import DynamoCounters
from moto import mock_aws

from tests.fakes.tables import create_table
from tests.fakes.trail import InMemoryAuditLog, InMemoryCounters

LATER = datetime(2026, 10, 20, 7, tzinfo=UTC)


@pytest.fixture(params=["s3", "in-memory"])
def log(request: pytest.FixtureRequest) -> Iterator[AuditLog]:
    if request.param == "in-memory":
        yield InMemoryAuditLog()
        return
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="evidence")
        yield S3AuditLog(lambda: client, "evidence")


@pytest.fixture(params=["dynamo", "in-memory"])
def counters(request: pytest.FixtureRequest) -> Iterator[Counters]:
    if request.param == "in-memory":
        yield InMemoryCounters()
        return
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "control")
        yield DynamoCounters(client, "control")


def test_an_entry_is_written_once(log: AuditLog) -> None:
    log.append("audit/a.json", b"{}")
    with pytest.raises(VersionConflict):
        log.append("audit/a.json", b'{"other":1}')
    log.append("audit/b.json", b"{}")


def test_what_is_kept_is_the_entry_as_json() -> None:
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="evidence")
        S3AuditLog(lambda: client, "evidence").append("audit/a.json", b'{"x":1}')
        found = client.get_object(Bucket="evidence", Key="audit/a.json")
        assert found["Body"].read() == b'{"x":1}'
        assert found["ContentType"] == "application/json"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("PreconditionFailed", VersionConflict),
        ("ConditionalRequestConflict", StoreError),
        ("SlowDown", StoreError),
        ("AccessDenied", StoreError),
    ],
)
def test_a_refusal_of_s3_is_told_apart(code: str, error: type[StoreError]) -> None:
    client = boto3.client("s3", region_name="us-east-1")
    with Stubber(client) as stub:
        stub.add_client_error("put_object", code)
        with pytest.raises(StoreError) as raised:
            S3AuditLog(lambda: client, "evidence").append("audit/a.json", b"{}")
    assert type(raised.value) is error


def test_every_call_counts_by_itself(counters: Counters) -> None:
    def add(who: str, minute: str) -> int:
        return counters.add(f"api-rate#{who}", minute, LATER)

    assert [add("ann", "06:00") for _ in range(3)] == [1, 2, 3]
    assert add("ann", "06:01") == 1
    assert add("bob", "06:00") == 1


def test_what_was_counted_ends_by_itself() -> None:
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, "control")
        DynamoCounters(client, "control").add("api-rate#ann", "06:00", LATER)
        [item] = client.scan(TableName="control")["Items"]
        assert item["expires_at"] == {"N": str(int(LATER.timestamp()))}


def test_a_missing_table_is_a_store_error() -> None:
    with mock_aws(), pytest.raises(StoreError, match="count api-rate#ann"):
        DynamoCounters(boto3.client("dynamodb"), "none").add("api-rate#ann", "06:00", LATER)
