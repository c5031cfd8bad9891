"""The alerts topic."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from costgov.gateways.aws_errors import store_errors

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SnsPublisher:
    """Publisher on one SNS topic."""

    def __init__(self, client: "SNSClient", topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def publish(self, subject: str, message: str, attributes: Mapping[str, str]) -> str:
        """See Publisher.publish; raises StoreError when SNS refuses."""
        with store_errors(f"publish to {self._topic_arn}"):
            sent = self._client.publish(
                TopicArn=self._topic_arn,
                Subject=subject,
                Message=message,
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value}
                    for name, value in attributes.items()
                },
            )
        return sent["MessageId"]
