"""SNS topics: the alerts topic, and those that channels name."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from costgov.gateways.alert_ports import Subscribers
from costgov.gateways.aws_channel_errors import channel_errors

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

# What SNS says of a subject, body or attribute that it does not take.
_OF_MESSAGE: Final = frozenset(
    "InvalidParameter InvalidParameterValue ParameterValueInvalid ValidationError".split()
)


class SnsTopics:
    """Topics on clients of their own regions, each request made once."""

    def __init__(self, client_of: "Callable[[str], SNSClient]") -> None:
        self._client_of = client_of

    def publish(
        self, topic_arn: str, subject: str, message: str, attributes: Mapping[str, str]
    ) -> str:
        """See Topics.publish."""
        values = {
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        }
        # Without a subject where there is none: SNS refuses an empty one.
        titled = {"Subject": subject} if subject else {}
        with channel_errors(f"publish to {topic_arn}", _OF_MESSAGE):
            sent = self._client(topic_arn).publish(
                TopicArn=topic_arn,
                Message=message,
                MessageAttributes=values,  # type: ignore[arg-type] # a dict per attribute
                **titled,
            )
        return sent["MessageId"]

    def subscribers(self, topic_arn: str) -> Subscribers:
        """See Topics.subscribers."""
        with channel_errors(f"ask who reads {topic_arn}"):
            found = self._client(topic_arn).get_topic_attributes(TopicArn=topic_arn)
        attributes = found["Attributes"]
        return Subscribers(
            confirmed=int(attributes.get("SubscriptionsConfirmed", "0")),
            pending=int(attributes.get("SubscriptionsPending", "0")),
        )

    def _client(self, topic_arn: str) -> "SNSClient":
        return self._client_of(topic_arn.split(":")[3])
