"""SQS queues with their attributes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

QUEUE: Final = "AWS::SQS::Queue"
_LIST: Final = "sqs:ListQueues"
_ATTRIBUTES: Final = "sqs:GetQueueAttributes"
_GONE: Final = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """Nothing lists attributes of many queues, so every queue takes a call."""
    tags = tags_by_arn(reader, "sqs")
    for url in reader.each(_LIST, "QueueUrls"):
        found = reader.one(_ATTRIBUTES, absent=_GONE, QueueUrl=url, AttributeNames=["All"])
        if found is None:
            continue
        told = found["Attributes"]
        arn = told["QueueArn"]
        yield place.resource(
            QUEUE,
            arn.rpartition(":")[2],
            arn,
            created=datetime.fromtimestamp(int(told["CreatedTimestamp"]), UTC),
            tags=tags.get(arn),
            attributes=kept(
                told, "ReceiveMessageWaitTimeSeconds", "ApproximateNumberOfMessages", "FifoQueue"
            )
            | _dead_letters(told),
        )


def _dead_letters(told: dict[str, str]) -> dict[str, JsonValue]:
    """Where messages go that nobody could handle, and whether others' come here."""
    target = json.loads(told.get("RedrivePolicy", "{}")).get("deadLetterTargetArn")
    found: dict[str, JsonValue] = {"TakesDeadLetters": "RedriveAllowPolicy" in told}
    return found | ({"DeadLetterTargetArn": target} if target else {})


def _dimensions(queue: Resource) -> dict[str, str]:
    return {"QueueName": queue.id}


SOURCE: Final = Source(
    name="sqs",
    kinds=(QUEUE,),
    calls=(_LIST, _ATTRIBUTES, TAGGED),
    fetch=_fetch,
    # A queue that has been used by nobody for six hours publishes nothing.
    metrics=tuple(
        MetricSpec(
            QUEUE,
            "AWS/SQS",
            name,
            "Count",
            _dimensions,
            reading="count",
            days=30,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        )
        for name in ("NumberOfMessagesSent", "NumberOfMessagesReceived", "NumberOfEmptyReceives")
    ),
)
