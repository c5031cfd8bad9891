"""From a CloudWatch alarm that changes to the function that tells of it."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct
from costgov.domain.alerting.alarms import CREATED

from infra.constructs.queue import DeadLetterQueue, WorkQueue
from infra.nag import acknowledge

_VISIBILITY_PER_TIMEOUT = 6
# The smallest limit there is: of one alarm's changes the last one counts, in whatever order.
_AT_ONCE = 2


class AlarmWatch(Construct):
    """EventBridge rule → queue → function: alarms of the product's own, and those accepted.

    `accepted` are names of alarms, `*` for any text. What cannot be taken in is a dead letter.
    """

    def __init__(
        self,
        scope: Construct,
        identity: str,
        *,
        function: lambda_.Function,
        timeout: Duration,
        accepted: Sequence[str],
        dead_letters: DeadLetterQueue,
    ) -> None:
        super().__init__(scope, identity)
        self.queue = WorkQueue(
            self,
            "Changes",
            visibility_timeout=Duration.seconds(timeout.to_seconds() * _VISIBILITY_PER_TIMEOUT),
            dead_letters=dead_letters,
        )
        events.Rule(
            self,
            "AlarmChanged",
            description="A CloudWatch alarm that is watched has changed its state",
            event_pattern=events.EventPattern(
                source=["aws.cloudwatch"],
                detail_type=["CloudWatch Alarm State Change"],
                detail={"alarmName": [{"prefix": CREATED}, *map(_matcher, accepted)]},
            ),
            targets=[targets.SqsQueue(self.queue, dead_letter_queue=dead_letters)],
        )
        function.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=10,
                max_concurrency=_AT_ONCE,
                report_batch_item_failures=True,
            )
        )
        acknowledge(
            function,
            {
                "Serverless-LambdaEventSourceMappingDestination": "A queue's failed messages go "
                "to its own dead-letter queue; destinations are for streams."
            },
        )


def _matcher(name: str) -> object:
    return {"wildcard": name} if "*" in name else name
