"""Dead-lettered files go back to the import queue, each once, none lost."""

import boto3
from moto import mock_aws

from cli import dead_letters
from tests.unit.cli.deployments import deployment


@mock_aws
def test_every_dead_letter_is_queued_again() -> None:
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName="import")["QueueUrl"]
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    for number in range(23):
        sqs.send_message(QueueUrl=dead, MessageBody=f"file-{number}")

    where = deployment(ImportQueueUrl=queue, ImportDeadLettersUrl=dead)
    assert dead_letters.replay_dead_letters(where) == 23
    assert dead_letters.replay_dead_letters(where) == 0

    bodies: set[str] = set()
    while batch := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        bodies |= {message["Body"] for message in batch}
    assert bodies == {f"file-{number}" for number in range(23)}
