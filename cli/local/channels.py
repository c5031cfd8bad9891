"""Connects the deployed product with the laptop's receiver: addresses, secrets, a reader."""

from typing import TYPE_CHECKING, Final

from costgov.configuration import Configuration
from costgov.domain.alerting.channels import WebhookChannel

from cli.local.receiver import Receiver
from cli.local.receiver.pagerduty import ROUTING_KEY
from cli.local.receiver.slack import TOKEN
from cli.local.receiver.slack_button import SIGNING_SECRET
from cli.local.receiver.webhook import SECRET
from cli.secret import put_secret

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

    from cli.deployment import Deployment

SLACK_TOKEN: Final = "/costgov/slack/token"  # noqa: S105 - the name of a parameter
SLACK_HOOK: Final = "/costgov/slack/webhook"
PAGERDUTY_KEY: Final = "/costgov/pagerduty/key"
WEBHOOK_SECRET: Final = "/costgov/webhook/secret"  # noqa: S105 - as above
SLACK_SIGNING: Final = "/costgov/signing/slack"
ANYWHERE: Final = "http://localhost/webhook"
"""What a configuration for the laptop names as a webhook's address: the receiver's, any port."""


def addressed(configuration: Configuration, receiver: Receiver) -> Configuration:
    """The configuration with webhooks `ANYWHERE` at the receiver that runs now."""
    policy = configuration.governance.alerts
    channels = tuple(
        channel.model_copy(update={"url": receiver.webhook_address})
        if isinstance(channel, WebhookChannel) and channel.url == ANYWHERE
        else channel
        for channel in policy.channels
    )
    alerts = policy.model_copy(update={"channels": channels})
    governance = configuration.governance.model_copy(update={"alerts": alerts})
    return configuration.model_copy(update={"governance": governance})


def connect(deployment: "Deployment", receiver: Receiver) -> None:
    """Store the secrets that the receiver takes, and let it read the topic as an e-mail reader."""
    secrets = {
        SLACK_TOKEN: TOKEN,
        SLACK_HOOK: receiver.slack_hook,
        PAGERDUTY_KEY: ROUTING_KEY,
        WEBHOOK_SECRET: SECRET,
        SLACK_SIGNING: SIGNING_SECRET,
    }
    for name, value in secrets.items():
        put_secret(deployment, name, value)
    sns: SNSClient = deployment.client("sns")
    topic = deployment.outputs.AlertsTopicArn
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=receiver.mail_address)
