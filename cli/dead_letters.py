"""Sends dead-lettered billing files through the import again."""

from typing import TYPE_CHECKING

from cli.deployment import Deployment

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_WAIT_SECONDS = 1


def replay_dead_letters(deployment: Deployment) -> int:
    """Move every waiting dead letter back to the import queue; returns how many.

    A message leaves the dead-letter queue only after the import queue has taken it, so a crash
    repeats a message rather than lose it; the import is idempotent.
    """
    sqs: SQSClient = deployment.client("sqs")
    source = deployment.outputs.ImportDeadLettersUrl
    moved = 0
    while True:
        batch = sqs.receive_message(
            QueueUrl=source, MaxNumberOfMessages=10, WaitTimeSeconds=_WAIT_SECONDS
        ).get("Messages", [])
        if not batch:
            return moved
        for message in batch:
            sqs.send_message(
                QueueUrl=deployment.outputs.ImportQueueUrl, MessageBody=message["Body"]
            )
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
