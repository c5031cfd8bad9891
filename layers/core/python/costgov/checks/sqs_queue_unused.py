"""A queue that nobody writes to, and is not there for what goes wrong."""

from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks._sqs import requests_key, sends_dead_letters_to
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="sqs_queue_unused",
    title="SQS queue is not used",
    why="Consumers that keep asking an unused queue are charged for every request.",
    kinds=("AWS::SQS::Queue",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("sqs:GetQueueAttributes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-available-cloudwatch-metrics.html",
    metrics=("NumberOfMessagesSent", "NumberOfMessagesReceived", "NumberOfEmptyReceives"),
    window_days=30,
    thresholds=thresholds(days=("30", "days", "younger queues may not be in use yet")),
)
_DEAD_LETTER_NAMES: Final = ("dlq", "dead", "failed", "failure")
_SENDERS: Final = ("AWS::SQS::Queue", "AWS::Lambda::Function")


def evaluate(queue: Resource, look: Look) -> Verdict:
    """Queues for what goes wrong are empty when all is well, and pass."""
    if look.age_days(queue) < look.setting("days") or _is_for_dead_letters(queue, look):
        return PASSED
    if look.total(queue, "NumberOfMessagesSent") or look.total(queue, "NumberOfMessagesReceived"):
        return PASSED
    if look.number(queue, "ApproximateNumberOfMessages"):
        return PASSED
    why = f"No message was sent or received in {look.meta.window_days} days, and none waits."
    if empty := in_a_month(look, queue, "NumberOfEmptyReceives"):
        return Failed(why=why, now=(Line(requests_key(queue), empty),))
    return Failed(why=why, unpriced="a queue that nobody asks is charged nothing")


def _is_for_dead_letters(queue: Resource, look: Look) -> bool:
    """By what it allows, by who points at it, or by its name: services' settings are not read."""
    if queue.attributes.get("TakesDeadLetters"):
        return True
    if any(look.estate.related(kind, sends_dead_letters_to, queue.arn) for kind in _SENDERS):
        return True
    return any(name in queue.id.lower() for name in _DEAD_LETTER_NAMES)
