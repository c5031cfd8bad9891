"""Queues: SSE-SQS, TLS only; dead letters are kept for the longest time SQS knows."""

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.nag import acknowledge

RECEIVES_BEFORE_DEAD = 3


class DeadLetterQueue(sqs.Queue):
    """Where messages end that could not be delivered or handled; an alarm watches each."""

    def __init__(self, scope: Construct, identity: str) -> None:
        super().__init__(
            scope,
            identity,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(14),
        )
        reason = "It is itself where dead letters go; an alarm watches it."
        acknowledge(self, {"AwsSolutions-SQS3": reason, "Serverless-SQSRedrivePolicy": reason})


class WorkQueue(sqs.Queue):
    """A queue whose messages move to its dead-letter queue after three failed receives.

    It has a dead-letter queue of its own unless it is given one.
    """

    def __init__(
        self,
        scope: Construct,
        identity: str,
        *,
        visibility_timeout: cdk.Duration,
        dead_letters: DeadLetterQueue | None = None,
    ) -> None:
        self.dead_letters = dead_letters or DeadLetterQueue(scope, f"{identity}DeadLetters")
        super().__init__(
            scope,
            identity,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(4),
            visibility_timeout=visibility_timeout,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=RECEIVES_BEFORE_DEAD
            ),
        )
