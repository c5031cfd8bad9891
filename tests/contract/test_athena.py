"""The query engine on Athena's own request and answer shapes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from botocore.stub import Stubber
from costgov.errors import QueryFailed, QueryUnderWay, SourceDenied
from costgov.gateways.aws_athena import AthenaQueries
from costgov.gateways.ports import QueryAnswer

from tests.fakes.stores import InMemoryObjectStore

TOKEN = "a" * 64


@dataclass
class Athena:
    """A stubbed Athena and a clock that only sleeping moves."""

    results: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = boto3.client("athena", region_name="us-east-1")
        self.stub = Stubber(cast("Any", self.client))
        self.stub.activate()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def queries(self, patience: float = 60) -> AthenaQueries:
        return AthenaQueries(
            self.client,
            workgroup="costgov",
            database="bills",
            results=self.results,
            patience_seconds=patience,
            clock=lambda: self.now,
            sleep=self.sleep,
        )

    def starts(self, query_id: str, attempt: int = 0) -> None:
        self.stub.add_response(
            "start_query_execution",
            {"QueryExecutionId": query_id},
            {
                "QueryString": "SELECT 1",
                "ClientRequestToken": f"{TOKEN}-{attempt}",
                "WorkGroup": "costgov",
                "QueryExecutionContext": {"Database": "bills"},
            },
        )

    def says(self, query_id: str, state: str, **more: object) -> None:
        execution = {
            "QueryExecutionId": query_id,
            "Status": {"State": state, **more},
            "Statistics": {"DataScannedInBytes": 4096},
            "ResultConfiguration": {"OutputLocation": f"s3://results/answers/{query_id}.csv"},
        }
        self.stub.add_response(
            "get_query_execution", {"QueryExecution": execution}, {"QueryExecutionId": query_id}
        )


@pytest.fixture
def athena() -> Athena:
    return Athena()


def test_a_query_is_waited_for_and_its_rows_are_downloaded(athena: Athena, tmp_path: Path) -> None:
    athena.starts("q1")
    for state in ("QUEUED", "RUNNING", "SUCCEEDED"):
        athena.says("q1", state)
    athena.results.put("answers/q1.csv", b'"a"\n"1"\n', "text/csv")

    answer = athena.queries().answer("SELECT 1", TOKEN)
    athena.queries().download(answer, tmp_path / "rows")

    assert answer == QueryAnswer("q1", 4096, "answers/q1.csv")
    assert athena.slept == [1.0, 2.0]
    assert (tmp_path / "rows").read_bytes() == b'"a"\n"1"\n'
    athena.stub.assert_no_pending_responses()


def test_a_query_that_takes_longer_is_picked_up_by_the_next_attempt(athena: Athena) -> None:
    athena.starts("q1")
    for _ in range(3):
        athena.says("q1", "RUNNING")
    with pytest.raises(QueryUnderWay, match="q1 is not done after 4 s"):
        athena.queries(patience=4).answer("SELECT 1", TOKEN)

    athena.starts("q1")
    athena.says("q1", "SUCCEEDED")

    assert athena.queries().answer("SELECT 1", TOKEN).query_id == "q1"


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED"])
def test_a_failed_query_says_why(athena: Athena, state: str) -> None:
    athena.starts("q1")
    athena.says("q1", state, StateChangeReason="Bytes scanned limit was exceeded")

    with pytest.raises(QueryFailed, match=f"q1 {state.lower()}: Bytes scanned limit was exceeded"):
        athena.queries().answer("SELECT 1", TOKEN)


def test_a_passing_failure_starts_a_new_query(athena: Athena) -> None:
    athena.starts("q1", 0)
    athena.says("q1", "FAILED", AthenaError={"Retryable": True, "ErrorCategory": 1})
    athena.starts("q2", 1)
    athena.says("q2", "SUCCEEDED")

    assert athena.queries().answer("SELECT 1", TOKEN).query_id == "q2"


def test_a_refusal_is_typed(athena: Athena) -> None:
    athena.stub.add_client_error("start_query_execution", "AccessDeniedException", "no")

    with pytest.raises(SourceDenied, match="start a query: AccessDeniedException"):
        athena.queries().answer("SELECT 1", TOKEN)
