"""Asking an empty queue again and again is charged by the question."""

from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks._sqs import requests_key
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="sqs_queue_short_polling",
    title="SQS queue is polled without waiting",
    why="A request that waits for messages replaces many that find none.",
    kinds=("AWS::SQS::Queue",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("sqs:GetQueueAttributes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-short-and-long-polling.html",
    metrics=("NumberOfEmptyReceives",),
    window_days=30,
    thresholds=thresholds(
        requests=("1000000", "requests", "fewer empty ones in a month cost next to nothing"),
        poll_seconds=("1", "seconds", "between two requests of one consumer, as is assumed"),
    ),
)
_LONGEST_WAIT: Final = 20


def evaluate(queue: Resource, look: Look) -> Verdict:
    """A queue that waits by itself is fine, whatever single requests say."""
    if look.number(queue, "ReceiveMessageWaitTimeSeconds"):
        return PASSED
    empty = in_a_month(look, queue, "NumberOfEmptyReceives")
    if empty < look.setting("requests"):
        return PASSED
    left = empty * look.setting("poll_seconds") / _LONGEST_WAIT
    key = requests_key(queue)
    return Failed(
        why=f"{empty:,.0f} requests a month find nothing; the queue waits 0 of "
        f"{_LONGEST_WAIT} seconds for messages.",
        now=(Line(key, empty),),
        then=(Line(key, min(left, empty)),),
    )
