"""deliver: takes what waits in the outbox to its channels; its messages only say that it should."""

import time
from dataclasses import asdict
from datetime import timedelta
from functools import cache, partial
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_event_bus import EventBridgeBus
from costgov.gateways.aws_secrets import SsmSecrets
from costgov.gateways.aws_session import client
from costgov.gateways.aws_topics import SnsTopics
from costgov.gateways.web import HttpWeb
from costgov.observability import function_logger
from costgov.pipeline.alerting.channel_pass import DeliverPorts
from costgov.pipeline.alerting.deliver import deliver
from costgov.pipeline.channels.registry import Kit, sender_of
from costgov.settings import DeliverSettings

from functions.metered import metered

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

logger = function_logger("deliver")

RESERVE: Final = timedelta(seconds=25)
"""Kept for what was begun before the deadline: a slow receiver, its secret, the proof."""


@cache
def build() -> DeliverPorts:
    """The table, the senders' gateways and the clock of this container."""
    settings = DeliverSettings.from_env()
    kit = Kit(
        web=HttpWeb(loopback=settings.stage == "local"),
        topics=SnsTopics(_topics_of),
        bus=EventBridgeBus(client("events", once=True), settings.event_bus),
        secrets=SsmSecrets(client("ssm", once=True)),
        topic_arn=settings.alerts_topic_arn,
        clock=utc_now,
        slack_endpoint=settings.slack_endpoint,
        pagerduty_endpoint=settings.pagerduty_endpoint,
    )
    return DeliverPorts(
        control=DynamoDocumentStore(client("dynamodb"), settings.control_table),
        sender=partial(sender_of, kit=kit),
        clock=utc_now,
        pause=time.sleep,
        random=SystemRandom(),
    )


def _topics_of(region: str) -> "SNSClient":
    topics: SNSClient = client("sns", region, once=True)
    return topics


@logger.inject_lambda_context
@metered("deliver", transitions=0)
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Deliver what is due, once for all messages of the batch; raises what broke off."""
    remaining = timedelta(milliseconds=context.get_remaining_time_in_millis())
    done = deliver(build(), utc_now() + remaining - RESERVE)
    for tally in done.channels:
        if tally.happened:
            logger.info("channel done", **asdict(tally))
    logger.info("delivered", messages=len(event["Records"]), queued=done.queued, sent=done.sent)
