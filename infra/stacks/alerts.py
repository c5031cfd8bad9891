"""Alerts: the topic and the bus they leave by, and the function that takes them there."""

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct
from costgov.domain.alerting.channels import SECRETS
from costgov.settings import DeliverSettings, WatchSettings

from infra import permissions as may
from infra.blueprint import Blueprint, ProductStack
from infra.constructs.alarm_watch import AlarmWatch
from infra.constructs.alerts_topic import AlertsTopic
from infra.constructs.kpi_alarms import KpiAlarms
from infra.constructs.queue import DeadLetterQueue, WorkQueue
from infra.constructs.service_function import ServiceFunction, Sizing
from infra.nag import acknowledge, reported
from infra.stacks.storage import StorageStack

BUS: str = "costgov"
TOPIC_PREFIX: str = "costgov-"
"""Topics of this account with such names may be channels without a deployment."""
# Shorter than the lease of a message (pipeline.alerting.deliver), so that a lease that has ended
# says that whoever held it is gone.
_DELIVER = Sizing(256, cdk.Duration.seconds(100))
_WATCH = Sizing(256, cdk.Duration.seconds(60))
_VISIBILITY_PER_TIMEOUT = 6
# The smallest limit there is; channels lease what they send, so that two do not send the same.
_AT_ONCE = 2
_SWEEP = cdk.Duration.minutes(5)


class AlertsStack(ProductStack):
    """What is to be told waits in the control table; a message of this queue only says so.

    Whatever here cannot be handed on (an e-mail, a sweep, a message that failed three times) ends
    in one queue of dead letters, and one alarm watches it. None is lost with its message: the
    sweeps find what is in the outbox.
    """

    def __init__(self, scope: Construct, blueprint: Blueprint, storage: StorageStack) -> None:
        super().__init__(scope, "Alerts", blueprint)
        self._storage = storage
        self.undelivered = DeadLetterQueue(self, "Undelivered")
        self.topic = AlertsTopic(
            self, "Alerts", blueprint.deployment.notifications.emails, self.undelivered
        )
        self.bus = events.EventBus(
            self, "Bus", event_bus_name=BUS, description="Cost Governor: what happens to alerts"
        )
        self.queue = WorkQueue(
            self,
            "DeliverQueue",
            visibility_timeout=cdk.Duration.seconds(
                _DELIVER.timeout.to_seconds() * _VISIBILITY_PER_TIMEOUT
            ),
            dead_letters=self.undelivered,
        )
        self.deliver = self._deliver()
        self.watch = self._watch()
        KpiAlarms(self, "Kpi", blueprint.deployment.kpi_alarms)
        self.sweep = self._sweep()
        self.output(
            AlertsTopicArn=self.topic.topic_arn,
            DeliverQueueUrl=self.queue.queue_url,
            DeliverDeadLettersUrl=self.undelivered.queue_url,
            EventBusName=BUS,
        )

    def let_wake(self, function: ServiceFunction) -> None:
        """Allow a function to say that there is something to deliver."""
        function.allow(("sqs:SendMessage",), [self.queue.queue_arn])

    def _deliver(self) -> ServiceFunction:
        function = ServiceFunction(
            self,
            "deliver",
            settings=DeliverSettings(
                stage=self.blueprint.stage,
                control_table=self._storage.control.table_name,
                alerts_topic_arn=self.topic.topic_arn,
                event_bus=BUS,
            ),
            assets=self.blueprint.assets,
            sizing=_DELIVER,
            log_days=self.blueprint.deployment.retention.logs_days,
        )
        function.allow(may.WRITE_DOCUMENTS, [self._storage.control.table_arn])
        function.allow(("events:PutEvents",), [self.bus.event_bus_arn])
        self._allow_topics(function)
        secrets = f"arn:{self.partition}:ssm:{self.region}:{self.account}:parameter{SECRETS}*"
        why = "Channels name their secrets at run time, and all lie below this path."
        function.allow(("ssm:GetParameter",), [secrets], {reported(self, secrets): why})
        function.add_event_source(
            sources.SqsEventSource(self.queue, batch_size=10, max_concurrency=_AT_ONCE)
        )
        acknowledge(
            function,
            {
                "Serverless-LambdaEventSourceMappingDestination": "A queue's failed messages go "
                "to its own dead-letter queue; destinations are for streams."
            },
        )
        return function

    def _watch(self) -> ServiceFunction:
        """The function that takes in what alarms say."""
        deployment = self.blueprint.deployment
        function = ServiceFunction(
            self,
            "watch",
            settings=WatchSettings(
                stage=self.blueprint.stage,
                control_table=self._storage.control.table_name,
                deliver_queue_url=self.queue.queue_url,
            ),
            assets=self.blueprint.assets,
            sizing=_WATCH,
            log_days=deployment.retention.logs_days,
        )
        function.allow(may.WRITE_DOCUMENTS, [self._storage.control.table_arn])
        self.let_wake(function)
        AlarmWatch(
            self,
            "AlarmWatch",
            function=function,
            timeout=_WATCH.timeout,
            accepted=deployment.accepted_alarms,
            dead_letters=self.undelivered,
        )
        return function

    def _allow_topics(self, function: ServiceFunction) -> None:
        """The alerts topic, topics of this account named for it, and those configured by ARN."""
        named = f"arn:{self.partition}:sns:*:{self.account}:{TOPIC_PREFIX}*"
        topics = [self.topic.topic_arn, named, *self.blueprint.deployment.notifications.topics]
        why = "Channels name their topics at run time; the prefix says which are meant for it."
        asked = ("sns:Publish", "sns:GetTopicAttributes")
        function.allow(asked, topics, {reported(self, named): why})

    def _sweep(self) -> scheduler.Schedule:
        return scheduler.Schedule(
            self,
            "Sweep",
            description="Delivers what is due although nobody said so",
            schedule=scheduler.ScheduleExpression.rate(_SWEEP),
            time_window=scheduler.TimeWindow.off(),
            target=targets.SqsSendMessage(
                self.queue,
                input=scheduler.ScheduleTargetInput.from_object({"from": "sweep"}),
                dead_letter_queue=self.undelivered,
                # The next sweep does the same.
                max_event_age=cdk.Duration.minutes(5),
                retry_attempts=3,
            ),
        )
