"""From a channel's name to what sends by it."""

from typing import NamedTuple

from costgov.clock import Clock
from costgov.domain.alerting.channels import (
    EMAIL,
    EVENTS,
    AlertPolicy,
    AmazonQChannel,
    Channel,
    PagerDutyChannel,
    SlackChannel,
    SlackWebhookChannel,
    SnsChannel,
    WebhookChannel,
)
from costgov.errors import NotFound
from costgov.gateways.alert_ports import EventBus, Secrets, Topics, Web
from costgov.pipeline.channels.amazon_q import AmazonQSender
from costgov.pipeline.channels.contract import Sender
from costgov.pipeline.channels.events import EventsSender
from costgov.pipeline.channels.pagerduty import PagerDutySender
from costgov.pipeline.channels.slack import SlackSender
from costgov.pipeline.channels.slack_webhook import SlackWebhookSender
from costgov.pipeline.channels.sns import SnsSender
from costgov.pipeline.channels.webhook import WebhookSender


class Kit(NamedTuple):
    """What senders are made of; endpoints are the receivers' own unless the laptop plays them."""

    web: Web
    topics: Topics
    bus: EventBus
    secrets: Secrets
    topic_arn: str
    clock: Clock
    slack_endpoint: str = ""
    pagerduty_endpoint: str = ""


def sender_of(name: str, policy: AlertPolicy, kit: Kit) -> Sender:
    """What sends by a channel.

    Raises:
        NotFound: there is no such channel.
    """
    if name == EMAIL:
        return SnsSender(kit.topic_arn, kit.topics)
    if name == EVENTS:
        return EventsSender(kit.bus)
    for channel in policy.channels:
        if channel.name == name:
            return _configured(channel, policy, kit)
    raise NotFound(f"there is no channel {name!r}")


def _configured(channel: Channel, policy: AlertPolicy, kit: Kit) -> Sender:
    match channel:
        case SnsChannel():
            return SnsSender(channel.topic_arn, kit.topics)
        case AmazonQChannel():
            return AmazonQSender(channel.topic_arn, kit.topics)
        case SlackWebhookChannel():
            return SlackWebhookSender(channel, kit.web, kit.secrets, policy)
        case SlackChannel():
            return SlackSender(channel, kit.web, kit.secrets, policy, kit.slack_endpoint)
        case PagerDutyChannel():
            return PagerDutySender(channel, kit.web, kit.secrets, kit.clock, kit.pagerduty_endpoint)
        case WebhookChannel():
            return WebhookSender(channel, kit.web, kit.secrets, kit.clock)
