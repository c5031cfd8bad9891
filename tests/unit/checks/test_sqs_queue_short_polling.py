"""sqs_queue_short_polling: a million requests a month find nothing."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "sqs_queue_short_polling"


def queue(empty: str = "7200000", **changes: Any) -> Resource:
    told: dict[str, Any] = {"ReceiveMessageWaitTimeSeconds": "0"}
    digests = [count("NumberOfEmptyReceives", empty, days=30)]
    return resource("AWS::SQS::Queue", "q", digests=digests, **(told | changes))


def test_none_without_queues() -> None:
    assert verdicts(CHECK, [resource("AWS::SNS::Topic")]) == {}


def test_pass_when_the_queue_waits() -> None:
    assert verdicts(CHECK, [queue(ReceiveMessageWaitTimeSeconds="20")]) == {"q": PASSED}


def test_pass_with_few_requests() -> None:
    assert verdicts(CHECK, [queue("986000")]) == {"q": PASSED}


def test_fail_with_what_waiting_leaves() -> None:
    finding = failed(verdicts(CHECK, [queue()])["q"])
    assert finding.now == (Line("sqs.requests/Standard", Decimal(7_300_000)),)
    # One request a second by each consumer becomes one in twenty seconds.
    assert finding.then == (Line("sqs.requests/Standard", Decimal(365_000)),)


def test_fail_of_a_fifo_queue_at_its_own_price() -> None:
    finding = failed(verdicts(CHECK, [queue(FifoQueue="true")])["q"])
    assert {line.key for line in (*finding.now, *finding.then)} == {"sqs.requests/FIFO"}


def test_unknown_without_the_wait() -> None:
    bare = resource("AWS::SQS::Queue", "q")
    found = unknown(verdicts(CHECK, [bare])["q"])
    assert found == "ReceiveMessageWaitTimeSeconds was not told"
