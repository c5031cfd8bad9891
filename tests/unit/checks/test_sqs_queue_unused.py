"""sqs_queue_unused: nothing goes in or out, and it is not there for what goes wrong."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "sqs_queue_unused"
ARN = "arn:aws:sqs:us-east-1:222233334444:orders"


def queue(*, sent: str = "0", empty: str = "0", age_days: int = 30, **changes: Any) -> Resource:
    told: dict[str, Any] = {"ApproximateNumberOfMessages": "0", "TakesDeadLetters": False}
    digests = [
        count("NumberOfMessagesSent", sent, days=30),
        count("NumberOfMessagesReceived", "0", days=30),
        count("NumberOfEmptyReceives", empty, days=30),
    ]
    return resource(
        "AWS::SQS::Queue",
        "orders",
        arn=ARN,
        age_days=age_days,
        digests=digests,
        **(told | changes),
    )


def test_none_without_queues() -> None:
    assert verdicts(CHECK, [resource("AWS::SNS::Topic")]) == {}


def test_pass_used_young_or_holding_messages() -> None:
    for fine in (
        queue(sent="1"),
        queue(age_days=29),
        queue(ApproximateNumberOfMessages="3"),
        queue(TakesDeadLetters=True),
    ):
        assert verdicts(CHECK, [fine]) == {"orders": PASSED}


def test_pass_where_dead_letters_of_another_queue_or_function_go() -> None:
    other = resource("AWS::SQS::Queue", "a-dlq", DeadLetterTargetArn=ARN)
    function = resource("AWS::Lambda::Function", "fn", DeadLetterConfig={"TargetArn": ARN})
    for sender in (other, function):
        assert verdicts(CHECK, [queue(), sender])["orders"] == PASSED


def test_fail_with_the_requests_that_find_nothing() -> None:
    finding = failed(verdicts(CHECK, [queue(empty="7200000")])["orders"])
    assert finding.now == (Line("sqs.requests/Standard", Decimal(7_300_000)),)
    assert finding.then == ()


def test_fail_without_a_price_when_nobody_asks() -> None:
    finding = failed(verdicts(CHECK, [queue()])["orders"])
    assert finding.unpriced == "a queue that nobody asks is charged nothing"


def test_unknown_without_metrics() -> None:
    bare = resource("AWS::SQS::Queue", "orders", TakesDeadLetters=False)
    assert unknown(verdicts(CHECK, [bare])["orders"]) == "NumberOfMessagesSent has not been read"
