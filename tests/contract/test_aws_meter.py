"""What the meter counts of real clients' requests; DynamoDB and S3 answer as moto does."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import boto3
import pytest
from botocore.stub import Stubber
from costgov.domain.usage import Used
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_meter import METER, Meter
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.gateways.aws_session import client
from moto import mock_aws

from functions.metered import metered
from tests.fakes.lambda_context import lambda_context
from tests.fakes.tables import create_table

type Service = Literal["athena", "cloudwatch", "dynamodb"]


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        client.cache_clear()
        create_table(boto3.client("dynamodb"), "control")
        boto3.client("s3").create_bucket(Bucket="evidence")
        METER.take()
        yield
    client.cache_clear()


def test_the_product_s_own_clients_are_metered(aws: None) -> None:
    store = DynamoDocumentStore(client("dynamodb"), "control")
    store.put("run", "one", "{}")
    assert store.get("run", "one") is not None
    bucket = S3ObjectStore(client("s3"), "evidence")
    bucket.put("a", b"1", "text/plain")
    bucket.get("a")
    bucket.head("a")

    used = METER.take()

    assert used[Used.S3_WRITES] == 1
    assert used[Used.S3_READS] == 2
    assert used[Used.DYNAMODB_WRITE_UNITS] > 0
    assert used[Used.DYNAMODB_READ_UNITS] > 0
    assert METER.take() == {}


def test_what_a_bucket_is_set_to_costs_a_read_and_what_it_holds_a_list(aws: None) -> None:
    s3 = client("s3")
    s3.get_bucket_versioning(Bucket="evidence")
    s3.list_object_versions(Bucket="evidence")
    s3.list_multipart_uploads(Bucket="evidence")

    used = METER.take()

    assert used[Used.S3_READS] == 1
    assert used[Used.S3_WRITES] == 2


class Log:
    """What was logged."""

    def __init__(self) -> None:
        self.kept: list[dict[str, object]] = []

    def exception(self, _text: str, **kept: object) -> None:
        self.kept.append(kept)


def test_a_note_that_cannot_be_written_does_not_undo_the_work(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log()
    monkeypatch.setattr("functions.metered.function_logger", lambda _name: log)
    monkeypatch.setenv("COSTGOV_STAGE", "dev")
    monkeypatch.setenv("COSTGOV_CONTROL_TABLE", "no-such-table")
    done = metered("collect_costs")(lambda _event, _context: "collected")

    assert done({}, lambda_context("collect_costs")) == "collected"
    [kept] = log.kept
    assert isinstance(kept["used"], dict)
    assert kept["used"]["lambda_requests"] == "1"


class Session:
    """Clients whose requests a meter counts, with answers laid out beforehand."""

    def __init__(self) -> None:
        self.meter = Meter()
        self._session = boto3.Session(region_name="us-east-1")
        self.meter.attach(self._session.events)

    def stubbed(self, service: Service) -> tuple[Any, Stubber]:
        made: Any = self._session.client(service)
        return made, Stubber(made)


def test_each_attempt_at_cost_explorer_is_counted() -> None:
    meter = Meter()
    session = boto3.Session()
    meter.attach(session.events)
    model = session.client("ce").meta.service_model.operation_model("GetCostAndUsage")
    for attempts in (0, 3):
        session.events.emit(
            "after-call.ce.GetCostAndUsage",
            model=model,
            parsed={"ResponseMetadata": {"RetryAttempts": attempts}},
        )

    assert meter.take() == {Used.COST_EXPLORER_REQUESTS: 5}


def test_a_metric_is_counted_once_and_its_statistics_each() -> None:
    session = Session()
    cloudwatch, stub = session.stubbed("cloudwatch")
    queries = [
        {
            "Id": f"q{number}",
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/EC2",
                    "MetricName": "CPUUtilization",
                    "Dimensions": [{"Name": "InstanceId", "Value": instance}],
                },
                "Period": 3600,
                "Stat": statistic,
            },
        }
        for number, (instance, statistic) in enumerate(
            (instance, statistic)
            for instance in ("i-1", "i-2")
            for statistic in ("Average", "p95", "Maximum")
        )
    ]
    stub.add_response("get_metric_data", {"MetricDataResults": []})
    with stub:
        cloudwatch.get_metric_data(MetricDataQueries=queries, StartTime=0, EndTime=1)

    assert session.meter.take() == {Used.CLOUDWATCH_METRICS: 2, Used.CLOUDWATCH_STATISTICS: 6}


def test_a_batch_counts_the_units_of_all_its_tables() -> None:
    session = Session()
    dynamo, stub = session.stubbed("dynamodb")
    asked = {"RequestItems": {"t": [{"DeleteRequest": {"Key": {"pk": {"S": "a"}}}}]}}
    consumed = [{"TableName": "t", "CapacityUnits": 2.5}, {"TableName": "u", "CapacityUnits": 1.0}]
    stub.add_response("batch_write_item", {"UnprocessedItems": {}, "ConsumedCapacity": consumed})
    with stub:
        dynamo.batch_write_item(**asked)

    assert session.meter.take() == {Used.DYNAMODB_WRITE_UNITS: Decimal("3.5")}


def test_athena_s_bytes_are_counted_when_the_query_is_over() -> None:
    session = Session()
    athena, stub = session.stubbed("athena")
    for state in ("RUNNING", "SUCCEEDED"):
        execution = {
            "Status": {"State": state},
            "Statistics": {"DataScannedInBytes": 10_000_000},
        }
        stub.add_response("get_query_execution", {"QueryExecution": execution})
    with stub:
        for _ in range(2):
            athena.get_query_execution(QueryExecutionId="one")

    assert session.meter.take() == {Used.ATHENA_BYTES: 10_000_000}
