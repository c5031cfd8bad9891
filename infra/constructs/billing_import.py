"""From a billing file in the exports bucket to the function that imports it."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.queue import DeadLetterQueue, WorkQueue
from infra.nag import acknowledge

PREFIX = "billing/"
# SQS hands a message out again only when a timed-out import, retried by Lambda, is over.
_VISIBILITY_PER_TIMEOUT = 6
# Files of one export land together; two at a time is also the smallest limit there is.
_AT_ONCE = 2


class BillingImport(Construct):
    """S3 event → EventBridge rule → queue → function, one file a message, dead letters kept."""

    def __init__(
        self,
        scope: Construct,
        identity: str,
        *,
        exports: s3.IBucket,
        importer: lambda_.Function,
        timeout: Duration,
    ) -> None:
        super().__init__(scope, identity)
        self.queue = WorkQueue(
            self,
            "Files",
            visibility_timeout=Duration.seconds(timeout.to_seconds() * _VISIBILITY_PER_TIMEOUT),
        )
        self.undelivered = DeadLetterQueue(self, "Undelivered")
        events.Rule(
            self,
            "FileArrived",
            description="A billing file has arrived in the exports bucket",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [exports.bucket_name]},
                    "object": {"key": [{"prefix": PREFIX}]},
                },
            ),
            targets=[targets.SqsQueue(self.queue, dead_letter_queue=self.undelivered)],
        )
        importer.add_event_source(
            sources.SqsEventSource(
                self.queue,
                # One file a message, one message a call: a poisonous file takes none with it.
                batch_size=1,
                max_concurrency=_AT_ONCE,
                report_batch_item_failures=True,
            )
        )
        acknowledge(
            importer,
            {
                "Serverless-LambdaEventSourceMappingDestination": "A queue's failed messages go "
                "to its own dead-letter queue; destinations are for streams."
            },
        )
