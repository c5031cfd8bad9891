"""Athena: statements in a workgroup that encrypts its results and bounds what a query scans."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from costgov.errors import QueryFailed, QueryUnderWay
from costgov.gateways.aws_source_errors import source_errors
from costgov.gateways.ports import ObjectStore, QueryAnswer

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import QueryExecutionTypeDef

# The function has fifteen minutes, and the rows are still to be read when the query is done.
PATIENCE_SECONDS: Final = 600.0
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 15.0
_ENDED: Final = frozenset({"FAILED", "CANCELLED"})
# How often a query is started again after a failure that the engine calls passing.
_ATTEMPTS: Final = 3


class AthenaQueries:
    """QueryEngine on one workgroup and database; `results` is the bucket of its output.

    A statement is started with a token made of the caller's, so that a message that comes again
    finds the query it had started. `clock` and `sleep` are seconds; tests give their own.
    """

    def __init__(
        self,
        client: "AthenaClient",
        *,
        workgroup: str,
        database: str,
        results: ObjectStore,
        patience_seconds: float = PATIENCE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._workgroup = workgroup
        self._database = database
        self._results = results
        self._patience = patience_seconds
        self._clock = clock
        self._sleep = sleep

    def answer(self, sql: str, token: str) -> QueryAnswer:
        """See QueryEngine.answer."""
        deadline = self._clock() + self._patience
        for attempt in range(_ATTEMPTS):
            query_id = self._started(sql, f"{token}-{attempt}")
            found = self._ended(query_id, deadline)
            state = found.get("Status", {})
            if state.get("State") not in _ENDED:
                return _answer(query_id, found)
            if not state.get("AthenaError", {}).get("Retryable", False):
                break
        reason = state.get("StateChangeReason", "Athena gives no reason")
        raise QueryFailed(f"query {query_id} {str(state.get('State')).lower()}: {reason}")

    def download(self, answer: QueryAnswer, path: Path) -> None:
        """See QueryEngine.download."""
        self._results.download(answer.rows_key, path)

    def _started(self, sql: str, token: str) -> str:
        with source_errors("start a query"):
            return self._client.start_query_execution(
                QueryString=sql,
                ClientRequestToken=token,
                WorkGroup=self._workgroup,
                QueryExecutionContext={"Database": self._database},
            )["QueryExecutionId"]

    def _ended(self, query_id: str, deadline: float) -> "QueryExecutionTypeDef":
        pause = _FIRST_PAUSE
        while True:
            with source_errors(f"look at query {query_id}"):
                found = self._client.get_query_execution(QueryExecutionId=query_id)
            execution = found["QueryExecution"]
            state = execution.get("Status", {}).get("State")
            if state == "SUCCEEDED" or state in _ENDED:
                return execution
            if self._clock() + pause > deadline:
                raise QueryUnderWay(f"query {query_id} is not done after {self._patience:.0f} s")
            self._sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def _answer(query_id: str, found: "QueryExecutionTypeDef") -> QueryAnswer:
    scanned = found.get("Statistics", {}).get("DataScannedInBytes", 0)
    place = found.get("ResultConfiguration", {}).get("OutputLocation", "")
    _, _, key = place.removeprefix("s3://").partition("/")
    return QueryAnswer(query_id, scanned, key)
