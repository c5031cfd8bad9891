"""The queue that wakes the deliver function."""

import logging
from typing import TYPE_CHECKING

from costgov.errors import StoreError
from costgov.gateways.aws_errors import store_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_LOG = logging.getLogger(__name__)


class QueueWake:
    """Wakes by a message that says nothing: what is due stands in the outbox."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def wake(self) -> None:
        """See Wake.wake; a queue that takes no message is logged, and the next sweep delivers."""
        try:
            with store_errors(f"send to {self._queue_url}"):
                self._client.send_message(QueueUrl=self._queue_url, MessageBody='{"from": "news"}')
        except StoreError as error:
            _LOG.warning("deliver was not woken: %s", error)
