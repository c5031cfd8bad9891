"""SQS: queues with what their attributes say."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from costgov.collectors.inventory.sqs import SOURCE

from tests.fakes.listings import Answer, Answers, listed

ROOT = "https://sqs.us-east-1.amazonaws.com/222233334444"
ARN = "arn:aws:sqs:us-east-1:222233334444"


def attributes(asked: Mapping[str, object]) -> Answer | None:
    name = str(asked["QueueUrl"]).rpartition("/")[2]
    if name == "gone":
        return None
    told = {
        "QueueArn": f"{ARN}:{name}",
        "CreatedTimestamp": "1772355600",
        "ReceiveMessageWaitTimeSeconds": "0",
        "ApproximateNumberOfMessages": "7",
    }
    if name == "orders":
        policy = {"deadLetterTargetArn": f"{ARN}:orders-dlq", "maxReceiveCount": 5}
        told["RedrivePolicy"] = json.dumps(policy)
    else:
        told["RedriveAllowPolicy"] = json.dumps({"redrivePermission": "allowAll"})
    return {"Attributes": told}


ANSWERS: Answers = {
    "sqs:ListQueues": [
        {"QueueUrls": [f"{ROOT}/orders", f"{ROOT}/gone"]},
        {"QueueUrls": [f"{ROOT}/orders-dlq"]},
    ],
    "sqs:GetQueueAttributes": attributes,
    "resourcegroupstaggingapi:GetResources": {
        "ResourceTagMappingList": [
            {"ResourceARN": f"{ARN}:orders", "Tags": [{"Key": "Team", "Value": "checkout"}]}
        ]
    },
}


def test_queues_and_where_their_dead_letters_go() -> None:
    orders, letters = listed(SOURCE, ANSWERS)

    assert (orders.id, orders.arn) == ("orders", f"{ARN}:orders")
    assert orders.launched_at == datetime.fromtimestamp(1_772_355_600, UTC)
    assert orders.tags == {"Team": "checkout"}
    assert orders.attributes == {
        "ReceiveMessageWaitTimeSeconds": "0",
        "ApproximateNumberOfMessages": "7",
        "DeadLetterTargetArn": f"{ARN}:orders-dlq",
        "TakesDeadLetters": False,
    }
    assert letters.attributes["TakesDeadLetters"] is True


def test_metrics_by_name() -> None:
    orders, _ = listed(SOURCE, ANSWERS)
    assert {spec.name for spec in SOURCE.metrics} == {
        "NumberOfMessagesSent",
        "NumberOfMessagesReceived",
        "NumberOfEmptyReceives",
    }
    assert all(spec.dimensions(orders) == {"QueueName": "orders"} for spec in SOURCE.metrics)
    assert all(spec.silent_is_zero and spec.days == 30 for spec in SOURCE.metrics)
